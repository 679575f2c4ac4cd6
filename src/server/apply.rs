//! `/apply`: whoever wants into the program tells who they are. Works without JavaScript; what it answers tells nothing about others.

use crate::{House, address::Address, respond};
use access::SignInError;
use app::documents::{APPLY_TRAP, ApplyForm, apply_html};
use axum::{
    Extension, Form, Router,
    extract::rejection::FormRejection,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use domain::program::{
    Applicant, ProgramSettings,
    application::{FieldFaults, Typed},
};
use http::StatusCode;
use leptos::config::LeptosOptions;
use program::ProgramError;
use std::collections::BTreeMap;

const SENT: &str = "/apply/sent";

pub(crate) fn routes(house: &House) -> Router<LeptosOptions> {
    Router::new().route("/apply", get(page).post(apply)).route(SENT, get(sent)).layer(Extension(house.clone()))
}

/// The form, while the merchant takes applications.
async fn page(Extension(house): Extension<House>) -> Response {
    match settings(&house).await {
        Ok(settings) => shown(&house, settings, Typed::default(), StatusCode::OK, FieldFaults::new(), None).await,
        Err(answer) => *answer,
    }
}

/// Takes an application on, or shows the form again with what was typed and what is wrong.
async fn apply(
    Extension(house): Extension<House>,
    Address(address): Address,
    filled: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Response {
    let settings = match settings(&house).await {
        Ok(settings) => settings,
        Err(answer) => return *answer,
    };
    let Ok(Form(mut fields)) = filled else {
        let error = "The form did not arrive whole. Please fill it in again.";
        let faults = FieldFaults::new();
        return shown(&house, settings, Typed::default(), StatusCode::BAD_REQUEST, faults, Some(error.into())).await;
    };
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let trap = take(APPLY_TRAP);
    let typed = Typed { name: take("name"), email: take("email"), found_at: take("found"), answers: fields };
    let applicant = match typed.read(&settings.questions) {
        Ok(applicant) => applicant,
        Err(faults) => return shown(&house, settings, typed, StatusCode::UNPROCESSABLE_ENTITY, faults, None).await,
    };
    if let Err(refusal) = house.access.admit("apply", applicant.email.as_str(), &address).await {
        return too_many(&house, settings, typed, &refusal).await;
    }
    // Who fills in what nobody sees is a program: it is told what everybody is told.
    if trap.is_empty()
        && let Err(error) = take_on(&house, &applicant, &address).await
    {
        tracing::error!(%error, "an application could not be taken on");
        return respond::unavailable();
    }
    respond::see_other(SENT)
}

async fn take_on(house: &House, applicant: &Applicant, address: &str) -> Result<(), ProgramError> {
    house.program.apply(&house.channel, applicant, address).await
}

/// What everybody hears whose form arrived, whether they are known or not.
async fn sent() -> Response {
    let text = "Thank you. We look at it and answer by e-mail, to the address that you gave.";
    respond::message(StatusCode::OK, "Your application is on its way", text, None)
}

/// How the program works; an answer instead while it takes no applications.
async fn settings(house: &House) -> Result<ProgramSettings, Box<Response>> {
    let settings = house.store.program_settings(&house.channel).await.map_err(|error| Box::new(broken(&error)))?;
    if !settings.takes_applications {
        let text = "The program takes no applications at the moment. Please come back later.";
        let closed = respond::message(StatusCode::NOT_FOUND, "No applications right now", text, None);
        return Err(Box::new(closed));
    }
    Ok(settings)
}

async fn too_many(house: &House, settings: ProgramSettings, typed: Typed, refusal: &SignInError) -> Response {
    let SignInError::TooMany { retry_after } = refusal else {
        tracing::error!(error = %refusal, "an application could not be counted");
        return respond::unavailable();
    };
    let minutes = retry_after.as_secs().div_ceil(60);
    let error = format!("That was too often. Please wait {minutes} min and send it again.");
    let faults = FieldFaults::new();
    let page = shown(house, settings, typed, StatusCode::TOO_MANY_REQUESTS, faults, Some(error)).await;
    (respond::retry_after(retry_after.as_secs()), page).into_response()
}

async fn shown(
    house: &House,
    settings: ProgramSettings,
    typed: Typed,
    status: StatusCode,
    faults: FieldFaults,
    error: Option<String>,
) -> Response {
    match house.program.name(&house.channel).await {
        Ok(program) => {
            let form = ApplyForm { program, questions: settings.questions, typed, faults, error };
            (status, Html(apply_html(&form))).into_response()
        }
        Err(error) => broken(&error),
    }
}

fn broken(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "the form to apply with could not be shown");
    respond::unavailable()
}
