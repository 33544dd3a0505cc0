//! What a layer's things are, by its name; CAD offices name layers in their own language.

use crate::document::{Place, Problems, meant_or};
use std::path::Path;

/// What the things of a layer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Walkable ground.
    Ground,
    /// In the way.
    Obstacle,
    /// A building.
    Building,
    /// A wall or fence: a line even where it is closed.
    Wall,
    /// Water.
    Water,
    /// Trees: points where they stand.
    Tree,
    /// Stairs.
    Stairs,
    /// Where people come and go.
    Portal,
    /// Bodies of entrance gates, or lines where people come in.
    Gate,
    /// Nothing of the site.
    Ignore,
}

/// The words for [`Meaning`] that a user may give a layer.
pub const WORDS: &[(&str, Meaning)] = &[
    ("ground", Meaning::Ground),
    ("obstacle", Meaning::Obstacle),
    ("building", Meaning::Building),
    ("wall", Meaning::Wall),
    ("water", Meaning::Water),
    ("tree", Meaning::Tree),
    ("stairs", Meaning::Stairs),
    ("portal", Meaning::Portal),
    ("gate", Meaning::Gate),
    ("ignore", Meaning::Ignore),
];

/// Parts of layer names; the longest that a name holds counts.
const NAMES: &[(Meaning, &[&str])] = &[
    (
        Meaning::Ground,
        &[
            "walkable",
            "ground",
            "floor",
            "plaza",
            "square",
            "pavement",
            "gehfläche",
            "gehflaeche",
            "verkehrsfläche",
            "platzfläche",
            "veranstaltungsfläche",
            "boden",
            "可行走",
            "行走",
            "地面",
            "广场",
            "场地",
        ],
    ),
    (
        Meaning::Obstacle,
        &[
            "obstacle",
            "hindernis",
            "furniture",
            "furn",
            "möbel",
            "moebel",
            "möblierung",
            "column",
            "pillar",
            "stütze",
            "stuetze",
            "säule",
            "saeule",
            "bench",
            "kiosk",
            "stall",
            "stände",
            "staende",
            "imbiss",
            "booth",
            "bühne",
            "buehne",
            "stage",
            "fountain",
            "brunnen",
            "planter",
            "bollard",
            "poller",
            "lamp",
            "leuchte",
            "statue",
            "denkmal",
            "container",
            "障碍",
            "柱",
            "摊位",
            "舞台",
            "花坛",
            "路灯",
        ],
    ),
    (
        Meaning::Building,
        &[
            "building",
            "bldg",
            "house",
            "gebäude",
            "gebaeude",
            "gebaude",
            "haus",
            "bâtiment",
            "batiment",
            "edificio",
            "建筑",
            "房屋",
        ],
    ),
    (
        Meaning::Wall,
        &[
            "wall",
            "fence",
            "barrier",
            "railing",
            "hedge",
            "wand",
            "wände",
            "mauer",
            "zaun",
            "absperr",
            "gitter",
            "geländer",
            "gelaender",
            "hecke",
            "墙",
            "围栏",
            "栏杆",
            "护栏",
        ],
    ),
    (Meaning::Water, &["water", "lake", "pond", "river", "wasser", "gewässer", "fluss", "水"]),
    (Meaning::Tree, &["tree", "baum", "bäume", "baeume", "arbre", "树"]),
    (Meaning::Stairs, &["stair", "treppe", "stufe", "escalier", "楼梯", "台阶"]),
    (
        Meaning::Portal,
        &[
            "exit",
            "entrance",
            "entry",
            "portal",
            "distribution",
            "ausgang",
            "eingang",
            "zugang",
            "sortie",
            "entrée",
            "出口",
            "入口",
            "出入口",
        ],
    ),
    (
        Meaning::Ignore,
        &[
            "text",
            "dimension",
            "bemassung",
            "bemaßung",
            "beschriftung",
            "defpoints",
            "titleblock",
            "plankopf",
            "rahmen",
            "viewport",
            "raster",
            "achse",
            "parking",
            "parkplatz",
            "waypoint",
            "journey",
            "标注",
            "图框",
            "文字",
            "轴线",
        ],
    ),
];

/// Names of gates; these count before all others, as in "entranceGates".
const GATES: &[&str] = &["gate", "turnstile", "schleuse", "drehkreuz", "闸机", "检票"];

/// What the things of a layer are; `None` where its name does not say.
pub fn meaning(layer: &str) -> Option<Meaning> {
    let name = layer.to_lowercase();
    if GATES.iter().any(|word| name.contains(word)) {
        return Some(Meaning::Gate);
    }
    let held = |words: &[&str]| {
        words.iter().filter(|w| name.contains(**w)).map(|w| w.chars().count()).max()
    };
    NAMES
        .iter()
        .filter_map(|(meaning, words)| held(words).map(|length| (length, *meaning)))
        .max_by_key(|(length, meaning)| (*length, std::cmp::Reverse(*meaning)))
        .map(|(_, meaning)| meaning)
}

/// The layers of which the user said what they are.
///
/// # Errors
/// Where a word or a layer is not known.
pub fn asked(
    path: &Path,
    asked: &[(String, String)],
    known: &[String],
) -> Result<Vec<(String, Meaning)>, Problems> {
    let mut problems = Problems::default();
    let mut found = Vec::new();
    for (layer, word) in asked {
        let meaning = WORDS.iter().find(|(w, _)| *w == word.trim().to_lowercase());
        let name = known.iter().find(|k| k.to_lowercase() == layer.trim().to_lowercase());
        if meaning.is_none() {
            let words: Vec<&str> = WORDS.iter().map(|(w, _)| *w).collect();
            let what = (
                format!("{word:?} is nothing that a layer can be"),
                format!("图层不能是 {word:?}"),
            );
            let hint = meant_or(word, &words, ("expected one of", "应为以下之一"));
            problems.error(Place::file(path), what, hint);
        }
        if name.is_none() {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let what = (
                format!("the drawing has no layer {layer:?}"),
                format!("图纸中没有图层 {layer:?}"),
            );
            problems.error(Place::file(path), what, meant_or(layer, &known, ("it has", "有")));
        }
        if let (Some((_, meaning)), Some(name)) = (meaning, name) {
            found.push((name.clone(), *meaning));
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_say_what_they_are_in_many_tongues() {
        for (name, expected) in [
            ("jps-walkablearea", Some(Meaning::Ground)),
            ("jps-obstacles", Some(Meaning::Obstacle)),
            ("jps-exits", Some(Meaning::Portal)),
            ("jps-distributions", Some(Meaning::Portal)),
            ("jps-waypoints", Some(Meaning::Ignore)),
            ("entranceGates", Some(Meaning::Gate)),
            ("A-WALL-EXTR", Some(Meaning::Wall)),
            ("Gebäude_Bestand", Some(Meaning::Building)),
            ("03 BÄUME", Some(Meaning::Tree)),
            ("景观-水体", Some(Meaning::Water)),
            ("出入口", Some(Meaning::Portal)),
            ("WALL-DIMENSIONS", Some(Meaning::Ignore)),
            ("0", None),
            ("Layer1", None),
        ] {
            assert_eq!(meaning(name), expected, "{name}");
        }
    }
}
