//! Plain words for what something on a map is, and the tags that say the same.

/// Words for what a feature is, and the tags that say the same. The first word found in the
/// feature's kind counts.
const WORDS: &[(&str, &str, &str)] = &[
    ("bollard", "barrier", "bollard"),
    ("building", "building", "yes"),
    ("house", "building", "yes"),
    ("stair", "highway", "steps"),
    ("step", "highway", "steps"),
    ("escalier", "highway", "steps"),
    ("treppe", "highway", "steps"),
    ("prohibited", "wuwei:what", "closed"),
    ("forbidden", "wuwei:what", "closed"),
    ("restricted", "wuwei:what", "closed"),
    ("closed", "wuwei:what", "closed"),
    ("fountain", "amenity", "fountain"),
    ("water", "natural", "water"),
    ("lake", "natural", "water"),
    ("pond", "natural", "water"),
    ("tree", "natural", "tree"),
    ("hedge", "barrier", "hedge"),
    ("fence", "barrier", "fence"),
    ("wall", "barrier", "wall"),
    ("gate", "wuwei:what", "portal"),
    ("portal", "wuwei:what", "portal"),
    ("entrance", "wuwei:what", "portal"),
    ("exit", "wuwei:what", "portal"),
    ("walkable", "wuwei:what", "ground"),
    ("ground", "wuwei:what", "ground"),
    ("floor", "wuwei:what", "ground"),
    ("bench", "amenity", "bench"),
    ("column", "wuwei:what", "furniture"),
    ("pillar", "wuwei:what", "furniture"),
    ("statue", "wuwei:what", "furniture"),
    ("kiosk", "wuwei:what", "furniture"),
    ("stall", "wuwei:what", "furniture"),
    ("obstacle", "wuwei:what", "furniture"),
    ("furniture", "wuwei:what", "furniture"),
    ("grass", "landuse", "grass"),
    ("park", "leisure", "park"),
    ("square", "place", "square"),
    ("plaza", "place", "square"),
    ("street", "highway", "residential"),
    ("road", "highway", "residential"),
    ("path", "highway", "footway"),
];

/// The tag that a description such as "Round bollard" stands for.
pub fn tag_of(description: &str) -> Option<(&'static str, &'static str)> {
    let description = description.to_lowercase();
    let known = WORDS.iter().find(|(word, ..)| description.contains(word));
    known.map(|(_, key, value)| (*key, *value))
}
