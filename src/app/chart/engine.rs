//! Brings ECharts into the page on demand, hands it what to draw, and lets it go again.

use super::{Series, Stage, legend::Shown};
use js_sys::{Array, Function, Promise, Reflect};
use leptos::{html::Div, prelude::*, wasm_bindgen::prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlScriptElement};

const SCRIPT_ID: &str = "echarts-script";
const SCRIPT_URL: &str = "/vendor/echarts.js";

/// What a chart follows, and where it stands.
pub(super) struct Follow {
    pub(super) series: Vec<Series>,
    pub(super) shown: RwSignal<Shown>,
    pub(super) cursor: RwSignal<Option<usize>>,
    pub(super) stage: RwSignal<Stage>,
}

/// A chart of `scripts/echarts-entry.js`, which follows size and colour scheme by itself.
struct Live(JsValue);

impl Live {
    fn call(&self, method: &str, arguments: &[JsValue]) -> JsValue {
        let arguments: Array = arguments.iter().collect();
        let outcome = Reflect::get(&self.0, &method.into())
            .and_then(wasm_bindgen::JsCast::dyn_into::<Function>)
            .and_then(|function| function.apply(&self.0, &arguments));
        outcome.unwrap_or_else(|fault| {
            leptos::logging::error!("chart: {method} failed: {fault:?}");
            JsValue::UNDEFINED
        })
    }

    /// The names of the series that are switched off.
    fn hidden(&self) -> Vec<String> {
        Array::from(&self.call("hidden", &[])).iter().filter_map(|name| name.as_string()).collect()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.call("dispose", &[]);
    }
}

/// Draws the chart once its place is in the page, and keeps it true until the page is left.
pub(super) fn attach(place: NodeRef<Div>, option: String, follow: Follow) {
    let Follow { series, shown, cursor, stage } = follow;
    let live = StoredValue::new_local(None::<Live>);
    let names: Vec<&'static str> = series.iter().map(|series| series.title).collect();

    Effect::new(move |_| {
        let Some(element) = place.get() else { return };
        let (option, names) = (option.clone(), names.clone());
        leptos::task::spawn_local(async move {
            let started = load().await.and_then(|()| mount(&element));
            // The page may have been left while the script was on its way.
            let _ = match started {
                Ok(chart) => {
                    // Newer figures are drawn where older ones stood: what was switched off there stays off.
                    let hidden = chart.hidden();
                    if !hidden.is_empty() {
                        shown.try_set(Shown::without(&names, &hidden));
                    }
                    chart.call("draw", &[option.into()]);
                    live.try_set_value(Some(chart)).map_or_else(|| stage.try_set(Stage::Drawn), |_| None)
                }
                Err(_) => stage.try_set(Stage::Failed),
            };
        });
    });

    Effect::new(move |_| {
        let shown = shown.get();
        if stage.get() != Stage::Drawn {
            return;
        }
        for (index, series) in series.iter().enumerate() {
            let arguments = [series.title.into(), shown.has(index).into()];
            live.with_value(|live| live.as_ref().map(|live| live.call("show", &arguments)));
        }
    });

    Effect::new(move |_| {
        let point = cursor.get().and_then(|index| u32::try_from(index).ok());
        if stage.get() == Stage::Drawn {
            let argument = point.map_or(JsValue::NULL, JsValue::from);
            live.with_value(|live| live.as_ref().map(|live| live.call("point", &[argument])));
        }
    });

    on_cleanup(move || {
        let _ = live.try_update_value(Option::take);
    });
}

/// Brings ECharts into the page, once, however many charts ask for it.
async fn load() -> Result<(), JsValue> {
    if Reflect::has(&window(), &"echarts".into())? {
        return Ok(());
    }
    let script = match document().get_element_by_id(SCRIPT_ID) {
        Some(script) => script,
        None => insert_script()?,
    };
    let arrival = Promise::new(&mut |arrived: Function, failed: Function| {
        let _ = script.add_event_listener_with_callback("load", &arrived);
        let _ = script.add_event_listener_with_callback("error", &failed);
    });
    let result = JsFuture::from(arrival).await.map(|_| ());
    if result.is_err() {
        // So that the next chart tries again.
        script.remove();
    }
    result
}

fn insert_script() -> Result<Element, JsValue> {
    let script: HtmlScriptElement = document().create_element("script")?.unchecked_into();
    script.set_id(SCRIPT_ID);
    script.set_src(SCRIPT_URL);
    let head = document().head().ok_or(JsValue::NULL)?;
    head.append_child(&script)?;
    Ok(script.unchecked_into())
}

fn mount(element: &HtmlElement) -> Result<Live, JsValue> {
    let echarts = Reflect::get(&window(), &"echarts".into())?;
    let mount: Function = Reflect::get(&echarts, &"mount".into())?.dyn_into()?;
    Ok(Live(mount.call1(&echarts, element)?))
}
