//! Problems with the line they are about, and a caret under the place.

use super::{Language, Place, Problem, Problems};
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::Path;

/// Longer lines are cut around the place, characters.
const WIDEST: usize = 100;
/// Larger files are not opened again for an excerpt, bytes.
const MOST_BYTES: u64 = 4_000_000;

/// The line of a file that a problem is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Number of the line, from 1.
    pub number: usize,
    /// The line, cut around the place where it is long; no tabs.
    pub text: String,
    /// Characters of the text before the place, where the problem names a column.
    pub before: Option<usize>,
}

impl Problems {
    /// The line of the file that each problem is about. Files that cannot be read (any more), or
    /// are no text, give none.
    pub fn excerpts<'a>(&'a self) -> Vec<Option<Excerpt>> {
        let mut texts: BTreeMap<&Path, Option<String>> = BTreeMap::new();
        let line_of = |problem: &'a Problem| {
            let place = &problem.place;
            let text = texts.entry(&place.file).or_insert_with(|| text_of(&place.file));
            text.as_deref().and_then(|text| excerpt(text, place))
        };
        self.0.iter().map(line_of).collect()
    }

    /// All problems in a language for a terminal: each with its line, and a caret under the place.
    pub fn with_excerpts(&self, language: Language) -> String {
        let mut written = String::new();
        for (problem, excerpt) in self.0.iter().zip(self.excerpts()) {
            let said = problem.text(language);
            let (first, hint) =
                said.split_once('\n').map_or((said.as_str(), None), |(a, b)| (a, Some(b)));
            let _ = writeln!(written, "{first}");
            written.extend(excerpt.map(|excerpt| excerpt.to_string()));
            written.extend(hint.map(|hint| format!("{hint}\n")));
        }
        written
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, text, before } = self;
        writeln!(f, " {number} | {}", text.trim_end())?;
        if let Some(before) = before {
            let margin = " ".repeat(number.to_string().len());
            let columns: usize = text.chars().take(*before).map(columns).sum();
            writeln!(f, " {margin} | {}^", " ".repeat(columns))?;
        }
        Ok(())
    }
}

fn text_of(path: &Path) -> Option<String> {
    let small = std::fs::metadata(path).ok()?.len() <= MOST_BYTES;
    let text = small.then(|| super::read_text(path).ok())??;
    (!text.contains('\0')).then_some(text)
}

/// The line of a place.
fn excerpt(text: &str, place: &Place) -> Option<Excerpt> {
    let line = text.lines().nth(place.line.checked_sub(1)?)?;
    let column = place.column.max(1) - 1;
    let characters: Vec<char> = line.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    let start = if column > WIDEST * 3 / 4 { column - WIDEST / 2 } else { 0 };
    let end = characters.len().min(start + WIDEST);
    let text: String = characters.get(start..end)?.iter().collect();
    let before = (place.column > 0).then(|| column.min(end) - start);
    Some(Excerpt { number: place.line, text, before })
}

/// Columns of a terminal that a character takes: two for Chinese and full-width signs.
fn columns(c: char) -> usize {
    let wide = matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF
        | 0x20000..=0x3FFFD);
    if wide { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn the_caret_stands_under_the_place() {
        let place = |column| Place { file: PathBuf::from("e.ron"), line: 2, column };
        let text = "a\n  名字: x\n";
        let shown = |place: &Place| excerpt(text, place).map(|excerpt| excerpt.to_string());
        assert_eq!(shown(&place(3)).as_deref(), Some(" 2 |   名字: x\n   |   ^\n"));
        assert_eq!(shown(&place(7)).as_deref(), Some(" 2 |   名字: x\n   |         ^\n"));
        assert_eq!(shown(&place(0)).as_deref(), Some(" 2 |   名字: x\n"));
        assert_eq!(shown(&Place { line: 9, ..place(1) }), None);
    }
}
