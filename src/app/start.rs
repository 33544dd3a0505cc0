//! What the first page knows: the events that come with the program and the recent ones, each with
//! a picture of its ground and a line. Read on a thread, so that the window is there at once.

use super::examples::EXAMPLES;
use super::inbox::Inbox;
use super::map::places::corners;
use super::new_map::NewMap;
use crate::document::Bilingual;
use crate::venue::{Look, Venue};
use egui_file_dialog::FileDialog;
use geo::TriangulateEarcut;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

/// A picture of a ground for a card: triangles, each corner from 0 to 1 along the longer side, y
/// down, with what they are.
#[derive(Clone, Debug, Default)]
pub struct Thumbnail {
    /// Triangles of the ground (`None`) and of what stands on it.
    pub triangles: Vec<(Option<Look>, [[f32; 2]; 3])>,
    /// Height over width.
    pub aspect: f32,
}

/// What a card says.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Name of the event.
    pub name: Bilingual,
    /// Name of the place.
    pub venue: Bilingual,
    /// Visitors that are expected.
    pub visitors: u32,
    /// From when to when.
    pub hours: String,
    /// The picture.
    pub picture: Thumbnail,
}

/// Where the page stands.
#[derive(Default)]
pub struct Start {
    /// Cards by the folder of the event.
    pub cards: BTreeMap<PathBuf, Card>,
    /// Folders of the events that come with the program, in order.
    pub shipped: Vec<PathBuf>,
    /// Cards that are read, once one began to.
    coming: Option<Vec<Inbox<(PathBuf, bool, Card)>>>,
    /// Recent folders whose card was asked for.
    asked: BTreeSet<PathBuf>,
    /// The dialog in which a file is chosen.
    pub dialog: Option<FileDialog>,
    /// The new event that is being made of a map; it stays when one goes back to the first page.
    pub new_map: Option<Box<NewMap>>,
    /// Whether it is seen, and not the first page.
    pub on_new_map: bool,
}

impl Start {
    /// Begins to read the cards that were not asked for yet: of the events that come with the
    /// program first, then of recent ones.
    pub fn begin(&mut self, recent: &[PathBuf]) {
        let first = self.coming.is_none();
        let recent: Vec<PathBuf> =
            recent.iter().filter(|folder| self.asked.insert((*folder).clone())).cloned().collect();
        if !first && recent.is_empty() {
            return;
        }
        let (tell, coming) = channel();
        std::thread::spawn(move || {
            for example in EXAMPLES.iter().filter(|_| first) {
                let Ok(folder) = example.lay_out() else { continue };
                let Some(card) = card_of(&folder) else { continue };
                if tell.send((folder, true, card)).is_err() {
                    return;
                }
            }
            for folder in recent {
                if let Some(card) = card_of(&folder) {
                    let _ = tell.send((folder, false, card));
                }
            }
        });
        self.coming.get_or_insert_default().push(Inbox::new(coming));
    }

    /// Begins a new event on a map, which is seen from now on.
    pub fn begin_on_map(&mut self, file: PathBuf) {
        self.new_map = Some(Box::new(NewMap::begin(file)));
        self.on_new_map = true;
    }

    /// Takes the cards that came; whether there were any.
    pub fn take(&mut self) -> bool {
        let mut any = false;
        for (folder, shipped, card) in self.coming.iter().flatten().flat_map(Inbox::take) {
            if shipped && !self.shipped.contains(&folder) {
                self.shipped.push(folder.clone());
            }
            self.cards.insert(folder, card);
            any = true;
        }
        any
    }
}

/// The card of an event; `None` where it cannot be read (opening it says why).
fn card_of(folder: &Path) -> Option<Card> {
    let scenario = crate::scenario::read(folder).ok()?.scenario;
    let clock = &scenario.clock;
    let hours = crate::document::Hours { starts_s: clock.starts_s, duration_s: clock.duration_s };
    Some(Card {
        name: scenario.name.clone(),
        venue: scenario.venue.name.clone(),
        visitors: scenario.visitors() as u32,
        hours: hours.words(),
        picture: thumbnail(&scenario.venue),
    })
}

fn thumbnail(venue: &Venue) -> Thumbnail {
    let (low, high) = corners(venue);
    let size = (high - low).max(glam::Vec2::splat(1.0));
    let longer = size.max_element();
    let place = |x: f64, y: f64| [(x as f32 - low.x) / longer, (high.y - y as f32) / longer];
    let mut triangles = Vec::new();
    let mut add = |what: Option<Look>, polygon: &geo::Polygon<f64>| {
        for triangle in polygon.earcut_triangles() {
            let corners = [triangle.v1(), triangle.v2(), triangle.v3()];
            triangles.push((what, corners.map(|c| place(c.x, c.y))));
        }
    };
    venue.ground.0.iter().for_each(|polygon| add(None, polygon));
    for look in Look::ALL {
        let of_look = venue.obstacles.iter().filter(|o| o.look == look);
        of_look.flat_map(|o| &o.shape.0).for_each(|polygon| add(Some(look), polygon));
    }
    Thumbnail { triangles, aspect: size.y / size.x }
}
