//! The report's colours: tokens of both themes and the density ramps, evenly spaced to the eye.
//!
//! Light steps are even in OKLab (Ottosson 2020). Below the limit one hue family from the
//! ground's tone to deep blue (light theme) or pale (dark theme); above it a second, hot hue.
//! Blue against orange stays apart in the three common kinds of colour blindness.

use super::service::DensityScale;
use std::fmt::Write;

/// Steps of the ramp below the limit.
pub(crate) const CALM_STEPS: usize = 14;
/// Steps of the ramp above the limit.
pub(crate) const HOT_STEPS: usize = 6;
/// Steps of the diverging ramp of differences, the middle one neutral.
pub(crate) const CHANGE_STEPS: usize = 9;

const LIGHT: &str = include_str!("../../assets/report/tokens_light.css");
const DARK: &str = include_str!("../../assets/report/tokens_dark.css");

const CALM_LIGHT: [&str; 5] = ["#e4edf0", "#a9cbd9", "#5f9fc0", "#2a6c9e", "#14305c"];
const HOT_LIGHT: [&str; 4] = ["#f59a23", "#e2580f", "#b3161b", "#5c0820"];
const CHANGE_LIGHT: [&str; 5] = ["#0b6e63", "#6fb9ad", "#f1efea", "#dba86b", "#8f4a08"];
const CALM_DARK: [&str; 5] = ["#29353d", "#2d5a73", "#3f8aa8", "#82c0c8", "#dff3ea"];
const HOT_DARK: [&str; 4] = ["#ff9d2e", "#ff6a3c", "#ff4060", "#ffb3c4"];
const CHANGE_DARK: [&str; 5] = ["#4fd6c2", "#2b7d73", "#2b3036", "#93642d", "#ffb35c"];

/// The style rules of both themes: light, dark by the system's or the reader's choice, and
/// light again on paper.
pub(crate) fn theme_css() -> String {
    let light = format!("{LIGHT}{}", ramps(&CALM_LIGHT, &HOT_LIGHT, &CHANGE_LIGHT));
    let dark = format!("{DARK}{}", ramps(&CALM_DARK, &HOT_DARK, &CHANGE_DARK));
    let mut css = format!(
        ":root{{{light}}}\n@media screen{{@media (prefers-color-scheme:dark)\
         {{:root:not([data-theme=light]){{{dark}}}}}\n:root[data-theme=dark]{{{dark}}}}}\n"
    );
    for (name, steps) in [("d", CALM_STEPS), ("h", HOT_STEPS), ("c", CHANGE_STEPS)] {
        for i in 0..steps {
            let _ = write!(css, ".{name}{i}{{fill:var(--{name}{i})}}");
        }
    }
    css
}

/// Style rules for a picture that stands alone, in the light theme.
pub(crate) fn light_tokens() -> String {
    format!(":root{{{LIGHT}{}}}", ramps(&CALM_LIGHT, &HOT_LIGHT, &CHANGE_LIGHT))
}

/// Class of a density in a still picture; `None` where it is too low to show.
pub(crate) fn density_class(scale: &DensityScale, per_m2: f64, standing: bool) -> Option<String> {
    if per_m2 < 0.05 {
        return None;
    }
    let step = |share: f64, steps: usize| ((share * steps as f64) as usize).min(steps - 1);
    Some(if scale.is_above(per_m2, standing) {
        format!("h{}", step(scale.hot_share(per_m2), HOT_STEPS))
    } else {
        format!("d{}", step(scale.calm_share(per_m2), CALM_STEPS))
    })
}

/// Class of a difference of densities; `None` where it is nearly none.
pub(crate) fn change_class(scale: &DensityScale, per_m2: f64) -> Option<String> {
    if per_m2.abs() < 0.1 {
        return None;
    }
    signed_class(per_m2 / scale.moving_per_m2)
}

/// Class of a share, −1 to 1, of the diverging ramp; `None` where it is nearly none.
pub(crate) fn signed_class(share: f64) -> Option<String> {
    if share.abs() < 0.02 {
        return None;
    }
    let along = share.clamp(-1.0, 1.0) / 2.0 + 0.5;
    Some(format!("c{}", ((along * CHANGE_STEPS as f64) as usize).min(CHANGE_STEPS - 1)))
}

fn ramps(calm: &[&str], hot: &[&str], change: &[&str]) -> String {
    let mut css = String::new();
    for (name, stops, steps) in
        [("d", calm, CALM_STEPS), ("h", hot, HOT_STEPS), ("c", change, CHANGE_STEPS)]
    {
        for (i, colour) in ramp(stops, steps).iter().enumerate() {
            let _ = write!(css, "--{name}{i}:{colour};");
        }
    }
    css
}

/// `steps` colours from the first stop to the last, interpolated in OKLab.
fn ramp(stops: &[&str], steps: usize) -> Vec<String> {
    let stops: Vec<[f64; 3]> = stops.iter().map(|s| oklab(s)).collect();
    (0..steps)
        .map(|i| {
            let along = i as f64 / (steps - 1).max(1) as f64 * (stops.len() - 1) as f64;
            let low = (along as usize).min(stops.len().saturating_sub(2));
            let share = along - low as f64;
            let mix = |k: usize| stops[low][k] * (1.0 - share) + stops[low + 1][k] * share;
            hex([mix(0), mix(1), mix(2)])
        })
        .collect()
}

/// OKLab of "#rrggbb" (Ottosson 2020).
fn oklab(hex: &str) -> [f64; 3] {
    let linear = |from: usize| {
        let byte = hex.get(from..from + 2).and_then(|t| u8::from_str_radix(t, 16).ok());
        let c = f64::from(byte.unwrap_or(0)) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let (r, g, b) = (linear(1), linear(3), linear(5));
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

/// "#rrggbb" of OKLab.
fn hex([lightness, a, b]: [f64; 3]) -> String {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let byte = |c: f64| {
        let c = c.clamp(0.0, 1.0);
        let c = if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
        (c * 255.0).round() as u8
    };
    format!(
        "#{:02x}{:02x}{:02x}",
        byte(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
        byte(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
        byte(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ramps_rise_evenly_in_lightness() {
        for stops in [&CALM_LIGHT, &CALM_DARK] {
            let lightness: Vec<f64> = ramp(stops, CALM_STEPS).iter().map(|c| oklab(c)[0]).collect();
            let mean = (lightness[CALM_STEPS - 1] - lightness[0]) / (CALM_STEPS - 1) as f64;
            for pair in lightness.windows(2) {
                let step = (pair[1] - pair[0]) / mean;
                assert!((0.6..1.4).contains(&step), "uneven step {step:.2} in {lightness:.2?}");
            }
        }
    }

    #[test]
    fn a_colour_survives_the_way_there_and_back() {
        for colour in CALM_LIGHT.iter().chain(&HOT_DARK).chain(&CHANGE_LIGHT) {
            assert_eq!(hex(oklab(colour)), *colour);
        }
    }
}
