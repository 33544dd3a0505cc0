//! A text in English and Chinese.

use serde::{Deserialize, Serialize};

/// A text in English and Chinese. Where one language was left out, both hold the other's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

impl Bilingual {
    /// Both languages given.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// One text for both languages, as for a name without translation.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { en: text.clone(), zh: text }
    }

    /// Several texts as one, with what stands between two of them in English and in Chinese.
    pub fn joined<'a>(
        parts: impl IntoIterator<Item = &'a Self, IntoIter: Clone>,
        [en, zh]: [&str; 2],
    ) -> Self {
        let parts = parts.into_iter();
        let all = |of: fn(&Self) -> &str, between: &str| {
            parts.clone().map(of).collect::<Vec<_>>().join(between)
        };
        Self { en: all(|part| &part.en, en), zh: all(|part| &part.zh, zh) }
    }
}

impl<En: Into<String>, Zh: Into<String>> From<(En, Zh)> for Bilingual {
    fn from((en, zh): (En, Zh)) -> Self {
        Self::new(en, zh)
    }
}

/// The text for both languages: a name, what a library or the system says, or a message that
/// only the command line shows (of options, scenes, sweeps, surveys, trajectories and exports).
impl From<&str> for Bilingual {
    fn from(text: &str) -> Self {
        Self::same(text)
    }
}

/// As from `&str`.
impl From<String> for Bilingual {
    fn from(text: String) -> Self {
        Self::same(text)
    }
}
