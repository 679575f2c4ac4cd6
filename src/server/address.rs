//! The visitor's address: what sign-ins are throttled by and the audit trail names.

use crate::House;
use api::collect::Caller;
use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};
use http::{Extensions, HeaderMap, request::Parts};
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

/// The address as text; an IPv6 address is cut to its /64, which one household or attacker has all of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address(pub(crate) String);

impl<S: Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let is_forwarded = parts.extensions.get::<House>().is_some_and(|house| house.forwarded_for);
        Ok(Self::of(&parts.headers, &parts.extensions, is_forwarded))
    }
}

impl Address {
    /// Where a request comes from. `is_forwarded` says that a proxy of ours tells it.
    pub(crate) fn of(headers: &HeaderMap, extensions: &Extensions, is_forwarded: bool) -> Self {
        let forwarded = is_forwarded.then(|| last_forwarded(headers)).flatten();
        let peer = || {
            let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
            Some(peer.ip())
        };
        Self(forwarded.or_else(peer).map_or_else(|| "unknown".to_owned(), named))
    }
}

/// Tells routes that know no proxies who is calling.
pub(crate) async fn tell_caller(State(is_forwarded): State<bool>, mut request: Request, next: Next) -> Response {
    let Address(address) = Address::of(request.headers(), request.extensions(), is_forwarded);
    request.extensions_mut().insert(Caller(address));
    next.run(request).await
}

/// The entry that our own proxy added; those before it are what the visitor claims.
fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers.get_all("x-forwarded-for").iter().next_back()?;
    value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

fn named(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn addresses_are_named_by_who_holds_them() {
        assert_eq!(named("192.0.2.7".parse().unwrap()), "192.0.2.7");
        assert_eq!(named("::ffff:192.0.2.7".parse().unwrap()), "192.0.2.7");
        assert_eq!(named("2001:db8:1:2:3:4:5:6".parse().unwrap()), "2001:db8:1:2::/64");
    }
}
