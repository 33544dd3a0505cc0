//! Distributions: mean and standard deviation, and where they are cut off.

use crate::document::ron_tree::Value;
use crate::document::{Field, Otherwise, Record, Shape, Takes};
use crate::scenario::Spread;

const NUMBER: Takes = Takes::Other("a number");
const MEAN: Field = Field::of("mean", NUMBER, "mean before cutting off");
const SD: Field = Field::of("sd", NUMBER, "standard deviation before cutting off")
    .or(Otherwise::Computed("0.4 times the mean"), "[a]");
const LOW: Field = Field::of("low", NUMBER, "smallest").or(
    Otherwise::Computed("two standard deviations below the mean, at least a tenth of it"),
    "[a]",
);
const HIGH: Field = Field::of("high", NUMBER, "largest")
    .or(Otherwise::Computed("two standard deviations above the mean"), "[a]");
const SHAPE: Shape = Shape { name: "spread", fields: &[MEAN, SD, LOW, HIGH] };

/// The four numbers in the unit of the field, or the default where it is not set (noted).
pub(super) fn read(record: &Record, field: &Field, default: [f64; 4]) -> Spread {
    let [mean, sd, low, high] = default;
    let default = Spread { mean, sd, low, high };
    let Some(node) = record.node(field) else {
        record.default_taken(field, words(field, &default));
        return default;
    };
    if !matches!(node.value, Value::Struct(..)) {
        record.wrong(field, node);
        return default;
    }
    let Some(spread) = record.source.record(node, &SHAPE, record.path_of(field)) else {
        return default;
    };
    let Takes::Spread(_, least, most) = field.takes else { return default };
    let Some(mean) = number(&spread, field, &MEAN, [least, most]) else {
        if !spread.has(&MEAN) {
            let (path, expected) = (record.path_of(field), field.expected());
            let what = (format!("`{path}` lacks its `mean`"), format!("`{path}` 缺少 `mean`"));
            let hint = (format!("write {}", expected.en), format!("请写成{}", expected.zh));
            record.source.error(&node.span, what, hint);
        }
        return default;
    };
    let or = |part: &Field, worked_out: f64| {
        number(&spread, field, part, [0.0, most]).unwrap_or_else(|| {
            if !spread.has(part) {
                spread.default_taken(part, field.with_unit(worked_out));
            }
            worked_out
        })
    };
    let sd = or(&SD, 0.4 * mean);
    let low = or(&LOW, (mean - 2.0 * sd).max(0.1 * mean).max(least));
    let high = or(&HIGH, (mean + 2.0 * sd).min(most));
    if low > mean || mean > high {
        let path = record.path_of(field);
        let what = (
            format!("`{path}` needs low ≤ mean ≤ high, has {low} ≤ {mean} ≤ {high}"),
            format!("`{path}` 要 low ≤ mean ≤ high，却是 {low} ≤ {mean} ≤ {high}"),
        );
        record.source.error(&node.span, what, None);
    }
    if low < least {
        let (path, expected) = (record.path_of(field), field.expected());
        let what = (
            format!("`{path}` goes down to {low}, expected {}", expected.en),
            format!("`{path}` 低至 {low}，应为{}", expected.zh),
        );
        record.source.error(&spread.span_of(&LOW), what, None);
    }
    Spread { mean, sd, low, high }
}

/// The same distribution in a unit that is `factor` times smaller (minutes to seconds: 60).
pub(super) fn scaled(spread: Spread, factor: f64) -> Spread {
    let Spread { mean, sd, low, high } = spread;
    Spread { mean: mean * factor, sd: sd * factor, low: low * factor, high: high * factor }
}

fn number(spread: &Record, field: &Field, part: &Field, range: [f64; 2]) -> Option<f64> {
    let node = spread.node(part)?;
    match node.value {
        Value::Number(n) if n >= range[0] && n <= range[1] => Some(n),
        _ => {
            let found = match &node.value {
                Value::Number(n) => n.to_string().into(),
                other => other.words(),
            };
            let (path, unit, [low, high]) = (spread.path_of(part), field.unit(), range);
            let what = (
                format!("`{path}` is {}, expected a number from {low} to {high} {unit}", found.en),
                format!("`{path}` 是{}，应为 {low} 到 {high} {unit} 之间的数", found.zh),
            );
            spread.source.error(&node.span, what, None);
            None
        }
    }
}

/// "30 ± 10 min, 5 to 60 min".
fn words(field: &Field, spread: &Spread) -> String {
    let Spread { mean, sd, low, high } = spread;
    format!("{mean} ± {sd} {unit}, {low} to {high} {unit}", unit = field.unit())
}
