//! Finds where in a JSON text a value stands, so that a problem can name line and column.
//!
//! The text has already been parsed, so the scanner may trust its syntax; it walks only to the
//! value asked for, and stops at the deepest one that is there.

/// One step down into a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The member of an object with this name.
    Key(&'a str),
    /// The n-th element of an array, from 0.
    Index(usize),
}

/// Byte offset of the value at the end of `path`, or of the deepest value on the way to it.
pub fn locate(text: &str, path: &[Step<'_>]) -> usize {
    let scan = Scan { bytes: text.as_bytes() };
    let mut at = scan.blank(0);
    for step in path {
        let found = match step {
            Step::Key(name) => scan.member(at, text, name),
            Step::Index(index) => scan.element(at, *index),
        };
        match found {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

struct Scan<'a> {
    bytes: &'a [u8],
}

impl Scan<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The next byte that is not white space.
    fn blank(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), b' ' | b'\n' | b'\r' | b'\t') {
            at += 1;
        }
        at
    }

    /// The byte after the text that starts at `at`.
    fn after_text(&self, mut at: usize) -> usize {
        at += 1;
        while at < self.bytes.len() && self.byte(at) != b'"' {
            at += if self.byte(at) == b'\\' { 2 } else { 1 };
        }
        at + 1
    }

    /// The byte after the value that starts at `at`, without recursion.
    fn after_value(&self, mut at: usize) -> usize {
        let mut depth = 0_usize;
        while at < self.bytes.len() {
            match self.byte(at) {
                b'"' => {
                    at = self.after_text(at);
                    if depth == 0 {
                        return at;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth <= 1 => return if depth == 1 { at + 1 } else { at },
                b'}' | b']' => depth -= 1,
                b',' if depth == 0 => return at,
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// The last member of that name, as the parser takes it too.
    fn member(&self, at: usize, text: &str, name: &str) -> Option<usize> {
        if self.byte(at) != b'{' {
            return None;
        }
        let mut found = None;
        let mut at = self.blank(at + 1);
        while self.byte(at) == b'"' {
            let end = self.after_text(at);
            let key = text.get(at..end).and_then(|k| serde_json::from_str::<String>(k).ok());
            let colon = self.blank(end);
            let value = self.blank(colon + 1);
            if key.as_deref() == Some(name) {
                found = Some(value);
            }
            at = self.after_comma(value)?;
        }
        found
    }

    fn element(&self, at: usize, index: usize) -> Option<usize> {
        if self.byte(at) != b'[' {
            return None;
        }
        let mut at = self.blank(at + 1);
        for _ in 0..index {
            at = self.after_comma(at)?;
        }
        (self.byte(at) != b']').then_some(at)
    }

    /// The next member or element after the value at `at`; its closing bracket after the last.
    fn after_comma(&self, at: usize) -> Option<usize> {
        let end = self.blank(self.after_value(at));
        match self.byte(end) {
            b',' => Some(self.blank(end + 1)),
            b'}' | b']' => Some(end),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Step::{Index, Key};
    use super::*;

    const TEXT: &str = r#"{ "a": [1, [2, 3], {"b\"": "x,]", "c": null}], "a2": {"c": -7} }"#;

    fn from(path: &[Step<'_>]) -> &'static str {
        &TEXT[locate(TEXT, path)..]
    }

    #[test]
    fn finds_values_by_key_and_index() {
        assert!(from(&[Key("a"), Index(1), Index(1)]).starts_with("3]"));
        assert!(from(&[Key("a"), Index(2), Key("b\"")]).starts_with("\"x,]\""));
        assert!(from(&[Key("a"), Index(2), Key("c")]).starts_with("null"));
        assert!(from(&[Key("a2"), Key("c")]).starts_with("-7"));
    }

    #[test]
    fn stops_at_the_deepest_value_that_is_there() {
        assert!(from(&[Key("a"), Index(9)]).starts_with("[1, "));
        assert!(from(&[Key("nothing")]).starts_with("{ \"a\""));
        assert!(from(&[Key("a2"), Key("x"), Index(0)]).starts_with("{\"c\""));
    }
}
