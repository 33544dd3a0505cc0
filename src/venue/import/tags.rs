//! Tags as maps have them, and the numbers in them that people wrote by hand.

use crate::document::Bilingual;
use std::collections::BTreeMap;

/// The tags of one map thing, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(pub BTreeMap<String, String>);

/// On which level a thing stands, seen from people on the surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// On the surface.
    Surface,
    /// Below it: cellars, tunnels, underground platforms.
    Below,
    /// Above people's heads: roofs, upper floors.
    Above,
    /// Inside a building.
    Indoors,
}

/// What hangs lower than this is in the way, metres.
const HEADROOM_M: f64 = 2.2;

impl Tags {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Whether a key has one of these values.
    pub fn is(&self, key: &str, values: &[&str]) -> bool {
        self.get(key).is_some_and(|v| values.contains(&v))
    }

    /// Whether a key is there with any value but "no".
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some_and(|v| v != "no")
    }

    /// A length in metres: "2.5", "2.5 m", "8'", "90 cm"; `None` where it is none or absurd.
    pub fn metres(&self, key: &str) -> Option<f64> {
        let text = self.get(key)?.trim().to_lowercase().replace(',', ".");
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
        let (number, unit) = text.split_at(end.unwrap_or(text.len()));
        let factor = match unit.trim() {
            "" | "m" | "meter" | "metre" | "metres" => 1.0,
            "cm" => 0.01,
            "'" | "ft" => 0.3048,
            _ => return None,
        };
        let metres = number.parse::<f64>().ok()? * factor;
        (metres.is_finite() && metres.abs() < 1000.0).then_some(metres)
    }

    /// The name in both languages: the Chinese one where the map gives it.
    pub fn name(&self) -> Option<Bilingual> {
        let name = self.get("name").filter(|n| !n.trim().is_empty())?;
        let chinese = name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let zh = ["name:zh-Hans", "name:zh", "alt_name:zh-Hans"].iter().find_map(|k| self.get(k));
        Some(if chinese {
            Bilingual::new(self.get("name:en").unwrap_or(name), name)
        } else {
            Bilingual::new(name, zh.unwrap_or(name))
        })
    }

    /// Where it stands, by level, layer, tunnel, indoor and the height at which it begins.
    pub fn standing(&self) -> Standing {
        let building = self.has("building") || self.has("building:part");
        if self.is("location", &["underground", "underwater"])
            || self.is("tunnel", &["yes", "culvert", "flooded"])
        {
            return Standing::Below;
        }
        if let Some((low, high)) = self.get("level").and_then(levels) {
            if high < 0.0 {
                return Standing::Below;
            }
            if low > 0.0 {
                return Standing::Above;
            }
        }
        if self.has("indoor") {
            return Standing::Indoors;
        }
        let begins = ["min_height", "building:min_height"].iter().find_map(|k| self.metres(k));
        let floor = ["building:min_level", "min_level"].iter().find_map(|k| self.metres(k));
        if begins.is_some_and(|m| m >= HEADROOM_M) || floor.is_some_and(|l| l >= 1.0) {
            return Standing::Above;
        }
        // A layer only says what lies over what: the town hall with layer 1 still stands on
        // the ground, and rivers carry −1 wherever somebody drew a bridge.
        let below = self.get("layer").and_then(|l| l.parse::<f64>().ok()).is_some_and(|l| l < 0.0);
        if below && !self.is_water() {
            return Standing::Below;
        }
        if building
            && (self.is("building", &["roof", "canopy", "carport"])
                || self.is("building:part", &["roof", "canopy"]))
        {
            return Standing::Above;
        }
        Standing::Surface
    }

    /// Whether it is a body of water.
    pub fn is_water(&self) -> bool {
        self.is("natural", &["water", "coastline"])
            || self.is(
                "waterway",
                &["riverbank", "river", "stream", "canal", "ditch", "drain", "dock"],
            )
            || self.is("landuse", &["basin", "reservoir"])
            || self.is("leisure", &["swimming_pool"])
    }
}

/// Lowest and highest of "0", "-1;0", "0-2", "0,1"; `None` where no number is in it.
fn levels(text: &str) -> Option<(f64, f64)> {
    let mut all: Vec<f64> = Vec::new();
    for part in text.split([';', ',']) {
        let part = part.trim();
        if let Ok(level) = part.parse::<f64>() {
            all.push(level);
        } else if let Some((low, high)) = part.split_at_checked(1).and_then(|(first, rest)| {
            let (a, b) = rest.split_once('-')?;
            Some((format!("{first}{a}").parse::<f64>().ok()?, b.parse::<f64>().ok()?))
        }) {
            all.extend([low, high]);
        }
    }
    let low = all.iter().copied().fold(f64::INFINITY, f64::min);
    let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (low.is_finite() && high.is_finite()).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        Tags(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn lengths_as_people_write_them() {
        for (text, metres) in [("2.5", 2.5), ("3 m", 3.0), ("2,5", 2.5), ("90 cm", 0.9)] {
            assert_eq!(tags(&[("width", text)]).metres("width"), Some(metres), "{text}");
        }
        for text in ["wide", "", "NaN", "1e9", "3 lanes"] {
            assert_eq!(tags(&[("width", text)]).metres("width"), None, "{text}");
        }
    }

    #[test]
    fn levels_say_what_stands_on_the_surface() {
        let at = |level: &str| tags(&[("level", level)]).standing();
        assert_eq!(at("0"), Standing::Surface);
        assert_eq!(at("0;-1"), Standing::Surface);
        assert_eq!(at("-1-2"), Standing::Surface);
        assert_eq!(at("-2;-1"), Standing::Below);
        assert_eq!(at("1;2"), Standing::Above);
        assert_eq!(at("3._Stock_links"), Standing::Surface);
    }

    #[test]
    fn a_layer_lifts_no_building_but_roofs_and_high_parts_are_overhead() {
        assert_eq!(tags(&[("building", "yes"), ("layer", "1")]).standing(), Standing::Surface);
        assert_eq!(tags(&[("building", "yes"), ("layer", "-1")]).standing(), Standing::Below);
        assert_eq!(tags(&[("building", "roof")]).standing(), Standing::Above);
        assert_eq!(tags(&[("building", "yes"), ("min_height", "6")]).standing(), Standing::Above);
        assert_eq!(
            tags(&[("building", "yes"), ("min_height", "1.8")]).standing(),
            Standing::Surface
        );
        assert_eq!(tags(&[("natural", "water"), ("layer", "-1")]).standing(), Standing::Surface);
    }

    #[test]
    fn names_keep_their_language() {
        let name = tags(&[("name", "Marienplatz"), ("name:zh", "玛利亚广场")]).name();
        assert_eq!(name, Some(Bilingual::new("Marienplatz", "玛利亚广场")));
        let name = tags(&[("name", "拙政园"), ("name:en", "Humble Administrator's Garden")]).name();
        assert_eq!(name, Some(Bilingual::new("Humble Administrator's Garden", "拙政园")));
    }
}
