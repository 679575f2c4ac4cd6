//! `/d/{token}`: a partner's private door. The first visit sets a password, later ones ask for it; who forgot it gets a link by mail.

use crate::{House, address::Address, respond};
use access::{DoorState, SetPasswordError, SignInError, Viewer, door_hash};
use app::documents::{DoorForm, door_html, expired_door_html};
use axum::{
    Extension, Form,
    extract::{Path, rejection::FormRejection},
    response::{Html, IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header::REFERRER_POLICY};
use serde::Deserialize;
use tower_sessions::Session;

/// Addresses have 43 characters.
const LONGEST_TOKEN: usize = 100;

/// What the form sends.
#[derive(Default, Deserialize)]
pub(super) struct Filled {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// Shows the door. Looking uses nothing up.
pub(super) async fn page(
    Extension(house): Extension<House>,
    Extension(viewer): Extension<Option<Viewer>>,
    Path(token): Path<String>,
) -> Response {
    private(match state(&house, &token).await {
        Ok(DoorState::Locked { partner, .. }) if is_in(viewer.as_ref(), &partner) => respond::see_other("/"),
        Ok(state) => shown(&token, &state, StatusCode::OK, None),
        Err(answer) => *answer,
    })
}

/// Sets the password, or compares it.
pub(super) async fn knock(
    Extension(house): Extension<House>,
    session: Session,
    Address(address): Address,
    Path(token): Path<String>,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Filled { password, again } = filled.map(|Form(filled)| filled).unwrap_or_default();
    private(match state(&house, &token).await {
        Ok(state @ DoorState::First { .. }) if password != again => {
            shown(&token, &state, StatusCode::UNPROCESSABLE_ENTITY, Some("The two passwords are not the same."))
        }
        Ok(state @ DoorState::First { .. }) => {
            let set = house.access.set_door_password(&session, &token, &password, &address).await;
            opened(&token, &state, set)
        }
        Ok(state @ DoorState::Locked { .. }) => {
            let entered = house.access.enter_door(&session, &token, &password, &address).await;
            opened(&token, &state, entered.map_err(SetPasswordError::from))
        }
        Ok(state) => shown(&token, &state, StatusCode::OK, None),
        Err(answer) => *answer,
    })
}

/// Mails whoever has this door a link that sets another password. What it answers is the same for every address.
pub(super) async fn forgot(
    Extension(house): Extension<House>,
    Address(address): Address,
    Path(token): Path<String>,
) -> Response {
    private(match house.access.admit("forgot", &door_hash(&token), &address).await {
        Ok(()) if token.len() > LONGEST_TOKEN => asked(),
        Ok(()) => match house.program.ask_for_reset(&token, &address).await {
            Ok(()) => asked(),
            Err(error) => {
                tracing::error!(%error, "a link for a forgotten password could not be written");
                respond::unavailable()
            }
        },
        Err(SignInError::TooMany { retry_after }) => {
            let minutes = retry_after.as_secs().div_ceil(60);
            let text = format!("Please look into your mail, or wait {minutes} min and try again.");
            let page = respond::message(StatusCode::TOO_MANY_REQUESTS, "That was too often", &text, None);
            (respond::retry_after(retry_after.as_secs()), page).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a forgotten password could not be counted");
            respond::unavailable()
        }
    })
}

fn asked() -> Response {
    let text = "If this address belongs to a dashboard, a link that sets a new password is on its way to its owner. Until it is used, everything stays as it is.";
    respond::message(StatusCode::OK, "Look into your mail", text, None)
}

async fn state(house: &House, token: &str) -> Result<DoorState, Box<Response>> {
    if token.len() > LONGEST_TOKEN {
        return Ok(DoorState::Nowhere);
    }
    house.access.door(token).await.map_err(|error| {
        tracing::error!(%error, "a private door could not be looked up");
        Box::new(respond::unavailable())
    })
}

fn is_in(viewer: Option<&Viewer>, partner: &domain::PartnerId) -> bool {
    matches!(viewer, Some(Viewer::Partner { partner: inside, .. }) if inside == partner)
}

fn opened(token: &str, state: &DoorState, done: Result<Viewer, SetPasswordError>) -> Response {
    let Err(fault) = done else {
        return respond::see_other("/");
    };
    let (status, hint) = match fault {
        SetPasswordError::Password(why) => {
            (StatusCode::UNPROCESSABLE_ENTITY, format!("Please choose another password: {why}."))
        }
        SetPasswordError::Used => {
            (StatusCode::CONFLICT, "A password was set already. Open the link again to sign in.".into())
        }
        SetPasswordError::SignIn(SignInError::WrongPassword) => {
            (StatusCode::UNAUTHORIZED, "The password is wrong.".into())
        }
        SetPasswordError::SignIn(SignInError::TooMany { retry_after }) => {
            let minutes = retry_after.as_secs().div_ceil(60);
            let hint = format!("Too many failed tries. Please wait {minutes} min and try again.");
            let page = shown(token, state, StatusCode::TOO_MANY_REQUESTS, Some(&hint));
            return (respond::retry_after(retry_after.as_secs()), page).into_response();
        }
        SetPasswordError::SignIn(SignInError::Disabled) => {
            (StatusCode::FORBIDDEN, "This dashboard is switched off. Please ask the merchant.".into())
        }
        SetPasswordError::SignIn(error) => {
            tracing::error!(%error, "signing in at a private door failed");
            return respond::unavailable();
        }
    };
    shown(token, state, status, Some(&hint))
}

fn shown(token: &str, state: &DoorState, status: StatusCode, error: Option<&str>) -> Response {
    let is_first = match state {
        DoorState::First { .. } => true,
        DoorState::Locked { .. } => false,
        DoorState::Expired => {
            let form = DoorForm { path: format!("/d/{token}"), ..DoorForm::default() };
            return (StatusCode::GONE, Html(expired_door_html(&form))).into_response();
        }
        DoorState::Nowhere => {
            let text = "Check that the address is complete, or ask the merchant for a new link.";
            return respond::message(StatusCode::NOT_FOUND, "There is no dashboard at this address", text, None);
        }
    };
    let form = DoorForm { path: format!("/d/{token}"), is_first, error: error.map(str::to_owned) };
    (status, Html(door_html(&form))).into_response()
}

/// The address is a secret: it goes nowhere else.
fn private(answer: Response) -> Response {
    ([(REFERRER_POLICY, HeaderValue::from_static("no-referrer"))], answer).into_response()
}
