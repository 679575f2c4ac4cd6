//! What a partner shares: link, landing page, coupon, and a code that a phone reads.

use super::{
    api::QrCode,
    rows::{Origins, copyable, filled, is_web},
};
use crate::ui::{Card, CopyButton};
use domain::{Source, profile::Profile};
use leptos::prelude::*;

/// Links and coupon.
#[component]
pub fn Links(
    /// The profile.
    profile: Profile,
    /// The code of the link, when there is one.
    qr: Option<QrCode>,
    /// How the sources are.
    origins: Origins,
    /// Where the partner's pages begin.
    base: String,
) -> impl IntoView {
    let coupon = filled(profile.coupon.value).map(|code| {
        view! {
            <span class="copyable">
                <span class="code">{code.clone()}</span>
                <CopyButton text=code label="Copy coupon code" />
            </span>
        }
        .into_any()
    });
    let link = match filled(profile.affiliate_url.value) {
        Some(url) => Some(copyable("Affiliate link", url)),
        // The program makes none by itself.
        None if profile.affiliate_url.source == Source::Program => Some(make_one(&base)),
        None => None,
    };
    let landing = profile.landing_url.map(|url| copyable("Landing page", url));
    let drops = profile.drops.value.map(|count| match count {
        1 => "1 drop".to_owned().into_any(),
        count => format!("{count} drops").into_any(),
    });
    view! {
        <Card title="Link and coupon">
            <div class="coupon">
                <dl class="facts">
                    {origins.line("Affiliate link", profile.affiliate_url.source, link)}
                    {origins.line("Coupon code", profile.coupon.source, coupon)}
                    {origins.line("Landing page", Source::Cc, landing)}
                    {origins.line("On the page", profile.drops.source, drops)}
                </dl>
                {qr.filter(|qr| is_web(&qr.text)).map(|qr| view! { <Code qr /> })}
            </div>
        </Card>
    }
}

/// Where links are made.
fn make_one(base: &str) -> AnyView {
    let href = format!("{base}/analytics");
    let text = if base.is_empty() { "Make your first link" } else { "No link was made yet" };
    view! { <a class="link" href=href>{text}</a> }.into_any()
}

/// Dark on light in both colour schemes, for that is what readers know.
#[component]
fn Code(qr: QrCode) -> impl IntoView {
    let view_box = format!("0 0 {size} {size}", size = qr.size);
    view! {
        <div class="qr">
            <svg viewBox=view_box role="img" aria-label=format!("QR code of {}", qr.text)>
                <path d=qr.path />
            </svg>
            <span>"Scan to open your link"</span>
        </div>
    }
}
