//! The wasm modules that only some pages ask for: where their files are. Their names carry a hash, which script/build wrote down.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::config::LeptosOptions;

/// The hashes of the modules, by name.
#[derive(Clone, Debug, Default)]
pub struct Modules(Arc<BTreeMap<String, String>>);

impl Modules {
    /// Reads what script/build wrote; a module that was not built is missing.
    pub fn read(options: &LeptosOptions) -> Self {
        let text = std::fs::read_to_string(&*options.hash_file).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once(':'));
        Self(Arc::new(lines.map(|(name, hash)| (name.trim().to_owned(), hash.trim().to_owned())).collect()))
    }

    /// The path of a module's script.
    pub fn script(&self, name: &str) -> String {
        self.path(name, "js")
    }

    /// The path of a module's wasm.
    pub fn wasm(&self, name: &str) -> String {
        self.path(name, "wasm")
    }

    /// The path of a module's sheet.
    pub fn sheet(&self, name: &str) -> String {
        self.path(&format!("{name}-sheet"), "css")
    }

    fn path(&self, name: &str, ending: &str) -> String {
        let hash = self.0.get(name).map_or("", String::as_str);
        format!("/pkg/{name}.{hash}.{ending}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modules_files_are_named_by_its_hash() {
        let modules = Modules(Arc::new(BTreeMap::from([("editor".to_owned(), "0a1b".to_owned())])));
        assert_eq!(modules.script("editor"), "/pkg/editor.0a1b.js");
        assert_eq!(modules.wasm("editor"), "/pkg/editor.0a1b.wasm");
    }
}
