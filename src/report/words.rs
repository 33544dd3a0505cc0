//! Every word of the report, in both languages, from one table (`assets/report/texts.json`).

use crate::document::Bilingual;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The table as it is in the file: key to `[English, Chinese]`.
const TABLE: &str = include_str!("../../assets/report/texts.json");

static TEXTS: LazyLock<BTreeMap<String, [String; 2]>> =
    LazyLock::new(|| serde_json::from_str(TABLE).unwrap_or_default());

/// The text of a key; a key that the table lacks shows as `⟦key⟧`, which tests look for.
pub(crate) fn text(key: &str) -> Bilingual {
    match TEXTS.get(key) {
        Some([en, zh]) => Bilingual::new(en, zh),
        None => Bilingual::same(format!("⟦{key}⟧")),
    }
}

/// The text of a key with `{name}` replaced, each by the same language's value.
pub(crate) fn fill(key: &str, values: &[(&str, Bilingual)]) -> Bilingual {
    let mut filled = text(key);
    for (name, value) in values {
        let mark = format!("{{{name}}}");
        filled.en = filled.en.replace(&mark, &value.en);
        filled.zh = filled.zh.replace(&mark, &value.zh);
    }
    filled
}

/// A unit as people write it; units that the table lacks stay as they are.
pub(crate) fn unit(unit: &str) -> Bilingual {
    match TEXTS.get(&format!("unit.{unit}")) {
        Some([en, zh]) => Bilingual::new(en, zh),
        None => Bilingual::same(unit),
    }
}

/// The texts that the page's own script needs: all whose key begins with `js.` or `level.`.
pub(crate) fn for_script() -> BTreeMap<&'static str, &'static [String; 2]> {
    TEXTS
        .iter()
        .filter(|(key, _)| key.starts_with("js.") || key.starts_with("level."))
        .map(|(key, pair)| (key.as_str(), pair))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys that the script puts together from parts are not found here; the page's own test
    /// shows those.
    #[test]
    fn the_script_asks_for_texts_that_are_there() {
        let script = [crate::report::page::PLAYER_SCRIPT, crate::report::SCRIPT].concat();
        let keys: Vec<&str> = script
            .split("say(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|key| !key.ends_with('.'))
            .collect();
        assert!(keys.len() > 5, "the script asks for {keys:?}");
        for key in keys {
            assert!(TEXTS.contains_key(key), "{key} is missing");
        }
    }

    #[test]
    fn every_text_is_there_in_both_languages() {
        let table: BTreeMap<String, [String; 2]> =
            serde_json::from_str(TABLE).expect("texts.json holds pairs");
        assert!(table.len() > 100, "only {} texts", table.len());
        for (key, [en, zh]) in &table {
            assert!(!en.trim().is_empty() && !zh.trim().is_empty(), "{key} lacks a language");
            let marks = |s: &str| s.matches('{').count();
            assert_eq!(marks(en), marks(zh), "{key} does not fill in the same values");
        }
    }
}
