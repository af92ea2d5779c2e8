//! The simulation inside the simulator's module: JSON text in, JSON text out; what it throws is a sentence.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

#[cfg(target_arch = "wasm32")]
pub use super::module::{Module, load};
#[cfg(not(target_arch = "wasm32"))]
pub use outside::{Module, load};

/// A simulation in the module's memory, which is given back when this is dropped.
#[derive(Debug)]
pub struct Sim(JsValue);

impl Sim {
    /// Starts a request and makes the scenario's choices as far as they fit.
    pub fn new(module: &Module, json: &str) -> Result<Self, String> {
        let class = module.export("Sim")?;
        Reflect::construct(&class, &Array::of1(&json.into())).map(Self).map_err(|thrown| said(&thrown))
    }

    /// Everything that the panel shows.
    pub fn view(&self) -> Result<String, String> {
        self.text("view")
    }

    /// The story so far.
    pub fn scenario(&self) -> Result<String, String> {
        self.text("scenario")
    }

    /// Makes a choice; one that is refused changes nothing.
    pub fn choose(&self, choice: &str) -> Result<(), String> {
        self.call("choose", &choice.into()).map(drop)
    }

    /// Goes back to a frame.
    pub fn rewind(&self, frame: u32) -> Result<(), String> {
        self.call("rewind", &frame.into()).map(drop)
    }

    fn text(&self, method: &str) -> Result<String, String> {
        self.call(method, &JsValue::UNDEFINED)?.as_string().ok_or_else(|| said(&JsValue::NULL))
    }

    fn call(&self, method: &str, with: &JsValue) -> Result<JsValue, String> {
        let method: Function =
            Reflect::get(&self.0, &method.into()).and_then(JsCast::dyn_into).map_err(|_| said(&JsValue::NULL))?;
        method.call1(&self.0, with).map_err(|thrown| said(&thrown))
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        // What cannot be given back now, the browser collects.
        let _ = self.call("free", &JsValue::UNDEFINED);
    }
}

fn said(thrown: &JsValue) -> String {
    thrown.as_string().unwrap_or_else(|| "The simulator stopped. Start again.".to_owned())
}

/// Outside a browser there is no module.
#[cfg(not(target_arch = "wasm32"))]
mod outside {
    use js_sys::Function;

    use crate::Store;

    /// There is none.
    #[derive(Clone, Debug)]
    pub enum Module {}

    impl Module {
        pub fn call(&self, _: &str, _: &str) -> Result<String, String> {
            match *self {}
        }

        pub fn export(&self, _: &str) -> Result<Function, String> {
            match *self {}
        }
    }

    pub async fn load(_: Store) -> Result<Module, String> {
        std::future::ready(Err("The simulator runs in a browser only.".to_owned())).await
    }
}
