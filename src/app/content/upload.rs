//! Making a picture smaller in the browser, and sending it with its progress.

use super::media::{Picture, State};
use domain::PartnerId;
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use serde::Deserialize;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap, ProgressEvent, XmlHttpRequest};

/// The longest side that is sent.
const LONGEST: f64 = 1_600.0;
/// The largest file that is read.
const MOST_BYTES: f64 = 20_000_000.0;
const QUALITY: f64 = 0.86;
const KINDS: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

const UNREADABLE: &str = "This file cannot be read as a picture. Choose another one.";

/// A picture on its way; dropped, it is no longer sent.
pub struct Sending {
    request: XmlHttpRequest,
    _progress: Closure<dyn Fn(ProgressEvent)>,
    _end: Closure<dyn Fn()>,
}

impl Drop for Sending {
    fn drop(&mut self) {
        // Nobody listens any more: not to the end of what is stopped either.
        self.request.set_onloadend(None);
        if let Ok(upload) = self.request.upload() {
            upload.set_onprogress(None);
        }
        let _ = self.request.abort();
    }
}

/// What the server answers: an address, or what to do.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    url: Option<String>,
    message: Option<String>,
}

/// Makes the picture smaller and begins to send it. `state` is told how far it is, `done` the address.
pub async fn begin(
    file: File,
    kind: Picture,
    partner: Option<PartnerId>,
    state: RwSignal<State>,
    done: impl Fn(String) + 'static,
) -> Result<Sending, String> {
    if !KINDS.contains(&file.type_().as_str()) {
        return Err("This is no JPEG, PNG or WebP picture. Choose another file.".to_owned());
    }
    if file.size() > MOST_BYTES {
        return Err("This file is larger than 20 MB. Choose a smaller one.".to_owned());
    }
    let small = smaller(&file).await.map_err(|_| UNREADABLE.to_owned())?;
    send(&small, kind, partner, state, done).map_err(|_| "The picture could not be sent. Try again.".to_owned())
}

/// The picture, its longest side as long as is sent at most, as WebP or JPEG.
async fn smaller(file: &File) -> Result<Blob, JsValue> {
    let picture: ImageBitmap = JsFuture::from(window().create_image_bitmap_with_blob(file)?).await?.dyn_into()?;
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let scale = (LONGEST / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(pixels(width));
    canvas.set_height(pixels(height));
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into::<CanvasRenderingContext2d>()?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, width, height)?;
    picture.close();
    let webp = encoded(&canvas, "image/webp").await?;
    // A browser that cannot write WebP writes PNG instead.
    if webp.type_() == "image/webp" { Ok(webp) } else { encoded(&canvas, "image/jpeg").await }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 1,600")]
const fn pixels(length: f64) -> u32 {
    length as u32
}

async fn encoded(canvas: &HtmlCanvasElement, kind: &str) -> Result<Blob, JsValue> {
    let canvas = canvas.clone();
    let kind = kind.to_owned();
    let written = js_sys::Promise::new(&mut |resolve, reject| {
        let take = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let options = JsValue::from_f64(QUALITY);
        if let Err(fault) = canvas.to_blob_with_type_and_encoder_options(take.unchecked_ref(), &kind, &options) {
            let _ = reject.call1(&JsValue::NULL, &fault);
        }
    });
    JsFuture::from(written).await?.dyn_into()
}

fn send(
    picture: &Blob,
    kind: Picture,
    partner: Option<PartnerId>,
    state: RwSignal<State>,
    done: impl Fn(String) + 'static,
) -> Result<Sending, JsValue> {
    let request = XmlHttpRequest::new()?;
    let partner = partner.map_or_else(String::new, |partner| format!("&partner={partner}"));
    request.open("POST", &format!("/media?for={}{partner}", kind.as_str()))?;
    request.set_request_header("content-type", &picture.type_())?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() {
            let _ = state.try_set(State::Sending(percent(event.loaded(), event.total())));
        }
    });
    request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let answered = request.clone();
    let end = Closure::<dyn Fn()>::new(move || match address(&answered) {
        Ok(url) => {
            let _ = state.try_set(State::Idle);
            done(url);
        }
        Err(why) => drop(state.try_set(State::Failed(why))),
    });
    request.set_onloadend(Some(end.as_ref().unchecked_ref()));
    request.send_with_opt_blob(Some(picture))?;
    Ok(Sending { request, _progress: progress, _end: end })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
fn percent(loaded: f64, total: f64) -> u32 {
    (loaded / total.max(1.0) * 100.0).clamp(0.0, 100.0) as u32
}

/// The picture's address, or why there is none.
fn address(answered: &XmlHttpRequest) -> Result<String, String> {
    let status = answered.status().unwrap_or_default();
    let text = answered.response_text().ok().flatten().unwrap_or_default();
    let said: Answer = serde_json::from_str(&text).unwrap_or_default();
    match status {
        200..=299 => said.url.ok_or_else(|| "The picture was sent, but has no address. Try again.".to_owned()),
        0 => Err("No connection. Check your network and try again.".to_owned()),
        401 => Err("You are signed out. Sign in in another tab, then try again.".to_owned()),
        413 => Err("This picture is too large. Choose a smaller one.".to_owned()),
        _ => Err(said.message.unwrap_or_else(|| "The picture could not be sent. Try again.".to_owned())),
    }
}
