//! What everything is drawn with: the words of the language and the colours of the theme.

use super::settings::Settings;
use super::theme::Theme;
use super::words::Words;
use crate::assess::Grade;
use bevy::prelude::Resource;
use bevy_egui::egui::Color32;

/// Words and colours.
#[derive(Resource)]
pub struct Look {
    /// The words.
    pub words: Words,
    /// The colours.
    pub theme: Theme,
}

impl Look {
    /// As the settings say.
    pub fn of(settings: &Settings) -> Self {
        Self { words: Words::new(settings.language), theme: Theme::new(settings.dark) }
    }

    /// Whether it is still what the settings say.
    pub fn is_of(&self, settings: &Settings) -> bool {
        self.words.language == settings.language && self.theme.dark == settings.dark
    }

    /// A text.
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// Colour of a grade, and what goes behind it.
    pub fn grade(&self, grade: Grade) -> (Color32, Color32) {
        match grade {
            Grade::Good => (self.theme.good, self.theme.good_soft),
            Grade::Warning => (self.theme.warning, self.theme.warning_soft),
            Grade::Bad => (self.theme.bad, self.theme.bad_soft),
        }
    }
}
