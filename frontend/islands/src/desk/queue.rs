//! One thing after the other.

use std::cell::RefCell;
use std::future::Future;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

/// What must not happen at once, in the order of asking.
#[derive(Default)]
pub(super) struct Queue(RefCell<Option<Promise>>);

impl Queue {
    /// Does `work` once everything asked for before is done.
    pub(super) fn add(&self, work: impl Future<Output = ()> + 'static) {
        let before = self.0.borrow_mut().take();
        let done = future_to_promise(async move {
            wait(before).await;
            work.await;
            Ok(JsValue::UNDEFINED)
        });
        *self.0.borrow_mut() = Some(done.clone());
        spawn_local(wait(Some(done)));
    }

    /// Waits for everything asked for so far.
    pub(super) fn all(&self) -> impl Future<Output = ()> + 'static {
        wait(self.0.borrow().clone())
    }
}

async fn wait(promise: Option<Promise>) {
    if let Some(promise) = promise {
        // Work in the queue never fails: what goes wrong in it is told on the page.
        drop(JsFuture::from(promise).await);
    }
}
