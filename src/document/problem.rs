//! What is wrong with a document, where, and what to do.

use super::{Bilingual, Language};
use std::fmt;
use std::path::{Path, PathBuf};

/// Whether a document with the problem can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document can be used; the reader should look at it.
    Warning,
    /// The document cannot be used.
    Error,
}

/// A place in a file. Lines and columns count from 1, columns in characters; a line of 0
/// means the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as the user named it.
    pub file: PathBuf,
    /// Line, from 1; 0 for the whole file.
    pub line: usize,
    /// Column in characters, from 1; 0 for the whole line.
    pub column: usize,
}

impl Place {
    /// The file as a whole.
    pub fn file(path: &Path) -> Self {
        Self { file: path.to_path_buf(), line: 0, column: 0 }
    }

    /// The place of a byte offset in the file's text.
    pub fn at_byte(path: &Path, text: &str, offset: usize) -> Self {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Self {
            file: path.to_path_buf(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        Ok(())
    }
}

/// One thing wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether the document can still be used.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// What is wrong and what was expected, one sentence without a full stop. In Chinese too
    /// wherever a window can show it: what is said of plans, events, counts, venues, maps and
    /// runs. What only the command line says is in English in both.
    pub what: Bilingual,
    /// What to do about it, if there is something to say.
    pub hint: Option<Bilingual>,
}

/// What to do about a problem, from however it is at hand: `None`, `Some("a text")`, or a pair of
/// English and Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint(pub Option<Bilingual>);

impl From<Option<&str>> for Hint {
    fn from(text: Option<&str>) -> Self {
        Self(text.map(Bilingual::same))
    }
}

impl<En: Into<String>, Zh: Into<String>> From<(En, Zh)> for Hint {
    fn from(pair: (En, Zh)) -> Self {
        Self(Some(pair.into()))
    }
}

impl From<Bilingual> for Hint {
    fn from(both: Bilingual) -> Self {
        Self(Some(both))
    }
}

impl Problem {
    /// The problem in a language: place, severity and what is wrong in the first line, what to do
    /// in the second.
    pub fn text(&self, language: Language) -> String {
        let word = match self.severity {
            Severity::Warning => language.pick("warning", "警告"),
            Severity::Error => language.pick("error", "错误"),
        };
        let mut text = format!("{}: {word}: {}", self.place, language.of(&self.what));
        if let Some(hint) = &self.hint {
            let word = language.pick("hint", "提示");
            text += &format!("\n    {word}: {}", language.of(hint));
        }
        text
    }

    /// The same as a warning: what it stops goes on without.
    pub fn as_warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

/// All problems found in one go; an error when returned, a collection while checking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// One error and nothing else.
    pub fn one(place: Place, what: impl Into<Bilingual>, hint: impl Into<Hint>) -> Self {
        let mut problems = Self::default();
        problems.error(place, what, hint);
        problems
    }

    /// Adds an error.
    pub fn error(&mut self, place: Place, what: impl Into<Bilingual>, hint: impl Into<Hint>) {
        let hint = hint.into().0;
        self.0.push(Problem { severity: Severity::Error, place, what: what.into(), hint });
    }

    /// Adds a warning.
    pub fn warn(&mut self, place: Place, what: impl Into<Bilingual>, hint: impl Into<Hint>) {
        let hint = hint.into().0;
        self.0.push(Problem { severity: Severity::Warning, place, what: what.into(), hint });
    }

    /// Takes over all of another collection.
    pub fn extend(&mut self, other: Problems) {
        self.0.extend(other.0);
    }

    /// Whether any problem is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|p| p.severity == Severity::Error)
    }

    /// All problems in a language, one below the other.
    pub fn text(&self, language: Language) -> String {
        let all: Vec<String> = self.0.iter().map(|problem| problem.text(language)).collect();
        all.join("\n")
    }

    /// The problems in the order of their places.
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| a.place.cmp(&b.place));
        self
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for Problems {}
