//! Our RON tree against the crate `ron`: the same texts are read, and to the same values.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod said;

use proptest::prelude::*;
use said::english_only;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use wuwei::document::ron_tree::{FieldNode, Node, Value, parse};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
enum Kind {
    Bare,
    Named { a: f64, text: String },
    Pair(i32, char),
    Many(Vec<Thing>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    flag: bool,
    maybe: Option<i32>,
    numbers: Vec<f64>,
    map: BTreeMap<String, i32>,
    kind: Kind,
    unit: (),
}

fn thing() -> impl Strategy<Value = Thing> {
    let number =
        prop_oneof![any::<i32>().prop_map(f64::from), -1e9..1e9, Just(1e-7), Just(2.5e300)];
    let text = "[ -~\u{4e00}-\u{4e20}\n\t\"\\\\]{0,12}";
    let leaf = prop_oneof![
        Just(Kind::Bare),
        (number.clone(), text).prop_map(|(a, text)| Kind::Named { a, text }),
        (any::<i32>(), any::<char>()).prop_map(|(n, c)| Kind::Pair(n, c)),
    ];
    let plain = move |kind: BoxedStrategy<Kind>| {
        let numbers = prop::collection::vec(number.clone(), 0..4);
        let map = prop::collection::btree_map(text, any::<i32>(), 0..3);
        (any::<bool>(), any::<Option<i32>>(), numbers, map, kind).prop_map(
            |(flag, maybe, numbers, map, kind)| Thing { flag, maybe, numbers, map, kind, unit: () },
        )
    };
    let inner = plain(leaf.clone().boxed());
    let many = prop::collection::vec(inner, 0..3).prop_map(Kind::Many);
    plain(prop_oneof![leaf, many].boxed())
}

fn node(value: Value) -> Node {
    Node { span: 0..0, value }
}

fn field(name: &str, value: Value) -> FieldNode {
    FieldNode { name: name.to_owned(), name_span: 0..0, value: node(value) }
}

fn number(n: impl Into<f64>) -> Value {
    Value::Number(n.into())
}

/// The tree that a thing should be read as.
fn expected(thing: &Thing, named: bool) -> Value {
    let kind = match &thing.kind {
        Kind::Bare => Value::Word("Bare".into()),
        Kind::Named { a, text } => Value::Struct(
            Some("Named".into()),
            vec![field("a", number(*a)), field("text", Value::Text(text.clone()))],
        ),
        Kind::Pair(n, c) => {
            Value::Tuple(Some("Pair".into()), vec![node(number(*n)), node(Value::Char(*c))])
        }
        Kind::Many(things) => Value::Tuple(
            Some("Many".into()),
            vec![node(Value::List(things.iter().map(|t| node(expected(t, named))).collect()))],
        ),
    };
    let maybe = thing.maybe.map_or(Value::None, |n| Value::Some(Box::new(node(number(n)))));
    let map = thing.map.iter().map(|(k, v)| [node(Value::Text(k.clone())), node(number(*v))]);
    Value::Struct(
        named.then(|| "Thing".to_owned()),
        vec![
            field("flag", Value::Bool(thing.flag)),
            field("maybe", maybe),
            field("numbers", Value::List(thing.numbers.iter().map(|n| node(number(*n))).collect())),
            field("map", Value::Map(map.collect())),
            field("kind", kind),
            field("unit", Value::Unit),
        ],
    )
}

/// The same value with all places forgotten.
fn placeless(value: &Value) -> Value {
    let strip = |n: &Node| node(placeless(&n.value));
    match value {
        Value::Some(inner) => Value::Some(Box::new(strip(inner))),
        Value::List(items) => Value::List(items.iter().map(strip).collect()),
        Value::Map(entries) => {
            // The crate's map is sorted, and of two equal keys the last one counts.
            let sorted: BTreeMap<String, [Node; 2]> = entries
                .iter()
                .map(|[k, v]| (format!("{:?}", k.value), [strip(k), strip(v)]))
                .collect();
            Value::Map(sorted.into_values().collect())
        }
        Value::Tuple(name, items) => Value::Tuple(name.clone(), items.iter().map(strip).collect()),
        Value::Struct(name, fields) => {
            let strip = |f: &FieldNode| field(&f.name, placeless(&f.value.value));
            Value::Struct(name.clone(), fields.iter().map(strip).collect())
        }
        other => other.clone(),
    }
}

fn read(text: &str) -> Result<Node, String> {
    let read = parse(Path::new("t.ron"), text);
    let amiss = read.as_ref().err().map(english_only).unwrap_or_default();
    assert_eq!(amiss, "", "not in Chinese");
    read.map_err(|p| p.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_the_crate_writes_is_read_to_the_same_value(thing in thing(), named in any::<bool>()) {
        let pretty = ron::ser::PrettyConfig::new().struct_names(named);
        let text = ron::ser::to_string_pretty(&thing, pretty).expect("writes");
        let node = read(&text).expect(&text);
        prop_assert_eq!(placeless(&node.value), placeless(&expected(&thing, named)), "{}", text);
        let compact = ron::to_string(&thing).expect("writes");
        prop_assert_eq!(placeless(&read(&compact).expect(&compact).value), placeless(&expected(&thing, false)));
    }

    #[test]
    fn what_the_crate_reads_after_a_slip_is_read_too(
        thing in thing(), at in any::<prop::sample::Index>(), slip in "[(){}\\[\\],:\"'a0 /*#\\\\]?",
    ) {
        let mut text: Vec<char> =
            ron::ser::to_string_pretty(&thing, Default::default()).expect("writes").chars().collect();
        let i = at.index(text.len());
        match slip.chars().next() {
            Some(c) => text.insert(i, c),
            None => { text.remove(i); }
        }
        let text: String = text.into_iter().collect();
        let ours = read(&text);
        if let Ok(thing) = ron::from_str::<Thing>(&text) {
            prop_assert!(ours.is_ok(), "{:?}\n{}", ours, text);
            prop_assert_eq!(placeless(&ours.expect("read").value), placeless(&expected(&thing, false)));
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[ -~\u{4e00}\n]{0,80}") {
        let _ = read(&text);
    }
}

#[test]
fn the_same_texts_are_read_and_refused() {
    for text in [
        "()",
        "(1, 2)",
        "[1, 2,]",
        "[,]",
        "{\"a\": 1,}",
        "(a: 1,)",
        "(a: 1 b: 2)",
        "[1 2]",
        "",
        "// only a comment",
        "/* a /* b */ c */ 1",
        "/* a /* b */ 1",
        "1 2",
        "\"a",
        "'ab'",
        "''",
        "r#\"a\"#",
        "r##\"a\"#\"##",
        "\"\\q\"",
        "\"\\u{110000}\"",
        "'\\x41'",
        "0x1F",
        "0b12",
        "1_0",
        "1e5",
        "1e",
        ".5",
        "5.",
        "-",
        "+1",
        "- 1",
        "true",
        "[true, false]",
        "Some(1)",
        "None",
        "inf",
        "-inf",
        "NaN",
        "{1: 2}",
        "{1 2}",
        "{1:}",
        "(a:)",
        "[",
        "(",
        "{",
        "]",
        "[1}",
        "\u{feff}1",
        "#![enable(implicit_some)] 1",
        "#![enable(implicit_some, unwrap_newtypes,)]\n[1]",
        "#![enable(nonsense)] 1",
        "#![enable()] 1",
    ] {
        let theirs = ron::from_str::<ron::Value>(text);
        let ours = read(text);
        assert_eq!(ours.is_ok(), theirs.is_ok(), "{text:?}: ours {ours:?}, theirs {theirs:?}");
    }
}

#[test]
fn a_deep_nest_is_refused_and_does_not_overflow() {
    let text = "[".repeat(100_000);
    assert!(read(&text).expect_err("too deep").contains("nested more than 64 deep"));
}

#[test]
fn messages_say_where_and_what_to_do() {
    for (text, parts) in [
        (
            "(\n  a: 1\n  b: 2)",
            &[
                "t.ron:3:3",
                "expected `,` or `)` (for the `(` in line 1)",
                "is a comma missing before it?",
            ][..],
        ),
        ("(a: [1, 2)", &["t.ron:1:10", "expected `,` or `]` (for the `[` in line 1), found `)`"]),
        (
            "(\n a: (b: 1,\n",
            &["t.ron:2:5", "`(` is never closed; the file ends in line 2", "cut off"],
        ),
        ("(a: “x”)", &["t.ron:1:5", "typographic quote"]),
        ("(a： 1)", &["full-width sign"]),
        ("(a = 1)", &["a field is set with `:`"]),
        ("(a: 1, \"b\": 2)", &["names of fields stand without quotes"]),
        ("(a: 5m)", &["`5m` is not a number", "without a unit"]),
        ("/* x", &["the comment `/*` is never closed"]),
    ] {
        let message = read(text).expect_err(text);
        for part in parts {
            assert!(message.contains(part), "{part:?} is not in {message:?}");
        }
    }
}
