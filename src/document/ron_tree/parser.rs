//! From characters to nodes, by recursive descent with one character of looking ahead.

use super::{Bilingual, DEEPEST, Fault, FieldNode, Node, Value};

/// A text and how far it has been read.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: usize,
}

/// An opened bracket: where, and what closes it.
#[derive(Clone, Copy)]
struct Bracket {
    at: usize,
    open: char,
    close: char,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Attributes, one value, and nothing more.
    pub(super) fn document(&mut self) -> Result<Node, Fault> {
        self.skip_blank()?;
        while self.rest().starts_with('#') {
            self.attribute()?;
            self.skip_blank()?;
        }
        if self.peek().is_none() {
            return Err(Fault::new(self.at, ("the document is empty", "文件是空的")));
        }
        let node = self.value()?;
        self.skip_blank()?;
        match self.peek() {
            None => Ok(node),
            Some(_) => Err(self.stray(("expected the end of the document", "应为文件末尾"))),
        }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn take_if(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    /// An error about what stands here, with a hint where it looks like a known slip.
    pub(super) fn stray(&self, expected: impl Into<Bilingual>) -> Fault {
        let Bilingual { en, zh } = expected.into();
        let Some(c) = self.peek() else {
            let what =
                (format!("{en}, found the end of the file"), format!("{zh}，但文件已到末尾"));
            return Fault::new(self.at, what);
        };
        let fault =
            Fault::new(self.at, (format!("{en}, found `{c}`"), format!("{zh}，却是 `{c}`")));
        match c {
            '“' | '”' | '‘' | '’' | '„' | '「' | '」' => {
                let en = "a typographic quote: write the straight quote \"";
                fault.hint((en, "这是弯引号：请改用直引号 \""))
            }
            '：' | '，' | '（' | '）' | '【' | '】' | '；' | '、' => {
                let en = "a full-width sign: write : , ( ) [ ] in half width";
                fault.hint((en, "这是全角符号：请改用半角的 : , ( ) [ ]"))
            }
            '=' => fault.hint(("a field is set with `:`", "字段用 `:` 赋值")),
            ';' => fault.hint(("fields are parted by `,`", "字段之间用 `,` 分隔")),
            _ => fault,
        }
    }

    /// White space and comments.
    fn skip_blank(&mut self) -> Result<(), Fault> {
        loop {
            let rest = self.rest();
            if let Some(c) = rest.chars().next().filter(|c| c.is_whitespace()) {
                self.at += c.len_utf8();
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.block_comment()?;
            } else {
                return Ok(());
            }
        }
    }

    fn block_comment(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut open = 0;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                open += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                open -= 1;
                self.at += 2;
                if open == 0 {
                    return Ok(());
                }
            } else if self.take().is_none() {
                let what = ("the comment `/*` is never closed", "注释 `/*` 没有结束");
                let hint =
                    ("close it with `*/`; comments can be nested", "请用 `*/` 结束；注释可以嵌套");
                return Err(Fault::new(start, what).hint(hint));
            }
        }
    }

    /// `#![enable(name, name)]`; the extensions it names make no difference to the tree.
    fn attribute(&mut self) -> Result<(), Fault> {
        for wanted in ["#", "!", "[", "enable", "("] {
            self.skip_blank()?;
            if !self.rest().starts_with(wanted) {
                return Err(self.stray(("expected `#![enable(..)]`", "应为 `#![enable(..)]`")));
            }
            self.at += wanted.len();
        }
        loop {
            self.skip_blank()?;
            let at = self.at;
            let name = self
                .identifier()
                .ok_or_else(|| self.stray(("expected an extension", "应为一项扩展")))?;
            let known = ["implicit_some", "unwrap_newtypes", "unwrap_variant_newtypes"];
            if !known.contains(&name) && name != "explicit_struct_names" {
                let what =
                    (format!("there is no extension `{name}`"), format!("没有 `{name}` 这项扩展"));
                let hint = ("leave the line out; none is needed", "请去掉这一行；不需要任何扩展");
                return Err(Fault::new(at, what).hint(hint));
            }
            self.skip_blank()?;
            let more = self.take_if(',');
            self.skip_blank()?;
            if self.take_if(')') {
                break;
            }
            if !more {
                return Err(self.stray(("expected `,` or `)`", "应为 `,` 或 `)`")));
            }
        }
        self.skip_blank()?;
        if self.take_if(']') { Ok(()) } else { Err(self.stray(("expected `]`", "应为 `]`"))) }
    }

    fn value(&mut self) -> Result<Node, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let what =
                (format!("nested more than {DEEPEST} deep"), format!("嵌套超过 {DEEPEST} 层"));
            return Err(Fault::new(self.at, what));
        }
        let start = self.at;
        let value = match self.peek() {
            Some('[') => self.list(),
            Some('{') => self.map(),
            Some('(') => self.parenthesised(None),
            Some('"') => self.string(),
            Some('\'') => self.character(),
            Some('r') if self.raw_string_ahead() => self.raw_string(),
            Some('b') if self.byte_string_ahead() => {
                let what = ("byte strings have no use here", "这里用不上字节串");
                Err(Fault::new(start, what).hint(("leave the `b` out", "请去掉 `b`")))
            }
            Some(c) if c.is_ascii_digit() || matches!(c, '+' | '-' | '.') => self.number(),
            Some(c) if c.is_alphabetic() || c == '_' => self.named(),
            _ => Err(self.stray(("expected a value", "应为一个值"))),
        }?;
        self.depth -= 1;
        Ok(Node { span: start..self.at, value })
    }

    /// A word, or a name with fields or values behind it.
    fn named(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        let Some(name) = self.identifier() else {
            return Err(self.stray(("expected a value", "应为一个值")));
        };
        match name {
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            "None" => return Ok(Value::None),
            "NaN" | "NaNf32" | "NaNf64" => return Ok(Value::Number(f64::NAN)),
            "inf" | "inff32" | "inff64" => return Ok(Value::Number(f64::INFINITY)),
            _ => {}
        }
        let after_name = self.at;
        self.skip_blank()?;
        if self.peek() != Some('(') {
            self.at = after_name;
            return match name {
                "Some" => {
                    let en = "`Some` lacks its value, `Some(..)`";
                    Err(Fault::new(start, (en, "`Some` 缺少值，应写作 `Some(..)`")))
                }
                _ => Ok(Value::Word(name.to_owned())),
            };
        }
        let value = self.parenthesised(Some(name.to_owned()))?;
        match value {
            Value::Tuple(Some(some), mut items) if some == "Some" => match items.pop() {
                Some(item) if items.is_empty() => Ok(Value::Some(Box::new(item))),
                _ => {
                    let en = "`Some(..)` takes exactly one value";
                    Err(Fault::new(start, (en, "`Some(..)` 要有且只有一个值")))
                }
            },
            Value::Struct(Some(some), fields) if some == "Some" => {
                let span = after_name..self.at;
                Ok(Value::Some(Box::new(Node { span, value: Value::Struct(None, fields) })))
            }
            other => Ok(other),
        }
    }

    /// `()`, `(a, b)` or `(name: a)`, after the name if there is one.
    fn parenthesised(&mut self, name: Option<String>) -> Result<Value, Fault> {
        let bracket = self.open(')');
        self.skip_blank()?;
        if self.take_if(')') {
            return Ok(match name {
                Some(_) => Value::Tuple(name, Vec::new()),
                None => Value::Unit,
            });
        }
        if self.field_ahead()? {
            let fields = self.sequence(bracket, Self::field)?;
            return Ok(Value::Struct(name, fields));
        }
        let items = self.sequence(bracket, Self::value)?;
        Ok(Value::Tuple(name, items))
    }

    /// Whether a field's name and colon come next (nothing is taken).
    fn field_ahead(&mut self) -> Result<bool, Fault> {
        let start = self.at;
        let mut found = false;
        if self.identifier().is_some() {
            self.skip_blank()?;
            found = matches!(self.peek(), Some(':' | '=' | '：'));
        }
        self.at = start;
        Ok(found)
    }

    fn field(&mut self) -> Result<FieldNode, Fault> {
        let start = self.at;
        let Some(name) = self.identifier() else {
            let fault = self.stray(("expected a field's name", "应为字段名"));
            return Err(match self.peek() {
                Some('"') => fault.hint(("names of fields stand without quotes", "字段名不加引号")),
                _ => fault,
            });
        };
        let name_span = start..self.at;
        self.skip_blank()?;
        if !self.take_if(':') {
            return Err(self.stray((
                format!("expected `:` after the field's name `{name}`"),
                format!("字段名 `{name}` 之后应为 `:`"),
            )));
        }
        self.skip_blank()?;
        let value = self.value()?;
        Ok(FieldNode { name: name.to_owned(), name_span, value })
    }

    fn list(&mut self) -> Result<Value, Fault> {
        let bracket = self.open(']');
        self.sequence(bracket, Self::value).map(Value::List)
    }

    fn map(&mut self) -> Result<Value, Fault> {
        let bracket = self.open('}');
        let entry = |parser: &mut Self| {
            let key = parser.value()?;
            parser.skip_blank()?;
            if !parser.take_if(':') {
                return Err(parser.stray(("expected `:` after the key", "键之后应为 `:`")));
            }
            parser.skip_blank()?;
            Ok([key, parser.value()?])
        };
        self.sequence(bracket, entry).map(Value::Map)
    }

    fn open(&mut self, close: char) -> Bracket {
        let at = self.at;
        let open = self.take().unwrap_or(close);
        Bracket { at, open, close }
    }

    /// Items parted by commas up to the closing bracket, a comma behind the last allowed.
    fn sequence<T>(
        &mut self,
        bracket: Bracket,
        mut item: impl FnMut(&mut Self) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut items = Vec::new();
        loop {
            self.skip_blank()?;
            if self.take_if(bracket.close) {
                return Ok(items);
            }
            if self.peek().is_none() {
                return Err(self.never_closed(bracket));
            }
            items.push(item(self)?);
            self.skip_blank()?;
            if self.take_if(',') || self.peek() == Some(bracket.close) {
                continue;
            }
            if self.peek().is_none() {
                return Err(self.never_closed(bracket));
            }
            return Err(self.no_comma(bracket));
        }
    }

    fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    fn never_closed(&self, bracket: Bracket) -> Fault {
        let Bracket { at, open, close } = bracket;
        let last = self.line(self.text.trim_end().len());
        let what = (
            format!("`{open}` is never closed; the file ends in line {last}"),
            format!("`{open}` 没有与之对应的 `{close}`；文件在第 {last} 行结束"),
        );
        let hint = (
            format!("add the missing `{close}`, or see whether the file was cut off"),
            format!("请补上缺少的 `{close}`，或检查文件是否被截断"),
        );
        Fault::new(at, what).hint(hint)
    }

    fn no_comma(&self, bracket: Bracket) -> Fault {
        let Bracket { at, open, close } = bracket;
        let line = self.line(at);
        let fault = self.stray((
            format!("expected `,` or `{close}` (for the `{open}` in line {line})"),
            format!("应为 `,` 或 `{close}`（对应第 {line} 行的 `{open}`）"),
        ));
        match (self.peek(), &fault.hint) {
            (Some(c), None) if c.is_alphanumeric() || c == '"' || c == '(' => {
                fault.hint(("is a comma missing before it?", "前面是不是少了逗号？"))
            }
            _ => fault,
        }
    }

    /// A name, also a raw one (`r#type`), or `None` with nothing taken.
    fn identifier(&mut self) -> Option<&'a str> {
        let text = self.text;
        let raw = self
            .rest()
            .strip_prefix("r#")
            .filter(|rest| rest.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_'));
        let start = self.at + if raw.is_some() { 2 } else { 0 };
        let rest = &text[start..];
        let extra = |c: char| raw.is_some() && matches!(c, '.' | '+' | '-');
        let ends = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || extra(c)))
            .unwrap_or(rest.len());
        let starts_well = rest.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if ends == 0 || !(starts_well || raw.is_some()) {
            return None;
        }
        self.at = start + ends;
        Some(&text[start..start + ends])
    }
}
