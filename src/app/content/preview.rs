//! The landing page itself, as it will be: the same component in a document of its own, so that its width is the one it would have.

use super::parts::Held;
use crate::landing::{LandingPage, body_class, stylesheet};
use domain::landing::Landing;
use leptos::{
    html::{Div, Iframe},
    mount::{UnmountHandle, mount_to},
    prelude::*,
    tachys::view::any_view::AnyViewState,
    wasm_bindgen::{JsCast, closure::Closure},
};
use web_sys::{HtmlElement, HtmlIFrameElement, ResizeObserver};

/// Through whose window the page is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// A phone.
    #[default]
    Phone,
    /// A desktop computer.
    Desktop,
}

impl Device {
    const ALL: [Self; 2] = [Self::Phone, Self::Desktop];

    /// The width of its window in CSS pixels.
    const fn width(self) -> u32 {
        match self {
            Self::Phone => 390,
            Self::Desktop => 1280,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Phone => "Phone",
            Self::Desktop => "Desktop",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Phone => "screen phone",
            Self::Desktop => "screen desktop",
        }
    }
}

/// The preview with its choice of a window. Follows `landing` at once.
#[component]
pub fn Preview(
    /// The page.
    #[prop(into)]
    landing: Signal<Landing>,
) -> impl IntoView {
    let device = RwSignal::new(Device::default());
    let choices = Device::ALL.map(|it| {
        view! {
            <button type="button" aria-pressed=move || if device.get() == it { "true" } else { "false" } on:click=move |_| device.set(it)>
                {it.title()}
            </button>
        }
    });
    view! {
        <section class="card preview" aria-labelledby="preview-title">
            <header>
                <h2 id="preview-title">"Live preview"</h2>
                <div class="tools"><div class="seg alive" role="group" aria-label="Preview as">{choices.collect_view()}</div></div>
            </header>
            <Screen landing device />
        </section>
    }
}

/// The window.
#[component]
fn Screen(landing: Signal<Landing>, device: RwSignal<Device>) -> impl IntoView {
    let frame = NodeRef::<Iframe>::new();
    let around = NodeRef::<Div>::new();
    let scale = RwSignal::new(None::<f64>);
    let shown = Held::<Shown>::new();
    let show = move || {
        let Some(frame) = frame.get_untracked() else { return };
        let is_shown = shown.with(|shown| shown.is_some_and(|shown| shown.is_in(&frame)));
        if is_shown == Some(false)
            && let Some(now) = Shown::in_frame(&frame, landing)
        {
            shown.set(Some(now));
        }
    };
    // The document may have been there before the program was.
    Effect::new(move |_| {
        frame.track();
        show();
    });
    Effect::new(move |_| {
        if let Some(around) = around.get() {
            watch_width(&around, move |width| scale.set(Some(width)));
        }
    });
    on_cleanup(move || drop(shown.set(None)));
    let ratio = move || scale.get().map(|width| (width / f64::from(device.get().width())).min(1.0));
    view! {
        <div class=move || device.get().class()>
            <div class="glass" node_ref=around>
                <iframe
                    title="Preview of your landing page" srcdoc=document_html() node_ref=frame
                    style:width=move || format!("{}px", device.get().width())
                    style:--scale=move || ratio().map(|ratio| format!("{ratio:.4}"))
                    on:load=move |_| show()
                ></iframe>
            </div>
        </div>
    }
}

/// A document like the public one, without its content. Its links open beside the editor.
fn document_html() -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>Preview</title><base target=\"_blank\"><link rel=\"stylesheet\" href=\"{}\"></head><body></body></html>",
        stylesheet()
    )
}

/// The page in a frame's document; goes away when dropped.
struct Shown {
    body: HtmlElement,
    _view: UnmountHandle<AnyViewState>,
}

impl Shown {
    /// None while the frame's document is still being read.
    fn in_frame(frame: &HtmlIFrameElement, landing: Signal<Landing>) -> Option<Self> {
        let document = frame.content_document().filter(|it| it.ready_state() == "complete")?;
        // The empty document that every frame begins with has no style sheet.
        document.query_selector("link").ok().flatten()?;
        let body = document.body()?;
        let of_class = body.clone();
        let view = mount_to(body.clone(), move || {
            Effect::new(move |_| of_class.set_class_name(&landing.with(body_class)));
            view! { <LandingPage landing /> }.into_any()
        });
        Some(Self { body, _view: view })
    }

    fn is_in(&self, frame: &HtmlIFrameElement) -> bool {
        let body = frame.content_document().and_then(|it| it.body());
        body.is_some_and(|body| body == self.body)
    }
}

/// Tells the width of an element, now and whenever it changes.
fn watch_width(element: &HtmlElement, tell: impl Fn(f64) + 'static) {
    let measured = element.clone();
    let changed = Closure::<dyn Fn()>::new(move || tell(f64::from(measured.client_width())));
    let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    let kept = StoredValue::new_local(Some((observer, changed)));
    on_cleanup(move || {
        if let Some((observer, _)) = kept.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}
