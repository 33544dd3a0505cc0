//! How the window looks: the colours of the report, three sizes of type, distances in steps of
//! four. Nothing else in the window holds a colour or a size of its own.

use bevy_egui::egui::{self, Color32, FontData, FontFamily, FontId, TextStyle};
use std::sync::Arc;

/// Small type: axes, hints.
pub const SMALL: f32 = 12.0;
/// Type of everything that is read.
pub const BODY: f32 = 14.0;
/// Type of what is seen first.
pub const LARGE: f32 = 20.0;
/// The distance from which all others are made.
pub const STEP: f32 = 4.0;
/// Width of the tools at the left.
pub const TOOLS_WIDTH: f32 = 164.0;
/// Width of the inspector at the right.
pub const INSPECTOR_WIDTH: f32 = 320.0;
/// Corner of cards and buttons.
pub const CORNER: u8 = 6;

/// Latin and Chinese in one family: Noto Sans SC, cut down by `assets/app/font/make.sh`.
const FONT: &[u8] = include_bytes!("../../assets/app/font/NotoSansSC-subset.otf");

macro_rules! colors {
    ($($name:ident: $token:literal, $what:literal;)*) => {
        /// The colours of a theme. Their values are those of the report, `assets/report/tokens_*.css`.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Theme {
            /// Whether it is the dark one.
            pub dark: bool,
            $(#[doc = $what] pub $name: Color32,)*
            /// Fruin's levels of service, A to F.
            pub levels: [Color32; 6],
        }

        impl Theme {
            /// The light or the dark theme.
            pub fn new(dark: bool) -> Self {
                let css = if dark {
                    include_str!("../../assets/report/tokens_dark.css")
                } else {
                    include_str!("../../assets/report/tokens_light.css")
                };
                Self {
                    dark,
                    $($name: token(css, $token).unwrap_or(Color32::PLACEHOLDER),)*
                    levels: ["los0", "los1", "los2", "los3", "los4", "los5"]
                        .map(|level| token(css, level).unwrap_or(Color32::PLACEHOLDER)),
                }
            }
        }
    };
}

colors! {
    paper: "paper", "Behind everything.";
    card: "card", "Panels and cards.";
    ink: "ink", "Text.";
    quiet: "quiet", "Text that steps back.";
    rule: "rule", "Thin lines.";
    rule_strong: "rule-strong", "Edges of what can be touched.";
    link: "link", "What can be clicked, and what is selected.";
    good: "good", "Safe.";
    warning: "warning", "Near a limit.";
    bad: "bad", "Beyond a limit.";
    good_soft: "good-soft", "Behind safe.";
    warning_soft: "warning-soft", "Behind near a limit.";
    bad_soft: "bad-soft", "Behind beyond a limit.";
    measure: "measure", "All that management does.";
    hot: "hot", "Hotspots.";
    series_a: "series-a", "First line of a chart; people.";
    series_b: "series-b", "Second line of a chart.";
    series_c: "series-c", "Third line of a chart.";
    series_base: "series-base", "What it is compared with.";
    ground: "ground", "Where people walk.";
    building: "building", "Buildings.";
    building_edge: "building-edge", "Edges of buildings.";
    water: "water", "Water.";
    green: "green", "Grass.";
    tree: "tree", "Trees.";
    fence: "fence", "Fences and walls.";
    furniture: "furniture", "Stalls, benches and the like.";
    outside: "outside", "Beyond the ground.";
    stairs: "stairs", "Stairs.";
    portal: "portal", "Entrances and exits.";
    halo: "halo", "Around text on the map.";
}

/// The value of `--name` in a style sheet.
fn token(css: &str, name: &str) -> Option<Color32> {
    let at = css.find(&format!("--{name}:#"))? + name.len() + 4;
    let [r, g, b] = [0, 2, 4].map(|i| css.get(at + i..at + i + 2));
    let part = |text: Option<&str>| u8::from_str_radix(text?, 16).ok();
    Some(Color32::from_rgb(part(r)?, part(g)?, part(b)?))
}

impl Theme {
    /// Colours of up to six groups, told apart by people who see colours differently, too
    /// (Okabe and Ito 2008 [s], darker or lighter for the theme).
    pub fn groups(&self) -> [Color32; 6] {
        let [a, b, c, d, e, f] = if self.dark {
            [0x56b4e9, 0xe69f00, 0x2fc09a, 0xf0e442, 0xd98bb5, 0xef7d3b]
        } else {
            [0x0072b2, 0xc77f00, 0x008f69, 0x8a7a00, 0xb05c8c, 0xc24e00]
        };
        [a, b, c, d, e, f].map(|rgb: u32| {
            let [_, r, g, b] = rgb.to_be_bytes();
            Color32::from_rgb(r, g, b)
        })
    }

    /// Puts the theme into effect.
    pub fn apply(&self, ctx: &egui::Context) {
        let mut visuals = if self.dark { egui::Visuals::dark() } else { egui::Visuals::light() };
        visuals.panel_fill = self.card;
        visuals.window_fill = self.card;
        visuals.extreme_bg_color = self.paper;
        visuals.faint_bg_color = self.paper;
        visuals.override_text_color = Some(self.ink);
        visuals.weak_text_color = Some(self.quiet);
        visuals.hyperlink_color = self.link;
        visuals.warn_fg_color = self.warning;
        visuals.error_fg_color = self.bad;
        visuals.selection.bg_fill = self.link.gamma_multiply(0.28);
        visuals.selection.stroke = egui::Stroke::new(1.0, self.link);
        visuals.window_stroke = egui::Stroke::new(1.0, self.rule);
        visuals.window_shadow.spread = 0;
        let corner = egui::CornerRadius::same(CORNER);
        visuals.window_corner_radius = corner;
        visuals.menu_corner_radius = corner;
        let states = &mut visuals.widgets;
        states.noninteractive.bg_stroke = egui::Stroke::new(1.0, self.rule);
        for (state, fill, edge) in [
            (&mut states.inactive, self.paper, self.rule),
            (&mut states.hovered, self.paper, self.rule_strong),
            (&mut states.active, self.rule, self.rule_strong),
            (&mut states.open, self.paper, self.rule_strong),
        ] {
            state.bg_fill = fill;
            state.weak_bg_fill = fill;
            state.bg_stroke = egui::Stroke::new(1.0, edge);
            state.fg_stroke = egui::Stroke::new(1.5, self.ink);
            state.corner_radius = corner;
            state.expansion = 0.0;
        }
        let theme = if self.dark { egui::Theme::Dark } else { egui::Theme::Light };
        ctx.set_theme(theme);
        ctx.set_visuals_of(theme, visuals);
        ctx.all_styles_mut(|style| {
            style.text_styles = [
                (TextStyle::Small, FontId::proportional(SMALL)),
                (TextStyle::Body, FontId::proportional(BODY)),
                (TextStyle::Button, FontId::proportional(BODY)),
                (TextStyle::Monospace, FontId::proportional(BODY)),
                (TextStyle::Heading, FontId::proportional(LARGE)),
            ]
            .into();
            style.spacing.item_spacing = egui::vec2(2.0 * STEP, 2.0 * STEP);
            style.spacing.button_padding = egui::vec2(2.0 * STEP, STEP);
            style.spacing.interact_size.y = 6.0 * STEP;
            style.interaction.tooltip_delay = 0.4;
            style.interaction.selectable_labels = false;
        });
    }
}

/// Puts the font in, once.
pub fn put_font(ctx: &egui::Context) {
    let mut fonts = egui::FontDefinitions::empty();
    fonts.font_data.insert("sans".to_owned(), Arc::new(FontData::from_static(FONT)));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.insert(family, vec!["sans".to_owned()]);
    }
    ctx.set_fonts(fonts);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

    use super::*;

    #[test]
    fn the_font_has_every_letter_of_every_text() {
        let ctx = egui::Context::default();
        put_font(&ctx);
        let mut drawn = ctx.run_ui(egui::RawInput::default(), |_| {});
        drawn.textures_delta.clear();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let app = root.join("src/app");
        // What readers of files say is shown in the window, too: the Chinese of it counts.
        let mut files = vec![root.join("assets/app"), root.join("src")];
        let (mut letters, mut looked) = (std::collections::BTreeSet::new(), 0);
        while let Some(path) = files.pop() {
            if path.is_dir() {
                let inside = std::fs::read_dir(&path).expect("a folder").flatten();
                files.extend(inside.map(|entry| entry.path()));
            } else if path.extension().is_some_and(|e| e == "ftl" || e == "rs") {
                let text = std::fs::read_to_string(&path).expect("a text");
                let program = text.split("#[cfg(test)]").next().unwrap_or_default();
                let code = program.lines().filter(|line| !line.trim_start().starts_with("//"));
                let elsewhere = path.starts_with(root.join("src")) && !path.starts_with(&app);
                let counts = |c: &char| !c.is_control() && (!elsewhere || *c >= '\u{4e00}');
                letters.extend(code.flat_map(str::chars).filter(counts));
                looked += 1;
            }
        }
        assert!(looked > 20, "{looked} files were looked at");
        let has =
            ctx.fonts_mut(|fonts| fonts.fonts.font(&FontFamily::Proportional).characters().clone());
        let missing: String = letters.into_iter().filter(|c| !has.contains_key(c)).collect();
        assert!(missing.is_empty(), "the font lacks {missing:?}");
    }

    #[test]
    fn every_colour_is_in_the_tokens_of_both_themes() {
        for dark in [false, true] {
            let text = format!("{:?}", Theme::new(dark));
            let missing = format!("{:?}", Color32::PLACEHOLDER);
            assert!(!text.contains(&missing), "{text}");
        }
    }
}
