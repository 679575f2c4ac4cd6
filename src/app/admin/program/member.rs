//! The program's side of a partner: whether they are in it, what they are promised, their codes and what they are owed.

mod answers;
mod api;
mod door;
mod owed;
mod standing;
mod terms;

use super::form::{Said, SaidNotice, Sending};
use crate::{
    AppError,
    partner_page::{Tab, Whose, partner_page},
    ui::{BlockSkeleton, Empty, ErrorPanel, Tone},
};
use answers::Answers;
pub(super) use answers::Written;
use api::{MemberPage, load_member, take_in};
use domain::PartnerId;
use door::Door;
use leptos::{either::EitherOf3, prelude::*};
use leptos_router::{LazyRoute, lazy_route};
use owed::{Balances, Codes};
use standing::Standing;
use terms::Terms;
pub(super) use terms::{hold, holds};

pub(super) type Data = Resource<Result<MemberPage, AppError>>;

/// The page. Partners have none: they see their terms elsewhere.
#[derive(Clone)]
pub struct MemberRoute;

#[lazy_route]
impl LazyRoute for MemberRoute {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let MemberRoute = this;
        partner_page(Tab::Program, load, |data, whose| view! { <MemberView data whose /> }.into_any())
    }
}

fn load(partner: Signal<Option<PartnerId>>) -> Data {
    Resource::new(move || partner.get(), load_member)
}

/// What the parts of the page act on.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    partner: StoredValue<Option<PartnerId>>,
    data: Data,
    said: Said,
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
fn MemberView(data: Data, whose: Whose) -> impl IntoView {
    let desk = Desk { partner: StoredValue::new(whose.partner), data, said: Said::new() };
    let body = move || {
        Suspend::new(async move {
            match data.await {
                Ok(page) if page.member.is_some() => EitherOf3::A(view! { <Loaded page desk /> }),
                Ok(_) => EitherOf3::B(view! { <Outside desk /> }),
                Err(error) => {
                    EitherOf3::C(view! { <ErrorPanel error retry=Callback::new(move |()| data.refetch()) /> })
                }
            }
        })
    };
    view! {
        <div class="page program-page">
            <SaidNotice said=desk.said />
            <Transition fallback=|| view! { <BlockSkeleton class="facts-size" /> }>{body}</Transition>
        </div>
    }
}

/// They are not in the program.
#[component]
fn Outside(desk: Desk) -> impl IntoView {
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
    }
}

#[component]
fn Loaded(page: MemberPage, desk: Desk) -> impl IntoView {
    let MemberPage { member, codes, balances, currency, application, door } = page;
    let partner = desk.partner();
    member.map(|member| {
        view! {
            <div class="grid2">
                <div class="stack">
                    <Standing member=member.clone() desk />
                    {application.map(|application| view! { <Answers application /> })}
                    <Terms member currency desk />
                </div>
                <div class="stack">
                    <Balances balances partner />
                    <Door door desk />
                    <Codes codes desk />
                </div>
            </div>
        }
    })
}
