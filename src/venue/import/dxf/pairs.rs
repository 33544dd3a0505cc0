//! The pairs of lines that a DXF file is made of: a group code and its value. Records begin at
//! code 0.

use crate::document::{Place, Problems};
use std::path::Path;

/// One pair.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'t> {
    /// What the value is.
    pub code: i32,
    /// The value, without spaces around it.
    pub value: &'t str,
    /// Line of the value in the file.
    pub line: usize,
}

impl Pair<'_> {
    /// The value as a number; `None` where it is none, or absurd.
    pub fn number(&self) -> Option<f64> {
        self.value.parse::<f64>().ok().filter(|n| n.abs() < 1e12)
    }
}

/// An entity, a table's row, the beginning of a section: what stands from one code 0 to the
/// next.
#[derive(Clone, Copy, Debug)]
pub struct Record<'t, 'p> {
    /// Its kind: `LINE`, `SECTION`.
    pub kind: &'t str,
    /// Its line in the file.
    pub line: usize,
    /// What it says.
    pub pairs: &'p [Pair<'t>],
}

impl<'t> Record<'t, '_> {
    /// The first value of a code.
    pub fn text(&self, code: i32) -> Option<&'t str> {
        self.pairs.iter().find(|p| p.code == code).map(|p| p.value)
    }

    /// The first number of a code.
    pub fn number(&self, code: i32) -> Option<f64> {
        self.pairs.iter().find(|p| p.code == code).and_then(Pair::number)
    }

    /// The first number of a code, or another.
    pub fn number_or(&self, code: i32, otherwise: f64) -> f64 {
        self.number(code).unwrap_or(otherwise)
    }

    /// A number whose bits are flags; 0 where it is not there.
    pub fn flags(&self, code: i32) -> i64 {
        self.number_or(code, 0.0) as i64
    }

    /// All numbers of a code.
    pub fn numbers(&self, code: i32) -> Vec<f64> {
        self.pairs.iter().filter(|p| p.code == code).filter_map(Pair::number).collect()
    }
}

/// All pairs of a file.
///
/// # Errors
/// Where a group code is no number, or the file does not end as it must.
pub fn pairs<'t>(path: &Path, text: &'t str) -> Result<Vec<Pair<'t>>, Problems> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    let at = |line: usize| Place { line: line + 1, ..Place::file(path) };
    while let Some((line, code)) = lines.next() {
        let Ok(number) = code.trim().parse::<i32>() else {
            if code.trim().is_empty() {
                continue;
            }
            let shown: String = code.trim().chars().take(30).collect();
            let what = (
                format!("{shown:?} stands where a group code was expected"),
                format!("此处应为组码，却是 {shown:?}"),
            );
            let hint = (
                "the file is damaged, or no DXF; export it again as ASCII DXF",
                "文件已损坏，或不是 DXF；请重新导出为 ASCII DXF",
            );
            return Err(Problems::one(at(line), what, hint));
        };
        let Some((line, value)) = lines.next() else { break };
        found.push(Pair { code: number, value: value.trim(), line: line + 1 });
        if number == 0 && value.trim() == "EOF" {
            return Ok(found);
        }
    }
    let last = text.lines().count();
    let what = (
        "the drawing ends too early: its end mark (EOF) is missing",
        "图纸过早结束：缺少结束标记（EOF）",
    );
    let hint = ("the file was cut off; fetch or export it again", "文件被截断；请重新获取或导出");
    Err(Problems::one(Place { line: last, ..Place::file(path) }, what, hint))
}

/// The records of a file.
pub fn records<'t, 'p>(pairs: &'p [Pair<'t>]) -> Vec<Record<'t, 'p>> {
    let starts: Vec<usize> = (0..pairs.len()).filter(|i| pairs[*i].code == 0).collect();
    let ends = starts.iter().skip(1).copied().chain([pairs.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(from, until)| Record {
            kind: pairs[*from].value,
            line: pairs[*from].line,
            pairs: &pairs[from + 1..until],
        })
        .collect()
}

/// A text of a DXF file with its `\U+4E2D` escapes read.
pub fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\U+");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let letter = part.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match letter.and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                out.push_str(&part[4..]);
            }
            None => {
                out.push_str("\\U+");
                out.push_str(part);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_odd_ones_stay() {
        assert_eq!(unescaped("\\U+969C\\U+788D-1"), "障碍-1");
        assert_eq!(unescaped("a\\U+zz"), "a\\U+zz");
    }
}
