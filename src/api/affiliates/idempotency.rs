//! `Idempotency-Key`: the same request sent again is answered the same, and done once.

use super::{busy, key::Caller, reply::Reply};
use crate::problem::{problem, wait};
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ChannelId;
use sha2::{Digest, Sha256};
use store::{Repeat, Store};

const NAME: &str = "idempotency-key";
const LONGEST: usize = 255;

/// What makes two requests the same.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) body: &'a [u8],
}

/// Does a request, once for its key if it has one. With a key it is done to its end also when whoever asked hangs up meanwhile: they will
/// ask again, and be told what came of it.
pub(super) async fn once(
    store: &Store,
    caller: &Caller,
    headers: &HeaderMap,
    request: &Request<'_>,
    work: impl Future<Output = Reply> + Send + 'static,
) -> Response {
    let Some(value) = headers.get(NAME) else {
        return work.await.into_response();
    };
    let Some(key) = read(value) else {
        return problem(StatusCode::BAD_REQUEST, "An Idempotency-Key has 1 to 255 visible characters.");
    };
    let answers = Answers {
        store: store.clone(),
        channel: caller.channel.id.clone(),
        hash: digest(&[caller.key.as_str().as_bytes(), key.as_bytes()]),
        fingerprint: digest(&[request.method.as_bytes(), request.path.as_bytes(), request.body]),
    };
    match tokio::spawn(answers.give(work)).await {
        Ok(response) => response,
        Err(fault) => {
            tracing::error!(%fault, "a request with an idempotency key was broken off");
            busy()
        }
    }
}

/// Where the answer to a request is kept.
struct Answers {
    store: Store,
    channel: ChannelId,
    hash: String,
    fingerprint: String,
}

impl Answers {
    async fn give(self, work: impl Future<Output = Reply> + Send) -> Response {
        match self.store.begin_answer(&self.channel, &self.hash, &self.fingerprint).await {
            Ok(Repeat::First) => self.keep(work.await).await.into_response(),
            Ok(Repeat::Running) => wait(problem(StatusCode::CONFLICT, "The same request is still under way."), 1),
            Ok(Repeat::Other) => {
                problem(StatusCode::UNPROCESSABLE_ENTITY, "This Idempotency-Key was used for another request.")
            }
            Ok(Repeat::Done { status, body }) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                Reply { status, body }.into_response()
            }
            Err(error) => {
                tracing::error!(%error, "an idempotency key could not be looked up");
                busy()
            }
        }
    }

    async fn keep(&self, reply: Reply) -> Reply {
        // What failed on our side may be sent again with the same key.
        let kept = (!reply.status.is_server_error()).then(|| (reply.status.as_u16(), reply.body.as_str()));
        if let Err(error) = self.store.keep_answer(&self.channel, &self.hash, kept).await {
            tracing::error!(%error, "an answer could not be kept for its idempotency key");
        }
        reply
    }
}

/// The draft wants a quoted string; most clients send it bare.
fn read(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let is_good =
        (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    is_good.then(|| text.to_owned())
}

/// One hash of several parts, each with its length before it: no two lists of parts are the same.
fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_quoted_or_bare() {
        let read = |text: &'static str| read(&HeaderValue::from_static(text));
        assert_eq!(read("\"abc-1\""), read("abc-1"));
        assert_eq!(read(""), None);
        assert_ne!(digest(&[b"a", b"bc"]), digest(&[b"ab", b"c"]));
    }
}
