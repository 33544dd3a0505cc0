//! What the user changed in a venue that an earlier import wrote, and how it is carried over.
//!
//! `import.json` holds a fingerprint of each feature as the map gave it. Of a feature that
//! still matches, the new import's version is taken; what the user changed is kept: names and
//! other properties, redrawn shapes, features added and taken out.

use super::Imported;
use super::build::unique;
use super::summary::{Fingerprint, ImportSummary, Kept, Reason};
use crate::document::{Place, Problems};
use crate::venue::draft::{Draft, Drawn, Kind};
use geo::Coord;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Fingerprints by source.
pub type Fingerprints = BTreeMap<String, Fingerprint>;

/// Fingerprints of all features that came from a map.
pub fn fingerprints(draft: &Draft) -> Fingerprints {
    let of = |f: &Drawn| f.text("source").map(|s| (s.to_owned(), f.fingerprint(&draft.frame)));
    draft.features.iter().filter_map(of).collect()
}

/// Carries the user's changes in `dir` over into a new import. The second part of the result
/// are the fingerprints of what is kept although the map no longer has it.
///
/// # Errors
/// Where the venue there cannot be read.
pub fn merge(new: &mut Imported, dir: &Path) -> Result<(Kept, Fingerprints), Problems> {
    let path = dir.join("venue.geojson");
    let (old, _) = Draft::read(&path).map_err(|mut problems| {
        let what = ("the venue that is there cannot be read", "那里已有的场地文件无法读取");
        let hint = (
            "mend it, or move it away and import again; nothing was overwritten",
            "请改正它，或移走后再导入；没有覆盖任何文件",
        );
        problems.error(Place::file(&path), what, hint);
        problems
    })?;
    let before = std::fs::read_to_string(dir.join("import.json")).ok();
    let before: Option<ImportSummary> = before.and_then(|text| serde_json::from_str(&text).ok());
    let written = before.as_ref().map(|b| &b.written);
    let mut merging =
        Merging { old: &old, written, kept: Kept::default(), carried: Fingerprints::new() };
    let mut features: Vec<Drawn> = Vec::new();
    let mut removed = Vec::new();
    for feature in std::mem::take(&mut new.draft.features) {
        let source = feature.text("source").map(str::to_owned);
        match merging.carry(feature, new.draft.frame) {
            Some(feature) => features.push(feature),
            None => removed.extend(source),
        }
    }
    let sources: BTreeSet<String> =
        features.iter().filter_map(|f| f.text("source")).map(str::to_owned).collect();
    let added = merging.added(&sources, &new.draft.frame);
    let (mut kept, carried) = (merging.kept, merging.carried);
    kept.removed = removed.len();
    for source in removed {
        let line = new.summary.left_out.iter_mut().find(|l| l.what == Reason::DeletedByUser);
        match line {
            Some(line) => line.tally.add(0.0, &source),
            None => {
                let mut tally = super::Tally::default();
                tally.add(0.0, &source);
                let what = Reason::DeletedByUser;
                new.summary.left_out.push(super::Line { what, label: what.label(), tally });
            }
        }
    }
    if before.is_none_or(|b| b.name != old.name) {
        new.draft.name = old.name.clone();
        new.summary.name = old.name.clone();
    }
    new.draft.features = distinct(features, added);
    Ok((kept, carried))
}

struct Merging<'a> {
    old: &'a Draft,
    written: Option<&'a Fingerprints>,
    kept: Kept,
    carried: Fingerprints,
}

impl Merging<'_> {
    /// A new feature with what the user changed of it; `None` where the user took it out.
    fn carry(&mut self, mut feature: Drawn, frame: crate::geometry::Frame) -> Option<Drawn> {
        let source = feature.text("source")?.to_owned();
        let as_written = self.written.and_then(|w| w.get(&source));
        let old = self.old.features.iter().find(|f| f.text("source") == Some(source.as_str()));
        let Some(old) = old else {
            return if as_written.is_some() { None } else { Some(feature) };
        };
        let now = old.fingerprint(&self.old.frame);
        // Without a record of what was written, names are kept and shapes are taken anew.
        let changed = as_written.is_none_or(|w| w.properties != now.properties);
        let redrawn = as_written.is_some_and(|w| w.shape != now.shape);
        if changed {
            let before = feature.clone();
            feature.id = old.id.clone().or(feature.id);
            feature.name = old.name.clone().or(feature.name);
            feature.kind = old.kind;
            for (key, value) in &old.properties {
                feature.properties.insert(key.clone(), value.clone());
            }
            if feature != before {
                self.kept.properties.push(called(&feature, &source));
            }
        } else {
            feature.id = old.id.clone();
        }
        if redrawn || feature.kind.rule().geometries.iter().all(|g| *g != feature.shape.word()) {
            feature.shape = moved(old, &self.old.frame, &frame);
            self.kept.shapes.push(called(&feature, &source));
        }
        Some(feature)
    }

    /// Features of the user's own, and changed ones of which the map no longer knows.
    fn added(&mut self, sources: &BTreeSet<String>, frame: &crate::geometry::Frame) -> Vec<Drawn> {
        let mut added = Vec::new();
        for old in &self.old.features {
            let mut feature = old.clone();
            feature.shape = moved(old, &self.old.frame, frame);
            feature.index = None;
            let Some(source) = old.text("source") else {
                self.kept.added += 1;
                added.push(feature);
                continue;
            };
            if sources.contains(source) {
                continue;
            }
            let as_written = self.written.and_then(|w| w.get(source));
            if let Some(as_written) = as_written
                && *as_written != old.fingerprint(&self.old.frame)
            {
                self.carried.insert(source.to_owned(), as_written.clone());
                self.kept.properties.push(called(old, source));
                added.push(feature);
            } else {
                self.kept.gone.push(called(old, source));
            }
        }
        added
    }
}

fn called(feature: &Drawn, source: &str) -> String {
    feature.id.clone().unwrap_or_else(|| source.to_owned())
}

/// The old shape in the new frame.
fn moved(
    old: &Drawn,
    from: &crate::geometry::Frame,
    to: &crate::geometry::Frame,
) -> super::super::Shape {
    if from == to {
        return old.shape.clone();
    }
    old.shape.map(|c| {
        let [lon, lat] = from.to_lon_lat(c.x, c.y);
        let [x, y] = to.to_local(lon, lat);
        Coord { x, y }
    })
}

/// All features with ids that are their own: the user's ids win. What referred to a renamed
/// attraction follows it.
fn distinct(features: Vec<Drawn>, added: Vec<Drawn>) -> Vec<Drawn> {
    let mut ids: BTreeSet<String> = added.iter().filter_map(|f| f.id.clone()).collect();
    let mut all = Vec::new();
    for mut feature in features {
        if let Some(id) = &feature.id {
            feature.id = Some(unique(id, &mut ids));
        }
        all.push(feature);
    }
    follow(&mut all);
    all.extend(added);
    all
}

/// Lets each focus of an imported attraction name the id that its attraction has now.
fn follow(features: &mut [Drawn]) {
    let stem =
        |f: &Drawn| f.text("source").and_then(|s| s.split_once('#')).map(|(s, _)| s.to_owned());
    let attractions: Vec<(String, String)> = features
        .iter()
        .filter(|f| f.kind == Kind::Attraction)
        .filter_map(|f| Some((stem(f)?, f.id.clone()?)))
        .collect();
    for focus in features.iter_mut().filter(|f| f.kind == Kind::Focus) {
        let Some(stem) = stem(focus) else { continue };
        if let Some((_, id)) = attractions.iter().find(|(s, _)| *s == stem) {
            focus.properties.insert("of".to_owned(), id.clone().into());
        }
    }
}
