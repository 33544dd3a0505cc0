//! The weights of what is felt, read from a RON file; `assets/felt.ron`, with the source of each
//! number, is built in.

use crate::document::upgrade::{Step, to_newest};
use crate::document::{
    Field, Otherwise, Place, Problems, Record, Shape, Source, Takes, nearest, read_text, ron_tree,
};
use crate::scenario::fingerprint;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The weights that are built in.
const STANDARD: &str = include_str!("../../../assets/felt.ron");
/// How they are called in messages.
const STANDARD_NAME: &str = "assets/felt.ron";

/// Steps of files of weights; there is only version 1 today.
const STEPS: &[Step] = &[];

/// Highest weight that is taken: minutes that a minute or an event can count for.
const MOST: f64 = 100.0;

const fn weight(name: &'static str, unit: &'static str, help: &'static str) -> Field {
    Field::number(name, unit, [0.0, MOST], help)
}

const fn factor(name: &'static str, help: &'static str) -> Field {
    weight(name, "", help).or(Otherwise::Number(1.0), "[a]")
}

const VERSION: Field =
    Field::whole("version", "", [1, 1], "version of the format, so that old files stay readable");

const HELD_PER_MIN: Field = weight("per_min", "min/min", "what a minute of being held costs");
const UNINFORMED: Field = weight("uninformed", "", "factor where they do not know how long");
const OVERTAKEN: Field = weight("overtaken", "", "factor where others are let on before");
const HELD_SHAPE: Shape = Shape { name: "held", fields: &[HELD_PER_MIN, UNINFORMED, OVERTAKEN] };
const HELD: Field =
    Field::of("held", Takes::Record(&HELD_SHAPE), "what being held by a gate or a post costs");

const DETOUR_PER_MIN: Field = weight("per_min", "min/min", "what a minute of detour costs");
const FREE_S: Field =
    Field::number("free_s", "s", [0.0, 3600.0], "detour of a whole visit that costs nothing");
const TURN_BACK_MIN: Field = weight("turn_back_min", "min", "what being sent back costs");
const DETOUR_SHAPE: Shape =
    Shape { name: "detour", fields: &[DETOUR_PER_MIN, FREE_S, TURN_BACK_MIN] };
const DETOUR: Field =
    Field::of("detour", Takes::Record(&DETOUR_SHAPE), "what walking imposed on them costs");

const ORDER_MIN: Field = weight("order_min", "min", "what the first order costs");
const ADVICE_MIN: Field = weight("advice_min", "min", "what the first advice costs");
const SIGN_MIN: Field = weight("sign_min", "min", "what each sign that is noticed costs");
const INSTRUCTED_SHAPE: Shape =
    Shape { name: "instructed", fields: &[ORDER_MIN, ADVICE_MIN, SIGN_MIN] };
const INSTRUCTED: Field =
    Field::of("instructed", Takes::Record(&INSTRUCTED_SHAPE), "what being told what to do costs");

const BARRIERS_PER_MIN: Field =
    weight("barriers_per_min", "min/min", "what a minute with barriers filling the view costs");
const UNIFORM_PER_MIN: Field =
    weight("uniform_per_min", "min/min", "what a minute with a uniform in sight costs");
const POLICE: Field = weight("police", "", "share of that for the police");
const GUARD: Field = weight("guard", "", "share of that for a guard");
const VOLUNTEER: Field = weight("volunteer", "", "share of that for a volunteer");
const VISIBLE_SHAPE: Shape = Shape {
    name: "visible",
    fields: &[BARRIERS_PER_MIN, UNIFORM_PER_MIN, POLICE, GUARD, VOLUNTEER],
};
const VISIBLE: Field = Field::of("visible", Takes::Record(&VISIBLE_SHAPE), "what is seen costs");

const CONFINED_PER_MIN: Field =
    weight("confined_per_min", "min/min", "what a minute in a pen without a way out costs");
const DENIED_MIN: Field = weight("denied_min", "min", "what each planned stop denied costs");

const SEGMENT_ID: Field = Field::of("id", Takes::Id, "id of a segment of the event");
const SEGMENT_HELD: Field = factor("held", "factor on what being held costs them");
const SEGMENT_DETOUR: Field = factor("detour", "factor on what detours cost them");
const SEGMENT_SHAPE: Shape =
    Shape { name: "segment", fields: &[SEGMENT_ID, SEGMENT_HELD, SEGMENT_DETOUR] };
const SEGMENTS: Field =
    Field::of("segments", Takes::Records(&SEGMENT_SHAPE), "segments that bear more, or less")
        .optional();

const MEDIAN_MIN: Field = weight("median_min", "min", "highest median that is unfelt");
const P95_MIN: Field = weight("p95_min", "min", "highest 95th percentile that is unfelt");
const NOTICED_MIN: Field = weight("noticed_min", "min", "above it a visitor has noticed");
const NOTICED_SHARE: Field =
    Field::number("noticed_share", "", [0.0, 1.0], "highest share that may have noticed");
const SEGMENT_RATIO: Field =
    weight("segment_ratio", "", "highest mean of a segment over that of all");
const RATIO_FROM_MIN: Field =
    weight("ratio_from_min", "min", "mean of a segment from which on that counts")
        .or(Otherwise::Number(0.05), "[a]");
const UNFELT_SHAPE: Shape = Shape {
    name: "unfelt",
    fields: &[MEDIAN_MIN, P95_MIN, NOTICED_MIN, NOTICED_SHARE, SEGMENT_RATIO, RATIO_FROM_MIN],
};
const UNFELT: Field =
    Field::of("unfelt", Takes::Record(&UNFELT_SHAPE), "up to where management is unfelt");

/// The fields of a file of weights.
pub const FELT: Shape = Shape {
    name: "Felt",
    fields: &[
        VERSION,
        HELD,
        DETOUR,
        INSTRUCTED,
        VISIBLE,
        CONFINED_PER_MIN,
        DENIED_MIN,
        SEGMENTS,
        UNFELT,
    ],
};

/// What everything that a measure does to a visitor weighs. Each is 0 or more, and finite.
#[derive(Clone, Debug, PartialEq)]
pub struct FeltWeights {
    /// What a minute of being held costs, minutes.
    pub held_per_min: f64,
    /// Factor on it where they do not know how long.
    pub uninformed: f64,
    /// Factor on it where others are let on before.
    pub overtaken: f64,
    /// What a minute of detour costs, minutes.
    pub detour_per_min: f64,
    /// Detour of a whole visit that costs nothing, seconds.
    pub detour_free_s: f64,
    /// What being sent back costs, minutes.
    pub turn_back_min: f64,
    /// What the first order costs, minutes; n of them cost √n times as much.
    pub order_min: f64,
    /// What the first advice costs, minutes; n of them cost √n times as much.
    pub advice_min: f64,
    /// What each sign that is noticed costs, minutes.
    pub sign_min: f64,
    /// What a minute with barriers filling the view costs, minutes.
    pub barriers_per_min: f64,
    /// What a minute with a uniform in sight costs, minutes.
    pub uniform_per_min: f64,
    /// Shares of that by who wears it, in the order of [`crate::scenario::Uniform::ALL`].
    pub uniforms: [f64; 3],
    /// What a minute in a pen without a way out costs, minutes.
    pub confined_per_min: f64,
    /// What each planned stop denied costs, minutes.
    pub denied_min: f64,
    /// Factors of segments; of others they are 1.
    pub segments: Vec<SegmentFactors>,
    /// Up to where management is unfelt.
    pub unfelt: UnfeltLimits,
}

/// Who bears more.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentFactors {
    /// The segment's id.
    pub id: String,
    /// Factor on what being held costs.
    pub held: f64,
    /// Factor on what detours cost.
    pub detour: f64,
}

/// Up to where management counts as unfelt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnfeltLimits {
    /// Median over the visitors, minutes.
    pub median_min: f64,
    /// 95th percentile over the visitors, minutes.
    pub p95_min: f64,
    /// Above it a visitor has noticed, minutes.
    pub noticed_min: f64,
    /// Share of visitors who have noticed.
    pub noticed_share: f64,
    /// Mean of a segment over the mean of all.
    pub segment_ratio: f64,
    /// Mean of a segment from which on that counts, minutes: of less, the shares are chance.
    pub ratio_from_min: f64,
}

/// Which weights were used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightsFile {
    /// The file as it was named; that in the program's own sources where none was.
    pub path: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Whether it is the one that is built in.
    pub standard: bool,
}

/// Valid weights and where they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedWeights {
    /// The weights.
    pub weights: FeltWeights,
    /// Their file.
    pub file: WeightsFile,
}

impl FeltWeights {
    /// Factors of a segment; 1 where the file does not name it.
    pub fn of_segment(&self, id: &str) -> SegmentFactors {
        let named = self.segments.iter().find(|s| s.id == id).cloned();
        named.unwrap_or(SegmentFactors { id: id.to_owned(), held: 1.0, detour: 1.0 })
    }

    /// Names in the file's order that are no segment of an event, with the likeliest meant. The
    /// standard segments are known everywhere.
    pub fn unknown_segments<'a>(
        &'a self,
        known: &'a [&str],
    ) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        let standard = |id: &str| crate::scenario::STANDARD_SEGMENTS.iter().any(|s| s.id == id);
        let strange =
            self.segments.iter().filter(move |s| !known.contains(&&*s.id) && !standard(&s.id));
        strange.map(|s| (s.id.as_str(), nearest(&s.id, known.iter().copied())))
    }
}

/// Reads a file of weights, or takes those that are built in.
///
/// # Errors
/// All problems at once, in the order of their places.
pub fn read_weights(path: Option<&Path>) -> Result<CheckedWeights, Problems> {
    match path {
        None => read_weights_from_text(Path::new(STANDARD_NAME), STANDARD, true),
        Some(path) => read_weights_from_text(path, &read_text(path)?, false),
    }
}

/// As [`read_weights`], of a text already in memory; `path` is only named in problems.
///
/// # Errors
/// As [`read_weights`].
pub fn read_weights_from_text(
    path: &Path,
    text: &str,
    standard: bool,
) -> Result<CheckedWeights, Problems> {
    let source = Source::new(path, text);
    let node = ron_tree::parse(path, text)?;
    let weights = to_newest(&source, node, STEPS).and_then(|node| {
        let record = source.record(&node, &FELT, String::new())?;
        weights_of(&record)
    });
    let problems = source.into_findings().0.sorted();
    match weights {
        _ if problems.has_errors() => Err(problems),
        None => {
            Err(Problems::one(Place::file(path), ("is no file of weights", "不是权重文件"), None))
        }
        Some(weights) => {
            let sha256 = fingerprint(text.as_bytes());
            let file = WeightsFile { path: path.display().to_string(), sha256, standard };
            Ok(CheckedWeights { weights, file })
        }
    }
}

/// The weights; groups that are missing are noted, each.
fn weights_of(record: &Record) -> Option<FeltWeights> {
    record.whole(&VERSION);
    let [held, detour, instructed, visible, unfelt] =
        [HELD, DETOUR, INSTRUCTED, VISIBLE, UNFELT].map(|group| record.record(&group));
    let (confined_per_min, denied_min) =
        (record.number(&CONFINED_PER_MIN), record.number(&DENIED_MIN));
    let segments = record.records(&SEGMENTS).iter().filter_map(segment_of).collect();
    let (held, detour, instructed, visible, unfelt) =
        (held?, detour?, instructed?, visible?, unfelt?);
    Some(FeltWeights {
        held_per_min: held.number(&HELD_PER_MIN),
        uninformed: held.number(&UNINFORMED),
        overtaken: held.number(&OVERTAKEN),
        detour_per_min: detour.number(&DETOUR_PER_MIN),
        detour_free_s: detour.number(&FREE_S),
        turn_back_min: detour.number(&TURN_BACK_MIN),
        order_min: instructed.number(&ORDER_MIN),
        advice_min: instructed.number(&ADVICE_MIN),
        sign_min: instructed.number(&SIGN_MIN),
        barriers_per_min: visible.number(&BARRIERS_PER_MIN),
        uniform_per_min: visible.number(&UNIFORM_PER_MIN),
        uniforms: [VOLUNTEER, GUARD, POLICE].map(|who| visible.number(&who)),
        confined_per_min,
        denied_min,
        segments,
        unfelt: UnfeltLimits {
            median_min: unfelt.number(&MEDIAN_MIN),
            p95_min: unfelt.number(&P95_MIN),
            noticed_min: unfelt.number(&NOTICED_MIN),
            noticed_share: unfelt.number(&NOTICED_SHARE),
            segment_ratio: unfelt.number(&SEGMENT_RATIO),
            ratio_from_min: unfelt.number(&RATIO_FROM_MIN),
        },
    })
}

fn segment_of(record: &Record) -> Option<SegmentFactors> {
    let (held, detour) = (record.number(&SEGMENT_HELD), record.number(&SEGMENT_DETOUR));
    Some(SegmentFactors { id: record.id(&SEGMENT_ID)?.to_owned(), held, detour })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<CheckedWeights, String> {
        read_weights_from_text(Path::new("my.ron"), text, false).map_err(|p| p.to_string())
    }

    #[test]
    fn the_weights_that_are_built_in_are_good() {
        let read = read_weights(None).expect("good");
        assert!(read.file.standard);
        let weights = read.weights;
        assert_eq!((weights.held_per_min, weights.uniforms), (1.7, [0.3, 0.5, 1.0]));
        assert_eq!(weights.of_segment("older_adult").held, 1.3);
        assert_eq!(weights.of_segment("family").detour, 1.0);
        assert_eq!(weights.of_segment("of another town").detour, 1.0);
    }

    #[test]
    fn every_slip_is_told_with_its_place_at_once() {
        let text = STANDARD
            .replace("per_min: 1.7", "per_min: -1.7")
            .replace("free_s: 20.0", "free_s: inf")
            .replace("sign_min: 0.02", "sign_mim: 0.02")
            .replace("guard: 0.5", "guard: NaN")
            .replace("denied_min: 2.0,", "");
        let told = read(&text).expect_err("refused");
        for word in [
            "my.ron:13:18: error: `held.per_min` is -1.7, expected a number from 0 to 100",
            "`detour.free_s` is inf",
            "did you mean `sign_min`?",
            "`visible.guard` is NaN",
            "`denied_min` is missing in `Felt`",
        ] {
            assert!(told.contains(word), "{word} is missing in:\n{told}");
        }
    }

    #[test]
    fn a_file_without_a_version_or_of_a_newer_one_is_refused() {
        let told = read(&STANDARD.replace("version: 1,", "")).expect_err("refused");
        assert!(told.contains("`version` is missing"), "{told}");
        let told = read(&STANDARD.replace("version: 1,", "version: 2,")).expect_err("refused");
        assert!(told.contains("version 2 is newer than this program"), "{told}");
        let told = read("5").expect_err("refused");
        assert!(told.contains("my.ron:1:1"), "{told}");
    }

    #[test]
    fn a_segment_that_nobody_has_is_found() {
        let text = STANDARD.replace("\"family\"", "\"famly\"");
        let weights = read(&text).expect("good").weights;
        let known = ["family", "older_adult"];
        let strange: Vec<_> = weights.unknown_segments(&known).collect();
        assert_eq!(strange, [("famly", Some("family"))]);
    }
}
