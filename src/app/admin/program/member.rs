//! The program's side of a partner: whether they are in it, what they are promised, their codes and what they are owed.

mod answers;
mod api;
mod codes;
mod door;
mod owed;
mod person;
mod standing;
mod terms;

use super::form::{Said, SaidNotice, Sending};
use crate::{
    AppError,
    figures::{FiguresSection, TeamFigures},
    partner_page::{Tab, Whose, partner_page},
    ui::{BlockSkeleton, Empty, ErrorPanel, Tone},
};
use answers::Answers;
pub(super) use answers::Written;
pub(in crate::admin) use api::TermsForm;
#[cfg(feature = "ssr")]
pub(in crate::admin) use api::read_terms;
use api::{MemberPage, load_member, take_in};
use codes::Codes;
use domain::PartnerId;
use door::Door;
use leptos::{either::EitherOf4, prelude::*};
use owed::Balances;
use person::{Delete, Person};
use standing::Standing;
use terms::Terms;
pub(super) use terms::hold;
pub(in crate::admin) use terms::holds;

pub(super) type Data = Resource<Result<MemberPage, AppError>>;

/// The page. Partners have none: they see their terms elsewhere.
#[derive(Clone)]
pub struct MemberRoute;

impl MemberRoute {
    pub(crate) fn show() -> AnyView {
        partner_page(Tab::Program, load, |loads, whose| view! { <MemberView loads whose /> }.into_any())
    }
}

/// What the page asks for.
#[derive(Clone, Copy)]
struct Loads {
    data: Data,
    figures: TeamFigures,
}

fn load(partner: Signal<Option<PartnerId>>) -> Loads {
    Loads { data: Resource::new(move || partner.get(), load_member), figures: TeamFigures::load(partner) }
}

/// What the parts of the page act on.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    partner: StoredValue<Option<PartnerId>>,
    data: Data,
    said: Said,
    /// Terms that are typed and not saved yet.
    typed: StoredValue<Option<TermsForm>>,
}

impl Desk {
    fn partner(self) -> Option<PartnerId> {
        self.partner.get_value()
    }

    /// Says what was done, and shows how things are now.
    fn done(self, text: impl Into<String>) {
        self.data.refetch();
        self.said.say(Tone::Good, vec![text.into()]);
    }
}

#[component]
fn MemberView(loads: Loads, whose: Whose) -> impl IntoView {
    let Loads { data, figures } = loads;
    let (path, csv) = (format!("{}/program", whose.base), format!("{}/figures.csv", whose.base));
    let desk =
        Desk { partner: StoredValue::new(whose.partner), data, said: Said::new(), typed: StoredValue::new(None) };
    let body = move || {
        Suspend::new(async move {
            match data.await {
                Ok(page) if page.person.is_deleted => EitherOf4::A(view! { <Gone page desk /> }),
                Ok(page) if page.member.is_some() => EitherOf4::B(view! { <Loaded page desk /> }),
                Ok(page) => EitherOf4::C(view! { <Outside page desk /> }),
                Err(error) => {
                    EitherOf4::D(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! {
        <div class="page program-page">
            <SaidNotice said=desk.said />
            <Transition fallback=|| view! { <BlockSkeleton class="facts-size" /> }>{body}</Transition>
            <FiguresSection figures path csv />
        </div>
    }
}

/// They were deleted: their money stays.
#[component]
fn Gone(page: MemberPage, desk: Desk) -> impl IntoView {
    let partner = desk.partner();
    view! {
        <section class="card">
            <Empty title="This partner was deleted" text="Who they were is gone for good. Their orders, commissions and payouts stay." />
        </section>
        <Balances balances=page.balances partner />
    }
}

/// They are not in the program.
#[component]
fn Outside(page: MemberPage, desk: Desk) -> impl IntoView {
    let form = Sending::new("take-in");
    let take = move |_| {
        form.send(take_in(desk.partner()), move |()| {
            desk.done("In the program: orders with their code count from now on.");
        });
    };
    view! {
        <section class="card">
            <Empty title="Not in the program" text="Orders with this partner's code bring them nothing here. Once they are in the program, they earn by its terms.">
                <super::form::FormFault form fields=&[] />
                <button class="btn primary needs-script" type="button" aria-busy=move || form.busy() on:click=take>"Take into the program"</button>
            </Empty>
        </section>
        <WhoTheyAre page desk />
    }
}

/// What they are called, and the way to delete them.
#[component]
fn WhoTheyAre(page: MemberPage, desk: Desk) -> impl IntoView {
    let MemberPage { person, balances, .. } = page;
    let is_owed = balances.iter().any(|it| it.held.minor + it.payable.minor + it.reserved.minor > 0);
    desk.partner().map(|partner| {
        view! {
            <Person person=person.clone() partner=partner.clone() desk />
            <Delete person partner is_owed />
        }
    })
}

#[component]
fn Loaded(page: MemberPage, desk: Desk) -> impl IntoView {
    let MemberPage { member, codes, old_codes_count, balances, currencies, application, door, .. } = page.clone();
    let partner = desk.partner();
    member.map(|member| {
        view! {
            <div class="grid2">
                <div class="stack">
                    <Standing member=member.clone() desk />
                    {application.map(|application| view! { <Answers application /> })}
                    <Terms member currencies desk />
                    <WhoTheyAre page desk />
                </div>
                <div class="stack">
                    <Balances balances partner />
                    <Door door desk />
                    <Codes codes old_codes_count desk />
                </div>
            </div>
        }
    })
}
