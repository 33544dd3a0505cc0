//! Every text that forms are made of, worked out from the definitions; for tests.

use super::labels;
use crate::app::words::Words;
use crate::document::{Field, Otherwise, Shape, Takes};
use crate::plan::KINDS;
use std::collections::BTreeSet;

/// Their keys: those of all fields of all kinds.
pub(in crate::app) fn keys(words: &Words) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (shape, field) in fields() {
        keys.insert(labels::label_key(words, shape, field));
        if matches!(field.otherwise, Otherwise::Computed(_)) || field.name == "heading" {
            keys.insert(labels::default_key(words, shape, field));
        }
        match field.takes {
            Takes::Word(all) => keys.extend(all.iter().map(|w| labels::choice_key(field, w))),
            Takes::Variant(all) => {
                keys.extend(all.iter().map(|s| labels::choice_key(field, s.name)));
            }
            Takes::Records(shape) => {
                keys.extend([labels::item_key(shape), labels::add_key(shape)]);
            }
            _ => {}
        }
    }
    keys
}

/// The keys of what fields are said to be; only in Chinese, because the definitions say it in
/// English.
pub(in crate::app) fn help_keys(words: &Words) -> BTreeSet<String> {
    fields().into_iter().map(|(shape, field)| labels::help_key(words, shape, field)).collect()
}

/// Every field of every kind, with its group.
pub(super) fn fields() -> Vec<(&'static Shape, &'static Field)> {
    fn walk(shape: &'static Shape, found: &mut Vec<(&'static Shape, &'static Field)>) {
        for field in shape.fields {
            found.push((shape, field));
            match field.takes {
                Takes::Record(shape) | Takes::Records(shape) => walk(shape, found),
                Takes::Variant(shapes) => shapes.iter().for_each(|shape| walk(shape, found)),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    KINDS.iter().for_each(|kind| walk(kind.shape, &mut found));
    found
}
