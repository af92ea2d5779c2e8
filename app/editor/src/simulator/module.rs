//! The simulator's wasm module: the engine with its expressions, fetched once, when something first needs it. It takes one
//! JSON text and gives another. A load that failed is said, and tried again with the next question.

use std::sync::Arc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::Store;

/// How long nothing has to change before the module is asked.
const REST: Duration = Duration::from_millis(200);

/// An answer of the module, or how far it is.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "only a browser has an answer"))]
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<T> {
    Waiting,
    Failed(String),
    Here(T),
}

/// A question to the module, with its latest answer.
pub struct Asked<T: Send + Sync + 'static> {
    answer: RwSignal<Answer<T>>,
    tries: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Asked<T> {}

impl<T: Clone + Send + Sync + 'static> Asked<T> {
    pub fn get(self) -> Answer<T> {
        self.answer.get()
    }

    /// Asks once more.
    pub fn again(self) {
        self.tries.update(|tries| *tries += 1);
    }
}

/// Asks the module's function of this name now, and again whenever the definition, the directory or the sample changed;
/// nothing while `on` is false.
pub fn ask<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    store: Store,
    name: &'static str,
    question: impl Fn() -> Option<String> + Send + Sync + 'static,
    on: Signal<bool>,
) -> Asked<T> {
    let asked = Asked { answer: RwSignal::new(Answer::Waiting), tries: RwSignal::new(0) };
    let (question, latest) = (Arc::new(question), ArcStoredValue::new(None::<TimeoutHandle>));
    let left = latest.clone();
    on_cleanup(move || {
        if let Some(timer) = left.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    Effect::new(move |_: Option<()>| {
        asked.tries.track();
        store.changes.track();
        store.directory.track();
        store.sample.track();
        if on.get() {
            // What is typed in one go is asked once.
            let (question, latest) = (question.clone(), latest.clone());
            let timer = set_timeout_with_handle(
                move || match question() {
                    Some(question) => answer_later(store, name, question, asked.answer),
                    None => drop(asked.answer.try_set(Answer::Waiting)),
                },
                REST,
            );
            latest.update_value(|latest| {
                if let Some(before) = std::mem::replace(latest, timer.ok()) {
                    before.clear();
                }
            });
        }
    });
    asked
}

#[cfg(not(target_arch = "wasm32"))]
fn answer_later<T: DeserializeOwned + Send + Sync + 'static>(
    _: Store,
    _: &'static str,
    _: String,
    answer: RwSignal<Answer<T>>,
) {
    answer.set(Answer::Failed("The simulator runs in a browser only.".to_owned()));
}

#[cfg(target_arch = "wasm32")]
fn answer_later<T: DeserializeOwned + Send + Sync + 'static>(
    store: Store,
    name: &'static str,
    question: String,
    answer: RwSignal<Answer<T>>,
) {
    wasm_bindgen_futures::spawn_local(async move {
        let text = match load(store).await {
            Ok(module) => module.call(name, &question),
            Err(sentence) => Err(sentence),
        };
        let read = text.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()));
        // The panel may be gone by now.
        let _ = answer.try_set(read.map_or_else(Answer::Failed, Answer::Here));
    });
}

#[cfg(target_arch = "wasm32")]
pub use in_browser::{Module, load};

#[cfg(target_arch = "wasm32")]
mod in_browser {
    use std::cell::RefCell;

    use js_sys::{Function, Object, Promise, Reflect};
    use leptos::prelude::WithValue;
    use wasm_bindgen::prelude::wasm_bindgen;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    use crate::Store;

    #[wasm_bindgen(inline_js = "export function load_module(url) { return import(url) }")]
    extern "C" {
        fn load_module(url: &str) -> Promise;
    }

    thread_local! {
        /// The load that goes on or is done.
        static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
    }

    /// The module, ready to be called.
    #[derive(Clone, Debug)]
    pub struct Module(JsValue);

    impl Module {
        /// Calls an export with one text; what it throws is a sentence.
        pub fn call(&self, name: &str, json: &str) -> Result<String, String> {
            let function: Function = self.export(name)?;
            let answer = function.call1(&JsValue::NULL, &JsValue::from_str(json)).map_err(|thrown| said(&thrown))?;
            answer.as_string().ok_or_else(|| "The simulator gave no text.".to_owned())
        }

        /// An export: a function, or a class to be made with `Reflect::construct`.
        pub fn export(&self, name: &str) -> Result<Function, String> {
            let found = Reflect::get(&self.0, &JsValue::from_str(name)).ok().and_then(|found| found.dyn_into().ok());
            found.ok_or_else(|| format!("The simulator has no \u{201c}{name}\u{201d}. Load the page again."))
        }
    }

    /// Loads the module, once for the page; a load that failed is begun anew.
    pub async fn load(store: Store) -> Result<Module, String> {
        let promise = LOADING.with_borrow_mut(|loading| {
            loading.get_or_insert_with(|| wasm_bindgen_futures::future_to_promise(fetch(store))).clone()
        });
        if let Ok(module) = JsFuture::from(promise).await {
            Ok(Module(module))
        } else {
            LOADING.set(None);
            Err("The simulator could not be loaded.".to_owned())
        }
    }

    async fn fetch(store: Store) -> Result<JsValue, JsValue> {
        let (script, wasm) =
            store.opening.with_value(|opening| (opening.simulator.clone(), opening.simulator_wasm.clone()));
        let module = JsFuture::from(load_module(&script)).await?;
        let init: Function = Reflect::get(&module, &JsValue::from_str("default"))?.dyn_into()?;
        let place = Object::new();
        if !wasm.is_empty() {
            Reflect::set(&place, &JsValue::from_str("module_or_path"), &JsValue::from_str(&wasm))?;
        }
        JsFuture::from(init.call1(&JsValue::NULL, &place)?.unchecked_into::<Promise>()).await?;
        Ok(module)
    }

    fn said(thrown: &JsValue) -> String {
        thrown.as_string().unwrap_or_else(|| "The simulator stopped.".to_owned())
    }
}
