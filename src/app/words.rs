//! Every text of the window, in the language that is chosen: Fluent tables in `assets/app/`, a file
//! an area and language. Code names a text, and never holds one.

use crate::document::{Bilingual, Language};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

macro_rules! tables {
    ($($area:literal),* $(,)?) => {
        /// The tables of a language.
        fn tables(language: Language) -> &'static [(&'static str, &'static str)] {
            match language {
                Language::English =>
                    &[$(($area, include_str!(concat!("../../assets/app/en/", $area, ".ftl")))),*],
                Language::Chinese =>
                    &[$(($area, include_str!(concat!("../../assets/app/zh/", $area, ".ftl")))),*],
            }
        }
    };
}

tables!["files", "form", "new", "window"];

fn id(language: Language) -> LanguageIdentifier {
    let tag = language.pick("en", "zh-CN");
    tag.parse().unwrap_or_default()
}

/// The texts of one language.
pub struct Words {
    /// Which.
    pub language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The texts of a language.
    pub fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![id(language)]);
        bundle.set_use_isolating(false);
        for (_, table) in tables(language) {
            // What does not parse is left out; a test holds every table to be whole.
            let resource = match FluentResource::try_new((*table).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let _ = bundle.add_resource(resource);
        }
        Self { language, bundle }
    }

    /// A text.
    pub fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text with values in it. One that is missing shows its key (a test finds it before).
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    /// Whether there is such a text.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A text that comes in both languages.
    pub fn of<'a>(&self, text: &'a Bilingual) -> &'a str {
        self.language.of(text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    /// Key → what stands for it, in a language.
    fn texts(language: Language) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (area, table) in tables(language) {
            FluentResource::try_new((*table).to_owned()).expect(area);
            let mut key = String::new();
            for line in table.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, text)) = line.split_once(" =").filter(|(n, _)| !n.contains(' '))
                {
                    key = name.to_owned();
                    assert!(found.insert(key.clone(), text.to_owned()).is_none(), "{key} twice");
                } else if let Some(more) = found.get_mut(&key) {
                    more.push_str(line);
                }
            }
        }
        found
    }

    fn values(text: &str) -> BTreeSet<&str> {
        let names = text.split('$').skip(1);
        names.filter_map(|t| t.split(|c: char| !c.is_alphanumeric() && c != '_').next()).collect()
    }

    /// Keys of what fields are said to be; in English the definitions say it.
    fn is_help(key: &str) -> bool {
        key.starts_with("form-help-")
    }

    /// Keys that the window's code names: what stands first in `say("…`, `with("…`, `key("…`.
    fn named() -> BTreeSet<String> {
        fn look(folder: &Path, found: &mut BTreeSet<String>) {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    look(&path, found);
                } else {
                    let text = std::fs::read_to_string(&path).expect("a text");
                    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                    for part in code.split('"').skip(1).step_by(2) {
                        found.insert(part.to_owned());
                    }
                }
            }
        }
        let mut found = BTreeSet::new();
        look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app"), &mut found);
        found
    }

    #[test]
    fn every_text_is_there_in_both_languages_with_the_same_values() {
        let (en, zh) = (texts(Language::English), texts(Language::Chinese));
        let keys = |t: &BTreeMap<String, String>| {
            t.keys().filter(|key| !is_help(key)).cloned().collect::<BTreeSet<_>>()
        };
        let odd: Vec<_> = keys(&en).symmetric_difference(&keys(&zh)).cloned().collect();
        assert!(odd.is_empty(), "in one language only: {odd:?}");
        for (key, text) in &en {
            assert_eq!(values(text), values(&zh[key]), "values of {key}");
        }
    }

    #[test]
    fn every_text_is_used_and_every_text_used_is_there() {
        let (en, mut named) = (texts(Language::English), named());
        named.extend(crate::app::form::keys::keys(&Words::new(Language::English)));
        let idle: Vec<_> = en.keys().filter(|key| !named.contains(*key)).collect();
        assert!(idle.is_empty(), "nobody says: {idle:?}");
        let like_key = |s: &&String| {
            let ours = [
                "start-", "top-", "tool-", "look-", "time-", "inspect-", "advise-", "compare-",
                "share-", "form-", "chart-", "status-", "problem-", "new-", "files-",
            ];
            ours.iter().any(|area| s.starts_with(area)) && !s.contains(['.', '/', ' ', '{'])
        };
        let missing: Vec<_> =
            named.iter().filter(like_key).filter(|k| !en.contains_key(*k)).collect();
        assert!(missing.is_empty(), "in no table: {missing:?}");
    }

    #[test]
    fn every_field_says_what_it_is() {
        let zh: BTreeSet<_> = texts(Language::Chinese).into_keys().filter(|k| is_help(k)).collect();
        let wanted = crate::app::form::keys::help_keys(&Words::new(Language::Chinese));
        let odd: Vec<_> = zh.symmetric_difference(&wanted).collect();
        assert!(odd.is_empty(), "missing in Chinese, or of no field: {odd:?}");
        assert!(
            !texts(Language::English).keys().any(|key| is_help(key)),
            "English has the definition's"
        );
    }
}
