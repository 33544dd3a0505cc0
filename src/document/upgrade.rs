//! Old documents stay readable: each version of a format has one step to the next, and a
//! document goes through all steps from its own version on.

use super::Source;
use super::ron_tree::{Node, Value};

/// One step: rewrites the tree of a version into that of the next.
pub type Step = fn(Node) -> Node;

/// The document in the newest version; `None`, with an error noted, where its version is
/// missing, no version, or newer than this program.
pub fn to_newest(source: &Source, node: Node, steps: &[Step]) -> Option<Node> {
    let newest = steps.len() + 1;
    let Value::Struct(_, fields) = &node.value else { return Some(node) };
    let Some(version) = fields.iter().find(|f| f.name == "version") else {
        let hint = (
            format!("add `version: {newest},` as the first field"),
            format!("请在最前面加上 `version: {newest},`"),
        );
        let what = ("`version` is missing", "缺少 `version`");
        source.error(&(node.span.start..node.span.start), what, hint);
        return None;
    };
    let given = match version.value.value {
        Value::Number(n) if n >= 1.0 && n.fract() == 0.0 => n as usize,
        _ => {
            let found = version.value.value.words();
            let what = (
                format!("`version` is {}, expected 1 to {newest}", found.en),
                format!("`version` 是{}，应为 1 到 {newest}", found.zh),
            );
            source.error(&version.value.span, what, None);
            return None;
        }
    };
    if given > newest {
        let what = (
            format!("version {given} is newer than this program, which knows {newest}"),
            format!("版本 {given} 比本程序（{newest}）新"),
        );
        let hint = (
            "take a newer wuwei, or save the document for this one",
            "请使用更新的 wuwei，或为本程序另存文件",
        );
        source.error(&version.value.span, what, hint);
        return None;
    }
    let upgraded = steps[given - 1..].iter().fold(node, |node, step| step(node));
    Some(set_version(upgraded, newest))
}

fn set_version(mut node: Node, newest: usize) -> Node {
    if let Value::Struct(_, fields) = &mut node.value {
        for field in fields.iter_mut().filter(|f| f.name == "version") {
            field.value.value = Value::Number(newest as f64);
        }
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::ron_tree;
    use std::path::Path;

    fn rename(mut node: Node) -> Node {
        if let Value::Struct(_, fields) = &mut node.value {
            for field in fields.iter_mut().filter(|f| f.name == "people") {
                field.name = "visitors".to_owned();
            }
        }
        node
    }

    #[test]
    fn an_old_document_goes_through_the_steps() {
        let path = Path::new("event.ron");
        let text = "Event(version: 1, people: 5)";
        let source = Source::new(path, text);
        let node = ron_tree::parse(path, text).expect("parses");
        let upgraded = to_newest(&source, node, &[rename]).expect("is old, not wrong");
        let Value::Struct(_, fields) = upgraded.value else { panic!("a struct") };
        assert_eq!(fields[1].name, "visitors");
        assert_eq!(fields[0].value.value, Value::Number(2.0));
    }
}
