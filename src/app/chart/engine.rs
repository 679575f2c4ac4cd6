//! Drives ECharts: loads it on demand, keeps one instance per chart, follows size and colour scheme, and lets everything go again.

use super::{Draw, Palette, Stage};
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use leptos::{html::Div, prelude::*, wasm_bindgen::prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlScriptElement, MediaQueryList, ResizeObserver};

const SCRIPT_ID: &str = "echarts-script";
const SCRIPT_URL: &str = "/vendor/echarts.js";

/// A drawn chart and what listens for it.
struct Live {
    instance: JsValue,
    resized: Closure<dyn FnMut()>,
    observer: ResizeObserver,
    recoloured: Closure<dyn FnMut()>,
    scheme: Option<MediaQueryList>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.observer.disconnect();
        if let Some(scheme) = &self.scheme {
            let _ = scheme.remove_event_listener_with_callback("change", self.recoloured.as_ref().unchecked_ref());
        }
        call(&self.instance, "dispose", &[]);
        let _ = &self.resized;
    }
}

/// Draws the chart once its place is in the page, and keeps it true until the page is left.
pub(super) fn attach(place: NodeRef<Div>, draw: Draw, cursor: RwSignal<Option<usize>>, stage: RwSignal<Stage>) {
    let live = StoredValue::new_local(None::<Live>);
    let scheme_changes = RwSignal::new(0_u32);

    Effect::new(move |_| {
        let Some(element) = place.get() else { return };
        leptos::task::spawn_local(async move {
            let started = load().await.and_then(|()| start(&element, scheme_changes));
            // The page may have been left while the script was on its way.
            let _ = match started {
                Ok(chart) => live.try_set_value(Some(chart)).map_or_else(|| stage.try_set(Stage::Drawn), |_| None),
                Err(_) => stage.try_set(Stage::Failed),
            };
        });
    });

    Effect::new(move |_| {
        scheme_changes.track();
        if stage.get() != Stage::Drawn {
            return;
        }
        let Some(element) = place.get() else { return };
        let chart = draw(&palette(&element));
        live.with_value(|live| live.as_ref().map(|live| set_option(&live.instance, &chart)));
    });

    Effect::new(move |_| {
        let shown = cursor.get();
        if stage.get() == Stage::Drawn {
            live.with_value(|live| live.as_ref().map(|live| point_at(&live.instance, shown)));
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

fn start(element: &HtmlElement, scheme_changes: RwSignal<u32>) -> Result<Live, JsValue> {
    let echarts = Reflect::get(&window(), &"echarts".into())?;
    let init: Function = Reflect::get(&echarts, &"init".into())?.dyn_into()?;
    let instance = init.call1(&echarts, element)?;

    let resized = {
        let instance = instance.clone();
        Closure::<dyn FnMut()>::new(move || call(&instance, "resize", &[]))
    };
    let observer = ResizeObserver::new(resized.as_ref().unchecked_ref())?;
    observer.observe(element);

    let recoloured = Closure::<dyn FnMut()>::new(move || {
        let _ = scheme_changes.try_update(|count| *count += 1);
    });
    let scheme = window().match_media("(prefers-color-scheme: dark)")?;
    if let Some(scheme) = &scheme {
        scheme.add_event_listener_with_callback("change", recoloured.as_ref().unchecked_ref())?;
    }
    Ok(Live { instance, resized, observer, recoloured, scheme })
}

fn set_option(instance: &JsValue, chart: &charming::Chart) {
    let Ok(option) = serde_json::to_string(chart).map_err(|_| ()).and_then(|text| JSON::parse(&text).map_err(|_| ()))
    else {
        return;
    };
    let calm = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|it| it.matches());
    let _ = Reflect::set(&option, &"animation".into(), &JsValue::from_bool(!calm));
    // Not merged: a series that was switched off must go.
    call(instance, "setOption", &[option, JsValue::TRUE]);
}

fn point_at(instance: &JsValue, point: Option<usize>) {
    let action = Object::new();
    let set = |key: &str, value: &JsValue| Reflect::set(&action, &key.into(), value);
    let _ = match point {
        None => set("type", &"hideTip".into()),
        Some(index) => set("type", &"showTip".into())
            .and_then(|_| set("seriesIndex", &JsValue::from(0)))
            .and_then(|_| set("dataIndex", &JsValue::from(u32::try_from(index).unwrap_or(0)))),
    };
    call(instance, "dispatchAction", &[action.into()]);
}

fn call(object: &JsValue, method: &str, arguments: &[JsValue]) {
    let arguments: Array = arguments.iter().collect();
    let outcome = Reflect::get(object, &method.into())
        .and_then(wasm_bindgen::JsCast::dyn_into::<Function>)
        .and_then(|function| function.apply(object, &arguments));
    if let Err(fault) = outcome {
        leptos::logging::error!("chart: {method} failed: {fault:?}");
    }
}

/// The colours as they are now: a probe element resolves what the style sheet says.
fn palette(place: &HtmlElement) -> Palette {
    let colour = |variable: &str| resolve(place, variable).unwrap_or_default();
    Palette {
        cc: colour("--src-cc"),
        network: colour("--src-net"),
        bonus: colour("--src-bonus"),
        ink: colour("--ink-2"),
        line: colour("--line"),
        surface: colour("--surface"),
    }
}

fn resolve(place: &HtmlElement, variable: &str) -> Option<String> {
    let parent = place.parent_element()?;
    let probe: HtmlElement = document().create_element("i").ok()?.unchecked_into();
    probe.style().set_property("color", &format!("var({variable})")).ok()?;
    parent.append_child(&probe).ok()?;
    let colour =
        window().get_computed_style(&probe).ok().flatten().and_then(|style| style.get_property_value("color").ok());
    probe.remove();
    colour
}
