//! A visit of a page of ours, as it is counted: the pages have no scripts, so the request itself says all there is.

use crate::House;
use api::collect::{Caller, Origin, Seen, agent, country, device, may_be_counted};
use axum::Extension;
use domain::analytics::EventName;
use http::{
    HeaderMap, HeaderName,
    header::{ACCEPT_LANGUAGE, REFERER},
};

/// What is counted of a request; none when it is of a program, of somebody who asked not to be tracked, or one too many.
pub(crate) fn seen(
    house: &House,
    event: EventName,
    utm_source: &str,
    caller: Option<Extension<Caller>>,
    headers: &HeaderMap,
) -> Option<Seen> {
    let (collector, limiter) = (&house.collect.collector, &house.collect.limiter);
    let address = caller.map_or_else(String::new, |Extension(Caller(address))| address);
    let at = collector.clock().now();
    if !may_be_counted(headers) || !limiter.admits(&address, 1, at) {
        return None;
    }
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let agent = agent(headers);
    Some(Seen {
        event,
        at,
        partner: None,
        link: None,
        handle: None,
        coupon: None,
        order: String::new(),
        origin: Origin::of(utm_source, text(REFERER), collector.hosts()),
        device: device(agent),
        country: country(text(ACCEPT_LANGUAGE), ""),
        address,
        agent: agent.to_owned(),
        worth: None,
    })
}
