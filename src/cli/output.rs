//! Where a command's words go: text for people, one JSON object for programs.

use crate::document::{Language, Place, Problems, Severity};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Display;
use std::io::Write;
use std::path::Path;

/// How a command talks.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// One JSON object on standard output, instead of text.
    pub json: bool,
    /// No text.
    pub quiet: bool,
    /// The language of text for people.
    pub language: Language,
}

impl Output {
    /// Text for people.
    pub fn say(&self, text: &str) {
        if !self.json && !self.quiet {
            print(std::io::stdout(), &text);
        }
    }

    /// The command's one JSON object.
    pub fn object(&self, object: &Value) {
        if self.json {
            print(std::io::stdout(), object);
        }
    }

    /// A word on how it went that is no result; to standard error.
    pub fn note(&self, text: &str) {
        if !self.json && !self.quiet {
            print(std::io::stderr(), &text);
        }
    }

    /// What is odd but can be used; to standard error.
    pub fn warn(&self, problems: &Problems) {
        if !self.json && !self.quiet && !problems.0.is_empty() {
            print(std::io::stderr(), &problems.text(self.language));
        }
    }

    /// What a command could not be done for: with `--json` as the object.
    pub fn refuse(&self, problems: &Problems) {
        if self.json {
            let problems = problems_json(problems);
            self.object(&serde_json::json!({ "ok": false, "problems": problems }));
        } else {
            print(std::io::stderr(), &problems.with_excerpts(self.language));
        }
    }
}

/// One line, or several. That nobody reads on, as behind `| head`, is no error.
fn print(mut to: impl Write, words: &dyn Display) {
    let _ = writeln!(to, "{words}");
}

/// An answer about a file as JSON.
pub(super) fn as_json(what: &impl Serialize, about: &Path) -> Result<Value, Problems> {
    serde_json::to_value(what).map_err(|e| {
        Problems::one(Place::file(about), format!("cannot be told as JSON ({e})"), None)
    })
}

/// Problems as JSON.
pub fn problems_json(problems: &Problems) -> Value {
    let one = |p: &crate::document::Problem| {
        json!({
            "severity": if p.severity == Severity::Error { "error" } else { "warning" },
            "file": p.place.file.display().to_string(),
            "line": p.place.line,
            "column": p.place.column,
            "what": p.what.en,
            "hint": p.hint.as_ref().map(|hint| &hint.en),
        })
    };
    Value::Array(problems.0.iter().map(one).collect())
}
