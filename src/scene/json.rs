//! Values of a JSON text with their places, so that a problem names line and column.

use crate::document::{Bilingual, Place, Problems};
use crate::venue::json_place::{Step, locate};
use serde_json::Value;
use std::path::Path;

/// A JSON text being read; what is wrong is collected.
pub(super) struct Json<'a> {
    pub file: &'a Path,
    pub text: &'a str,
    pub problems: Problems,
}

/// A value and the way to it.
#[derive(Clone)]
pub(super) struct Spot<'a> {
    pub value: &'a Value,
    pub path: Vec<Step<'a>>,
}

impl<'a> Spot<'a> {
    /// A member of an object.
    pub fn member(&self, name: &'a str) -> Option<Spot<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(self.inside(value, Step::Key(name)))
    }

    /// The elements of an array.
    pub fn elements(&self) -> Option<Vec<Spot<'a>>> {
        let elements = self.value.as_array()?.iter().enumerate();
        Some(elements.map(|(i, value)| self.inside(value, Step::Index(i))).collect())
    }

    /// The members of an object, in the order of their names.
    pub fn members(&self) -> Option<Vec<(&'a str, Spot<'a>)>> {
        let members = self.value.as_object()?.iter();
        Some(members.map(|(k, v)| (k.as_str(), self.inside(v, Step::Key(k)))).collect())
    }

    fn inside(&self, value: &'a Value, step: Step<'a>) -> Spot<'a> {
        let mut path = self.path.clone();
        path.push(step);
        Spot { value, path }
    }
}

impl<'a> Json<'a> {
    /// Notes what is wrong with a value.
    pub fn error(&mut self, spot: &Spot, what: impl Into<Bilingual>, hint: &str) {
        let place = Place::at_byte(self.file, self.text, locate(self.text, &spot.path));
        self.problems.error(place, what, Some(hint).filter(|hint| !hint.is_empty()));
    }

    /// A member that must be there.
    pub fn wanted(&mut self, of: &Spot<'a>, name: &'a str, expected: &str) -> Option<Spot<'a>> {
        let member = of.member(name);
        if member.is_none() {
            self.error(of, format!("has no \"{name}\""), &format!("expected {expected}"));
        }
        member
    }

    /// A number between two others.
    pub fn number(&mut self, spot: &Spot<'a>, low: f64, high: f64) -> Option<f64> {
        let number = spot.value.as_f64().filter(|n| (low..=high).contains(n));
        if number.is_none() {
            let what = format!("{} is not what is expected here", shown(spot.value));
            self.error(spot, what, &format!("expected a number from {low} to {high}"));
        }
        number
    }

    /// A member that is a number; `None` where it is missing or wrong, which is noted.
    pub fn wanted_number(
        &mut self,
        of: &Spot<'a>,
        name: &'a str,
        [low, high]: [f64; 2],
    ) -> Option<f64> {
        let spot = self.wanted(of, name, &format!("a number from {low} to {high}"))?;
        self.number(&spot, low, high)
    }

    /// A member that is a number and may be left out.
    pub fn number_or(
        &mut self,
        of: &Spot<'a>,
        name: &'a str,
        [low, high]: [f64; 2],
        otherwise: f64,
    ) -> f64 {
        let number = of.member(name).map(|spot| self.number(&spot, low, high));
        number.flatten().unwrap_or(otherwise)
    }

    /// A member that is a text and may be left out.
    pub fn text_or(&mut self, of: &Spot<'a>, name: &'a str, otherwise: &str) -> String {
        let Some(spot) = of.member(name) else { return otherwise.to_owned() };
        if spot.value.as_str().is_none() {
            self.error(&spot, format!("{} is no text", shown(spot.value)), "write it in quotes");
        }
        spot.value.as_str().unwrap_or(otherwise).to_owned()
    }
}

/// A value for a message, not longer than a few words.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
