//! Units of length of a drawing.

/// A unit of length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LengthUnit {
    /// Its sign, as a user writes it.
    pub word: &'static str,
    /// Metres of one.
    pub metres: f64,
}

/// Units by the number that `$INSUNITS` has for them.
const UNITS: &[(i64, LengthUnit)] = &[
    (6, LengthUnit { word: "m", metres: 1.0 }),
    (4, LengthUnit { word: "mm", metres: 0.001 }),
    (5, LengthUnit { word: "cm", metres: 0.01 }),
    (14, LengthUnit { word: "dm", metres: 0.1 }),
    (7, LengthUnit { word: "km", metres: 1000.0 }),
    (1, LengthUnit { word: "in", metres: 0.0254 }),
    (2, LengthUnit { word: "ft", metres: 0.3048 }),
    (10, LengthUnit { word: "yd", metres: 0.9144 }),
    (21, LengthUnit { word: "us-ft", metres: 1200.0 / 3937.0 }),
];

impl LengthUnit {
    /// Metres themselves.
    pub const METRE: Self = UNITS[0].1;

    /// All units.
    pub fn all() -> impl Iterator<Item = Self> {
        UNITS.iter().map(|(_, unit)| *unit)
    }

    /// The unit of a number in `$INSUNITS`; `None` where the drawing has none.
    pub fn from_code(code: i64) -> Option<Self> {
        UNITS.iter().find(|(c, _)| *c == code).map(|(_, unit)| *unit)
    }

    /// The unit that a user names.
    ///
    /// # Errors
    /// Which there are.
    pub fn from_word(word: &str) -> Result<Self, String> {
        let known = UNITS.iter().find(|(_, unit)| unit.word == word.trim().to_lowercase());
        known.map(|(_, unit)| *unit).ok_or_else(|| {
            let words: Vec<&str> = UNITS.iter().map(|(_, unit)| unit.word).collect();
            format!("expected one of: {}", words.join(", "))
        })
    }
}
