//! The two languages that the program speaks.

use super::Bilingual;
use serde::{Deserialize, Serialize};

/// A language that texts are shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

/// The variables of the environment that name the user's language, the strongest first, as
/// POSIX has them (IEEE 1003.1-2017, 8.2).
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

impl Language {
    /// The text in this language.
    pub fn of(self, text: &Bilingual) -> &str {
        self.pick(&text.en, &text.zh)
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }

    /// One of two texts.
    pub fn pick<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::English => en,
            Self::Chinese => zh,
        }
    }

    /// The language of the user's environment, each variable being asked of `variable`: the
    /// first that is set and not empty decides. English for every language but Chinese.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = VARIABLES.iter().filter_map(|name| variable(name)).find(|v| !v.is_empty());
        match set {
            Some(locale) if locale.to_ascii_lowercase().starts_with("zh") => Self::Chinese,
            _ => Self::English,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    fn with(set: &[(&str, &str)]) -> Language {
        let value = |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string());
        Language::of_environment(value)
    }

    #[test]
    fn the_strongest_variable_that_is_set_names_the_language() {
        assert_eq!(with(&[]), Language::English);
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8")]), Language::Chinese);
        assert_eq!(with(&[("LANG", "zh-Hans")]), Language::Chinese);
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Language::English);
        assert_eq!(with(&[("LANG", "de_DE"), ("LC_MESSAGES", "zh_TW")]), Language::Chinese);
        assert_eq!(with(&[("LANG", "zh_CN"), ("LC_ALL", "")]), Language::Chinese);
    }
}
