//! Numbers, characters and strings.

use super::parser::Parser;
use super::{Fault, Value};

impl Parser<'_> {
    /// Whether `r"` or `r#"` (not a raw name such as `r#type`) comes next.
    pub(super) fn raw_string_ahead(&self) -> bool {
        self.rest()[1..].trim_start_matches('#').starts_with('"')
    }

    /// Whether `b"`, `b'` or `br"` comes next.
    pub(super) fn byte_string_ahead(&self) -> bool {
        let rest = &self.rest()[1..];
        let raw =
            rest.strip_prefix('r').is_some_and(|r| r.trim_start_matches('#').starts_with('"'));
        rest.starts_with('"') || rest.starts_with('\'') || raw
    }

    pub(super) fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        let rest = self.rest();
        let sign = if rest.starts_with('-') { -1.0 } else { 1.0 };
        let unsigned = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        let skipped = rest.len() - unsigned.len();
        let mut previous = ' ';
        let length = unsigned
            .find(|c: char| {
                let exponent = matches!(previous, 'e' | 'E') && !unsigned.starts_with("0x");
                let part = c.is_alphanumeric() || c == '_' || c == '.';
                previous = if part { c } else { previous };
                !(part || (exponent && matches!(c, '+' | '-')))
            })
            .unwrap_or(unsigned.len());
        let written = &unsigned[..length];
        self.at = start + skipped + length;
        let magnitude = match written {
            "inf" => Some(f64::INFINITY),
            "NaN" => Some(f64::NAN),
            _ => magnitude(written),
        };
        let whole = &self.text[start..self.at];
        magnitude.map(|n| Value::Number(sign * n)).ok_or_else(|| {
            let what = (format!("`{whole}` is not a number"), format!("`{whole}` 不是数"));
            let hint = (
                "write it as in 12, 0.5, -3, 1_000 or 2.5e3, without a unit",
                "请写成 12、0.5、-3、1_000 或 2.5e3 的样子，不带单位",
            );
            Fault::new(start, what).hint(hint)
        })
    }

    pub(super) fn character(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        self.take();
        let c = match self.take() {
            Some('\\') => self.escape(start)?,
            Some(c) if c != '\'' => c,
            _ => {
                let what = ("a character stands between two `'`", "字符要写在两个 `'` 之间");
                return Err(Fault::new(start, what));
            }
        };
        if self.take_if('\'') {
            return Ok(Value::Char(c));
        }
        let what = ("the character is not closed by `'`", "字符缺少结尾的 `'`");
        Err(Fault::new(start, what).hint(("texts stand in \"\"", "文字要写在 \"\" 之间")))
    }

    pub(super) fn string(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        self.take();
        let mut text = String::new();
        loop {
            let at = self.at;
            match self.take() {
                Some('"') => return Ok(Value::Text(text)),
                Some('\\') => text.push(self.escape(at)?),
                Some(c) => text.push(c),
                None => {
                    let what = ("the text is never closed", "文字没有结尾的引号");
                    let hint = ("add the missing `\"`", "请补上缺少的 `\"`");
                    return Err(Fault::new(start, what).hint(hint));
                }
            }
        }
    }

    pub(super) fn raw_string(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        let rest = &self.rest()[1..];
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let body = &rest[hashes + 1..];
        let end = format!("\"{}", "#".repeat(hashes));
        let Some(length) = body.find(&end) else {
            let what = (
                format!("the raw text is never closed by `{end}`"),
                format!("原始文字没有以 `{end}` 结束"),
            );
            return Err(Fault::new(start, what));
        };
        self.at += 1 + hashes + 1 + length + end.len();
        Ok(Value::Text(body[..length].to_owned()))
    }

    /// What stands behind a backslash.
    fn escape(&mut self, start: usize) -> Result<char, Fault> {
        let unknown = |parser: &Self| {
            let written = &parser.text[start..parser.at];
            let what = (format!("`{written}` is no escape"), format!("`{written}` 不是转义符"));
            Fault::new(start, what).hint((
                "known are \\n \\r \\t \\0 \\\\ \\\" \\' \\x41 \\u{4E2D}; a path is easier as r\"C:\\x\"",
                "可用的有 \\n \\r \\t \\0 \\\\ \\\" \\' \\x41 \\u{4E2D}；路径写成 r\"C:\\x\" 更方便",
            ))
        };
        match self.take() {
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('0') => Ok('\0'),
            Some(c @ ('\\' | '"' | '\'')) => Ok(c),
            Some('x') => {
                let digits = self.hexadecimal(2);
                let byte = (digits.len() == 2).then(|| u8::from_str_radix(digits, 16).ok());
                byte.flatten().map(char::from).ok_or_else(|| unknown(self))
            }
            Some('u') => {
                if !self.take_if('{') {
                    return Err(unknown(self));
                }
                let digits = self.hexadecimal(6);
                let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
                if !self.take_if('}') {
                    return Err(unknown(self));
                }
                code.ok_or_else(|| unknown(self))
            }
            _ => Err(unknown(self)),
        }
    }

    /// Takes up to `most` hexadecimal digits.
    fn hexadecimal(&mut self, most: usize) -> &str {
        let rest = self.rest();
        let length = rest.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
        self.at += length;
        &rest[..length]
    }
}

/// A number without its sign, or `None` where it is none.
fn magnitude(written: &str) -> Option<f64> {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = written.strip_prefix(prefix) {
            let digits = digits.replace('_', "");
            let plain = digits.bytes().all(|b| b.is_ascii_alphanumeric());
            let parsed = u128::from_str_radix(&digits, radix).ok();
            return parsed.filter(|_| plain).map(|n| n as f64);
        }
    }
    let allowed =
        |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-' | b'_');
    let begins = written.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !begins || !written.bytes().all(allowed) {
        return None;
    }
    written.replace('_', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::{Value, parse};
    use std::path::Path;

    fn read(text: &str) -> Value {
        parse(Path::new("t.ron"), text).expect(text).value
    }

    fn refusal(text: &str) -> String {
        parse(Path::new("t.ron"), text).expect_err(text).to_string()
    }

    #[test]
    fn reads_numbers_in_every_spelling() {
        for (text, number) in [
            ("12", 12.0),
            ("-1_000.5", -1000.5),
            ("2.5e3", 2500.0),
            ("1E-2", 0.01),
            ("+.5", 0.5),
            ("3.", 3.0),
            ("0x1F", 31.0),
            ("0b101", 5.0),
            ("-inf", f64::NEG_INFINITY),
        ] {
            assert_eq!(read(text), Value::Number(number), "{text}");
        }
        assert!(matches!(read("NaN"), Value::Number(n) if n.is_nan()));
        for wrong in ["1.2.3", "12m", "--1", "0xZZ", "1e", "5,", "-"] {
            assert!(parse(Path::new("t.ron"), wrong).is_err(), "{wrong}");
        }
        assert!(refusal("12m").contains("`12m` is not a number"));
    }

    #[test]
    fn reads_texts_with_escapes_and_raw_ones() {
        assert_eq!(read(r#""a\n\x41\u{4E2D}\"""#), Value::Text("a\nA中\"".into()));
        assert_eq!(read("r#\"C:\\x \"y\"\"#"), Value::Text("C:\\x \"y\"".into()));
        assert_eq!(read(r"'\''"), Value::Char('\''));
        assert!(refusal("\"C:\\Users\"").contains("is no escape"));
        assert!(refusal("\"abc").contains("the text is never closed"));
        assert!(refusal("r#\"abc\"").contains("never closed by `\"#`"));
    }
}
