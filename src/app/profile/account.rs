//! The facts about a partner: who they are, what is agreed, whom to ask, and the account in the network.

use super::rows::{Origins, filled};
use crate::ui::{Avatar, Card, Chip, Tone};
use domain::{
    profile::{Contact, Discount, Fact, NetworkAccount, Profile},
    program::{AgreedRate, RateOf},
};
use leptos::{either::Either, prelude::*};

/// Who they are.
#[component]
pub fn About(
    /// The profile.
    profile: Profile,
    /// How the sources are.
    origins: Origins,
) -> impl IntoView {
    let bio = filled(profile.bio.value).map(|bio| view! { <span class="prose">{bio}</span> }.into_any());
    view! {
        <Card title="About">
            <dl class="facts">
                {origins.text("Name", profile.name)}
                {origins.text("E-mail", profile.email)}
                {origins.text("Handle", profile.handle)}
                {origins.line("Bio", profile.bio.source, bio)}
            </dl>
        </Card>
    }
}

/// What is agreed.
#[component]
pub fn Conditions(
    /// The profile.
    profile: Profile,
    /// How the sources are.
    origins: Origins,
) -> impl IntoView {
    let discount = profile.discount.value.map(|discount| discount_text(discount).into_any());
    let agreed = profile.agreed_rate.value.map(|agreed| {
        let AgreedRate { rate, by } = agreed;
        view! { {rate.to_string()}<small class="of">{format!(" · {}", whose(&by))}</small> }.into_any()
    });
    let has_agreed = agreed.is_some();
    let observed = profile.observed_rate.value.map(|rate| {
        view! { {rate.to_string()}<small class="of">" of sales, as paid over the last 90 days"</small> }.into_any()
    });
    // Whom the program pays needs no rate of a network that pays them nothing.
    let observed = (observed.is_some() || !has_agreed).then(|| {
        origins.line(
            if has_agreed { "Network commission" } else { "Your commission" },
            profile.observed_rate.source,
            observed,
        )
    });
    view! {
        <Card title="Money">
            <dl class="facts">
                {origins.text("Tier", profile.tier)}
                {agreed.map(|rate| origins.line("Your commission", profile.agreed_rate.source, Some(rate)))}
                {observed}
                {origins.line("Your followers save", profile.discount.source, discount)}
            </dl>
        </Card>
    }
}

/// Whose word a rate is, for people.
fn whose(by: &RateOf) -> String {
    match by {
        RateOf::Partner => "agreed with you".to_owned(),
        RateOf::Group(name) => format!("what your group {name} gets"),
        RateOf::Program => "what the program gives everybody".to_owned(),
    }
}

fn discount_text(discount: Discount) -> String {
    match discount {
        Discount::Percentage(rate) => rate.to_string(),
        Discount::Fixed(amount) => format!("{amount} an order"),
    }
}

/// Whom to ask.
#[component]
pub fn ContactCard(
    /// The person of the merchant's team.
    contact: Fact<Contact>,
    /// How the sources are.
    origins: Origins,
    /// Whether the partner is looking.
    is_own: bool,
) -> impl IntoView {
    let title = if is_own { "Your contact" } else { "Contact" };
    let source = contact.source;
    let value = contact.value.map(|contact| view! { <Person contact /> }.into_any());
    (value.is_some() || origins.has(source)).then(|| {
        view! {
            <Card title>
                <dl class="facts narrow">{origins.line("Looks after this partnership", source, value)}</dl>
            </Card>
        }
    })
}

#[component]
fn Person(contact: Contact) -> impl IntoView {
    let Contact { name, email } = contact;
    let mail = if email.contains('@') {
        Either::Left(view! {
            <a class="link" href=format!("mailto:{email}")>{email.clone()}</a>
        })
    } else {
        Either::Right(view! { <span class="unknown">"No e-mail address is known"</span> })
    };
    view! {
        <span class="person">
            <Avatar name=name.clone() />
            <span><b>{name}</b><br />{mail}</span>
        </span>
    }
}

/// The account in the affiliate network.
#[component]
pub fn NetworkCard(
    /// The account.
    network: Fact<NetworkAccount>,
    /// How the sources are.
    origins: Origins,
) -> impl IntoView {
    let source = network.source;
    let value = network.value.map(|account| view! { <Account account /> }.into_any());
    (value.is_some() || origins.has(source)).then(|| {
        view! {
            <Card title="Network account">
                <dl class="facts narrow">{origins.line("As the network has you", source, value)}</dl>
            </Card>
        }
    })
}

#[component]
fn Account(account: NetworkAccount) -> impl IntoView {
    let NetworkAccount { id, name, state } = account;
    let tone = if state.eq_ignore_ascii_case("active") { Tone::Good } else { Tone::Warn };
    view! {
        <span class="account">
            <b>{name}</b>
            " "
            <Chip tone text=in_lower_case(&state) />
            <br />
            <small>{format!("Account {id}")}</small>
        </span>
    }
}

/// `ACTIVE` shouts: `Active`.
fn in_lower_case(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.flat_map(char::to_lowercase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money, RateBps};

    #[test]
    fn a_discount_says_what_it_is_of() {
        assert_eq!(discount_text(Discount::Percentage(RateBps(1_500))), "15\u{a0}%");
        assert_eq!(discount_text(Discount::Fixed(Money::new(500, Currency::EUR))), "€5.00 an order");
    }

    #[test]
    fn a_rate_says_whose_word_it_is() {
        assert_eq!(whose(&RateOf::Group("Gold".into())), "what your group Gold gets");
        assert_eq!(whose(&RateOf::Partner), "agreed with you");
    }

    #[test]
    fn a_state_does_not_shout() {
        assert_eq!(in_lower_case("ACTIVE"), "Active");
        assert_eq!(in_lower_case(""), "");
    }
}
