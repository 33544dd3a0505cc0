//! Problems with the line they are about, and a caret under the place.

use super::{Language, Place, Problem, Problems};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Longer lines are cut around the place, characters.
const WIDEST: usize = 100;
/// Larger files are not opened again for an excerpt, bytes.
const MOST_BYTES: u64 = 4_000_000;

impl Problems {
    /// All problems, each with the line of the file that it is about. Files that cannot be read
    /// (any more), or are no text, are left without.
    pub fn with_excerpts(&self, language: Language) -> String {
        let mut texts: BTreeMap<PathBuf, Option<String>> = BTreeMap::new();
        let mut written = String::new();
        for problem in &self.0 {
            let Problem { place, .. } = problem;
            let text = texts.entry(place.file.clone()).or_insert_with(|| text_of(&place.file));
            let excerpt = text.as_deref().and_then(|text| excerpt(text, place));
            let said = problem.text(language);
            let (first, hint) =
                said.split_once('\n').map_or((said.as_str(), None), |(a, b)| (a, Some(b)));
            let _ = writeln!(written, "{first}");
            written.extend(excerpt);
            written.extend(hint.map(|hint| format!("{hint}\n")));
        }
        written
    }
}

fn text_of(path: &Path) -> Option<String> {
    let small = std::fs::metadata(path).ok()?.len() <= MOST_BYTES;
    let text = small.then(|| super::read_text(path).ok())??;
    (!text.contains('\0')).then_some(text)
}

/// The line of a place and a caret under its column.
fn excerpt(text: &str, place: &Place) -> Option<String> {
    if place.line == 0 {
        return None;
    }
    let line = text.lines().nth(place.line - 1)?;
    let column = place.column.max(1) - 1;
    let characters: Vec<char> = line.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    let start = if column > WIDEST * 3 / 4 { column - WIDEST / 2 } else { 0 };
    let end = characters.len().min(start + WIDEST);
    let shown: String = characters.get(start..end)?.iter().collect();
    let before: usize = characters.get(start..column.min(end))?.iter().map(|c| columns(*c)).sum();
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let mut excerpt = format!(" {number} | {}\n", shown.trim_end());
    if place.column > 0 {
        let _ = writeln!(excerpt, " {margin} | {}^", " ".repeat(before));
    }
    Some(excerpt)
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

    #[test]
    fn the_caret_stands_under_the_place() {
        let place = |column| Place { file: PathBuf::from("e.ron"), line: 2, column };
        let text = "a\n  名字: x\n";
        assert_eq!(excerpt(text, &place(3)).as_deref(), Some(" 2 |   名字: x\n   |   ^\n"));
        assert_eq!(excerpt(text, &place(7)).as_deref(), Some(" 2 |   名字: x\n   |         ^\n"));
        assert_eq!(excerpt(text, &Place { line: 9, ..place(1) }), None);
    }
}
