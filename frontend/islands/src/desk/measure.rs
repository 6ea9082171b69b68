//! What officers wait for, in the browser's own list of measurements. It stays in the browser.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

use super::view;
use crate::{dom, viewer};

/// From the key to the next case, painted with its pictures. `waited` are the milliseconds of it that server and network
/// took, `server` those of them that the server says it took; the rest is painting.
pub(super) async fn next(desk: &super::Desk, pressed_at: f64, waited: f64) {
    let server = desk.fetched_in.get().min(waited);
    if let Some(shown) = desk.view() {
        viewer::ready(&shown).await;
    }
    view::painted().await;
    let done = now();
    let shares = [
        ("waited", waited),
        ("server", server),
        ("network", waited - server),
        ("paint", done - pressed_at - waited),
    ];
    put("desk-next", pressed_at, done, &shares);
}

/// The next case was fetched ahead of time: how long server and network took, and how long its pictures.
pub(super) fn ahead(begun: f64, fetched: f64, server: Option<f64>) {
    let server = server.unwrap_or_default();
    let network = (fetched - begun - server).max(0.0);
    put(
        "desk-ahead",
        begun,
        now(),
        &[("server", server), ("network", network), ("pictures", now() - fetched)],
    );
}

/// From the key to the server's word on the decision.
pub(super) fn decided(pressed_at: f64) {
    put("desk-decided", pressed_at, now(), &[]);
}

/// Milliseconds since the page was begun.
pub(super) fn now() -> f64 {
    performance().map(|performance| performance.now()).unwrap_or_default()
}

fn performance() -> Option<Performance> {
    dom::window()?.performance()
}

/// A browser that does not take a measurement is none the worse.
fn put(name: &str, start: f64, end: f64, detail: &[(&str, f64)]) {
    drop(try_put(name, start, end, detail));
}

fn try_put(name: &str, start: f64, end: f64, detail: &[(&str, f64)]) -> Result<(), JsValue> {
    let Some(performance) = performance() else { return Ok(()) };
    let details = Object::new();
    for (key, value) in detail {
        Reflect::set(&details, &(*key).into(), &(*value).into())?;
    }
    let options = Object::new();
    let set = |key: &str, value: &JsValue| Reflect::set(&options, &key.into(), value);
    set("start", &start.into())?;
    set("end", &end.into())?;
    set("detail", &details)?;
    let measure: Function = Reflect::get(&performance, &"measure".into())?.dyn_into()?;
    measure.call2(&performance, &name.into(), &options).map(drop)
}
