//! Who it is: picture, name, tier, and since when.

use super::rows::{filled, is_web};
use crate::ui::{Avatar, Icon, IconName};
use domain::profile::Profile;
use leptos::prelude::*;

/// The card on top of the profile.
#[component]
pub fn Identity(
    /// The profile.
    profile: Profile,
) -> impl IntoView {
    let name =
        filled(profile.name.value).or_else(|| filled(profile.email.value)).unwrap_or_else(|| "Partner".to_owned());
    let tier = filled(profile.tier.value);
    let handle = filled(profile.handle.value).map(|handle| view! { <span>{format!("@{handle}")}</span> });
    let joined = filled(Some(profile.joined)).map(|day| view! { <span>{format!("Partner since {day}")}</span> });
    let landing = profile.landing_url.filter(|url| is_web(url) || url.starts_with('/'));
    view! {
        <section class="card identity" aria-label="Who this is">
            <Avatar name=name.clone() picture_url=profile.picture_url.value class="big" />
            <div>
                <h2 class="name">{name}</h2>
                <p class="line">
                    {tier.map(|tier| view! { <span class="chip brand-chip">{tier}</span> })}
                    {handle}
                    {joined}
                </p>
            </div>
            {landing.map(|url| view! {
                <a class="btn" href=url rel="external noopener" target="_blank">
                    "Open landing page"
                    <Icon name=IconName::External />
                </a>
            })}
        </section>
    }
}
