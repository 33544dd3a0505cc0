//! What stands on the screen: widgets by the names that screen readers are told, and every text
//! that was drawn.

use bevy::prelude::*;
use bevy_egui::egui::accesskit::{Node, Role};
use bevy_egui::egui::epaint::ClippedShape;
use bevy_egui::egui::{Pos2, Rect, Shape, pos2};
use bevy_egui::{EguiFullOutput, EguiPostUpdateSet, PrimaryEguiContext};

/// A widget.
#[derive(Clone, Debug)]
pub struct Widget {
    /// What it is called; of a text or a number, what stands in it.
    pub name: String,
    pub role: Role,
    /// Where it is, points.
    pub rect: Rect,
    pub enabled: bool,
}

/// A text that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub text: String,
    pub rect: Rect,
    /// Nothing is seen of it outside.
    pub clip: Rect,
}

/// What the last frame showed.
#[derive(Resource, Default)]
pub struct Screen {
    pub widgets: Vec<Widget>,
    pub texts: Vec<Drawn>,
}

/// Keeps what was drawn before it goes to the graphics card.
pub struct ScreenPlugin;

impl Plugin for ScreenPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Screen>();
        let between = (EguiPostUpdateSet::EndPass, EguiPostUpdateSet::ProcessOutput);
        app.add_systems(PostUpdate, keep.after(between.0).before(between.1));
    }
}

fn keep(outputs: Query<&EguiFullOutput, With<PrimaryEguiContext>>, mut screen: ResMut<Screen>) {
    let Some(output) = outputs.iter().next().and_then(|output| output.0.as_ref()) else { return };
    screen.texts.clear();
    for ClippedShape { clip_rect, shape } in &output.shapes {
        texts_of(shape, *clip_rect, &mut screen.texts);
    }
    let update = output.platform_output.accesskit_update.as_ref();
    let nodes = update.map_or(&[] as &[_], |update| &update.nodes);
    screen.widgets = nodes.iter().filter_map(|(_, node)| widget_of(node)).collect();
}

fn texts_of(shape: &Shape, clip: Rect, found: &mut Vec<Drawn>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts_of(shape, clip, found)),
        Shape::Text(text) => {
            let rect = text.visual_bounding_rect();
            found.push(Drawn { text: text.galley.text().to_owned(), rect, clip });
        }
        _ => {}
    }
}

fn widget_of(node: &Node) -> Option<Widget> {
    let bounds = node.bounds()?;
    let corner = |x: f64, y: f64| pos2(x as f32, y as f32);
    let rect = Rect::from_min_max(corner(bounds.x0, bounds.y0), corner(bounds.x1, bounds.y1));
    let value = || node.numeric_value().map(|number| number.to_string());
    let text = node.label().or(node.value()).map(str::to_owned);
    let name = text.or_else(value)?;
    Some(Widget { name, role: node.role(), rect, enabled: !node.is_disabled() })
}

impl Screen {
    /// Whether a widget can be clicked where it is: nothing of a panel that scrolls has to be
    /// moved for it.
    pub fn shows(&self, widget: &Widget) -> bool {
        let at = widget.rect.center();
        let mut own = self.texts.iter().filter(|drawn| {
            !drawn.text.is_empty()
                && widget.name.contains(drawn.text.trim_end_matches('…'))
                && widget.rect.expand(2.0).contains(drawn.rect.center())
        });
        match own.next() {
            Some(first) => std::iter::once(first).chain(own).any(|drawn| drawn.clip.contains(at)),
            // A widget out of sight is not drawn at all; one that holds no text has none.
            None => widget.role != Role::Label && !self.texts_are_named(&widget.name),
        }
    }

    /// Whether widgets of that name have their name drawn on them.
    fn texts_are_named(&self, name: &str) -> bool {
        self.texts.iter().any(|drawn| drawn.text == name)
    }

    /// Texts that can be seen.
    pub fn seen(&self) -> impl Iterator<Item = &Drawn> {
        self.texts.iter().filter(|drawn| drawn.clip.intersects(drawn.rect))
    }

    /// All names on the screen with where they are, for who wonders why one is not found.
    pub fn list(&self) -> String {
        let line = |widget: &Widget| {
            let Pos2 { x, y } = widget.rect.center();
            let off = if widget.enabled { "" } else { " (disabled)" };
            format!("  {:?} at {x:.0}, {y:.0}: {}{off}", widget.role, widget.name)
        };
        let mut lines: Vec<String> = self.widgets.iter().map(line).collect();
        let drawn = self.seen().filter(|d| !self.widgets.iter().any(|w| w.name == d.text));
        lines.extend(drawn.map(|d| format!("  drawn: {}", d.text.replace('\n', " / "))));
        lines.join("\n")
    }
}
