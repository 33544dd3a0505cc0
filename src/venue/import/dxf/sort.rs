//! Sorts shapes by what their layers say they are, and makes things of them.

use super::entities::{Drawn, Path};
use super::layers::{Meaning, meaning};
use super::rings::{areas, filled, joined, nested, ring, without_duplicates};
use super::sheet::{Shape, Sheet};
use crate::document::{Bilingual, Place, Problems};
use crate::geometry::polygons;
use crate::venue::import::drawing::Drawing;
use crate::venue::import::summary::Reason;
use crate::venue::import::tags::Tags;
use crate::venue::import::thing::{Form, Thing};
use geo::{Area, Coord, MultiPolygon};
use std::collections::BTreeMap;
use std::path;

/// A gap up to this in the outline of ground is closed, metres.
const CLOSED_M: f64 = 0.5;
/// Walls drawn as a line are this thick, metres.
const WALL_M: &str = "0.1";
/// Gate bodies are smaller, square metres.
const GATE_BODY_M2: f64 = 4.0;
/// Layers that are named in a message.
const NAMED: usize = 12;

/// The paths of something drawn.
pub fn paths(drawn: &Drawn) -> &[Path] {
    match drawn {
        Drawn::Path(path) | Drawn::Circle(path, _) => std::slice::from_ref(path),
        Drawn::Filled(paths) => paths,
        _ => &[],
    }
}

/// Turns the drawing's units into metres.
pub fn scale(sheet: &mut Sheet, metres: f64) {
    for shape in &mut sheet.shapes {
        if let Some(at) = &mut shape.symbol {
            *at = *at * metres;
        }
        if let Drawn::Circle(_, centre) = &mut shape.drawn {
            *centre = *centre * metres;
        }
        let paths = match &mut shape.drawn {
            Drawn::Path(path) | Drawn::Circle(path, _) => std::slice::from_mut(path),
            Drawn::Filled(paths) => paths,
            _ => &mut [],
        };
        for point in paths.iter_mut().flat_map(|p| &mut p.points) {
            *point = *point * metres;
        }
    }
}

/// What a layer's things are: as the user says, else by its name.
pub fn meaning_of(layer: &str, asked: &[(String, Meaning)]) -> Option<Meaning> {
    let said = asked.iter().find(|(name, _)| name == layer).map(|(_, m)| *m);
    said.or_else(|| meaning(layer))
}

/// Makes things of all shapes.
///
/// # Errors
/// Where no layer is anything of a site.
pub fn into_things(
    path: &path::Path,
    sheet: &Sheet,
    asked: &[(String, Meaning)],
    drawing: &mut Drawing,
) -> Result<(), Problems> {
    let mut by_layer: BTreeMap<&str, Vec<&Shape>> = BTreeMap::new();
    for shape in &sheet.shapes {
        by_layer.entry(shape.layer.as_str()).or_default().push(shape);
    }
    let of = |layer: &str| meaning_of(layer, asked);
    for (layer, shapes) in &by_layer {
        let Some(meaning) = of(layer) else {
            let what = format!("{layer:?} ({})", content(shapes).en);
            drawing.left_out.add(Reason::Layer, 0.0, &what);
            continue;
        };
        if meaning == Meaning::Ignore {
            let what = format!("{layer:?} ({})", content(shapes).en);
            drawing.left_out.add(Reason::IgnoredLayer, 0.0, &what);
            continue;
        }
        say(layer, meaning, shapes, sheet.layers.get(*layer) == Some(&true), drawing);
        Sorting { layer, meaning, drawing }.layer(shapes);
    }
    let ground = by_layer.keys().any(|layer| of(layer) == Some(Meaning::Ground));
    let listed = by_layer.iter().take(NAMED).map(|(layer, shapes)| {
        let Bilingual { en, zh } = content(shapes);
        (format!("{layer:?} ({en})"), format!("{layer:?}（{zh}）"))
    });
    let (en, zh): (Vec<String>, Vec<String>) = listed.unzip();
    let layers = Bilingual::new(en.join(", "), zh.join("、"));
    if drawing.things.is_empty() {
        let first = by_layer.keys().next().unwrap_or(&"0");
        let hint = (
            format!("say what they are, such as --layer {first}=ground; it has: {}", layers.en),
            format!("请指明它们是什么，例如 --layer {first}=ground；有：{}", layers.zh),
        );
        let what = (
            "none of the drawing's layers gives ground, obstacles or entrances",
            "图纸的各图层都没有给出地面、障碍物或出入口",
        );
        return Err(Problems::one(Place::file(path), what, hint));
    }
    if !ground {
        drawing.notes.warnings.push(Bilingual::new(
            format!("No layer's name says that it is ground. If one is, say so (--layer NAME=ground). Layers: {}.", layers.en),
            format!("没有图层名表明是地面。若有，请指明（--layer 图层名=ground）。图层：{}。", layers.zh),
        ));
    }
    Ok(())
}

/// "12 areas, 3 lines, 40 blocks, 5 others".
fn content(shapes: &[&Shape]) -> Bilingual {
    let count = |wanted: fn(&Shape) -> bool| shapes.iter().filter(|s| wanted(s)).count();
    let area = |s: &Shape| match &s.drawn {
        Drawn::Path(path) => path.closed,
        Drawn::Circle(..) | Drawn::Filled(_) => true,
        _ => false,
    };
    let blocks = count(|s| s.symbol.is_some());
    let areas = shapes.iter().filter(|s| s.symbol.is_none() && area(s)).count();
    let lines = count(|s| s.symbol.is_none() && matches!(&s.drawn, Drawn::Path(p) if !p.closed));
    let others = shapes.len() - blocks - areas - lines;
    let counts = [
        (areas, "areas", "个区域"),
        (lines, "lines", "条线"),
        (blocks, "in blocks", "个在块中"),
        (others, "others", "个其他"),
    ];
    let said = counts.iter().filter(|(n, ..)| *n > 0);
    let (en, zh): (Vec<String>, Vec<String>) =
        said.map(|(n, en, zh)| (format!("{n} {en}"), format!("{n} {zh}"))).unzip();
    Bilingual::new(en.join(", "), zh.join("、"))
}

fn say(layer: &str, meaning: Meaning, shapes: &[&Shape], off: bool, drawing: &mut Drawing) {
    let (en, zh) = match meaning {
        Meaning::Ground => ("ground", "地面"),
        Meaning::Obstacle => ("obstacles", "障碍物"),
        Meaning::Building => ("buildings", "建筑"),
        Meaning::Wall => ("walls and fences", "墙与围栏"),
        Meaning::Water => ("water", "水面"),
        Meaning::Tree => ("trees", "树木"),
        Meaning::Stairs => ("stairs", "台阶"),
        Meaning::Portal => ("entrances and exits", "出入口"),
        Meaning::Gate => ("entrance gates", "入口闸机"),
        Meaning::Ignore => return,
    };
    let content = content(shapes);
    drawing.notes.assumed.push(Bilingual::new(
        format!("Layer {layer:?}: {en} ({}).", content.en),
        format!("图层 {layer:?}：{zh}（{}）。", content.zh),
    ));
    if off {
        drawing.notes.warnings.push(Bilingual::new(
            format!("Layer {layer:?} is switched off in the drawing and was taken all the same; to leave it out, have it ignored (--layer \"{layer}\"=ignore)."),
            format!("图层 {layer:?} 在图纸中已关闭，仍予采用；如需忽略，请将该图层设为“忽略”（--layer \"{layer}\"=ignore）。"),
        ));
    }
}

/// Sorting the shapes of one layer.
struct Sorting<'a> {
    layer: &'a str,
    meaning: Meaning,
    drawing: &'a mut Drawing,
}

impl Sorting<'_> {
    fn layer(&mut self, shapes: &[&Shape]) {
        let mut loose: Vec<Path> = Vec::new();
        let mut regions: Vec<MultiPolygon<f64>> = Vec::new();
        let mut trees: Vec<Coord<f64>> = Vec::new();
        for shape in shapes {
            match (&shape.drawn, shape.symbol) {
                (Drawn::Annotation, _) => self.leave(Reason::Annotation, &shape.kind),
                (Drawn::Other, _) => self.leave(Reason::Unknown, &shape.kind),
                (Drawn::Broken, _) => {
                    let what = format!("{} in line {}", shape.kind, shape.line);
                    self.leave(Reason::BrokenRing, &what);
                }
                // Manholes, hydrants and lamp posts are put where they stand, whatever the
                // layer is for.
                (_, Some(_)) if self.meaning == Meaning::Ground => {
                    self.leave(Reason::Symbol, self.layer);
                }
                (_, Some(at)) if self.meaning == Meaning::Tree => trees.push(at),
                (Drawn::Circle(_, at), None) if self.meaning == Meaning::Tree => trees.push(*at),
                (Drawn::Path(path), Some(_)) if path.points.len() < 2 => {
                    self.leave(Reason::Symbol, self.layer);
                }
                (Drawn::Path(path) | Drawn::Circle(path, _), _) => loose.push(path.clone()),
                (Drawn::Filled(paths), _) => regions.push(filled(paths)),
            }
        }
        trees.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        trees.dedup();
        for at in trees {
            self.thing(Form::Point(at));
        }
        for _ in 0..without_duplicates(&mut loose) {
            self.leave(Reason::Duplicate, self.layer);
        }
        // A wall is a line even where it comes back to its beginning.
        let paths = if self.meaning == Meaning::Wall { loose } else { joined(loose) };
        if self.meaning == Meaning::Ground {
            self.ground(paths, regions);
        } else {
            self.others(paths, regions);
        }
    }

    fn leave(&mut self, reason: Reason, what: &str) {
        self.drawing.left_out.add(reason, 0.0, what);
    }

    fn warn(&mut self, en: String, zh: String) {
        self.drawing.notes.warnings.push(Bilingual::new(en, zh));
    }

    fn ground(&mut self, paths: Vec<Path>, regions: Vec<MultiPolygon<f64>>) {
        let layer = self.layer;
        let mut closed = Vec::new();
        for mut path in paths {
            if !path.closed {
                let ends = path.points.first().copied().zip(path.points.last().copied());
                let Some((a, b)) = ends else { continue };
                let gap_m = (b - a).x.hypot((b - a).y);
                if path.points.len() < 3 || gap_m > CLOSED_M {
                    let what = format!("open by {gap_m:.1} m at ({:.1}, {:.1})", a.x, a.y);
                    self.leave(Reason::BrokenRing, &what);
                    continue;
                }
                self.warn(
                    format!("An outline on layer {layer:?} was open by {gap_m:.2} m at ({:.1}, {:.1}) and was closed.", a.x, a.y),
                    format!("图层 {layer:?} 上的轮廓在（{:.1}，{:.1}）处有 {gap_m:.2} m 缺口，已闭合。", a.x, a.y),
                );
                path.closed = true;
            }
            closed.push(path);
        }
        let (mut outlined, holes, m2) = nested(&closed);
        if holes > 0 && m2 > outlined.unsigned_area() {
            // Paving, drawn stone by stone, is no lattice of holes.
            let all = areas(&closed);
            outlined = polygons::union(all.iter().flat_map(|a| &a.0));
            self.warn(
                format!("{holes} outlines on layer {layer:?} lie within others and cover most of them: all were taken for ground."),
                format!("图层 {layer:?} 上有 {holes} 个轮廓位于其他轮廓之内并覆盖其大部分：均取为地面。"),
            );
        } else if holes > 0 {
            self.warn(
                format!("{holes} outlines on layer {layer:?} lie within others and were taken for holes, {m2:.0} m²."),
                format!("图层 {layer:?} 上有 {holes} 个轮廓位于其他轮廓之内，取为孔洞，{m2:.0} m²。"),
            );
        }
        let hatched = polygons::union(regions.iter().flat_map(|r| &r.0));
        let ground = polygons::union(outlined.0.iter().chain(&hatched.0));
        if !ground.0.is_empty() {
            self.thing(Form::Area(ground));
        }
    }

    fn others(&mut self, paths: Vec<Path>, regions: Vec<MultiPolygon<f64>>) {
        for path in paths {
            if path.closed && self.meaning != Meaning::Wall {
                for area in areas(std::slice::from_ref(&path)) {
                    self.thing(Form::Area(area));
                }
            } else {
                self.thing(Form::Line(ring(&path)));
            }
        }
        for region in regions.into_iter().filter(|r| r.unsigned_area() > 1e-4) {
            self.thing(Form::Area(region));
        }
    }

    fn thing(&mut self, form: Form) {
        let m2 = match &form {
            Form::Area(area) => area.unsigned_area(),
            _ => 0.0,
        };
        let line = matches!(form, Form::Line(_));
        let tags: &[(&str, &str)] = match self.meaning {
            Meaning::Ground => &[("wuwei:what", "ground")],
            Meaning::Portal => &[("wuwei:what", "portal")],
            Meaning::Gate if line || m2 > GATE_BODY_M2 => &[("wuwei:what", "portal")],
            Meaning::Tree if matches!(form, Form::Point(_)) => &[("natural", "tree")],
            Meaning::Stairs if !line => &[("highway", "steps"), ("area", "yes")],
            Meaning::Water if !line => &[("natural", "water")],
            Meaning::Building if !line => &[("building", "yes")],
            // The lines of treads, of a shore, of a crown say nothing of what is in the way.
            Meaning::Stairs | Meaning::Water | Meaning::Tree => {
                return self.leave(Reason::Unknown, &format!("lines on {:?}", self.layer));
            }
            _ if line => &[("barrier", "wall"), ("width", WALL_M)],
            Meaning::Wall => &[("barrier", "wall"), ("area", "yes")],
            _ => &[("wuwei:what", "furniture")],
        };
        let mut thing = Thing {
            source: format!("dxf:{}", self.drawing.things.len() + 1),
            tags: Tags::default(),
            form,
        };
        for (key, value) in tags {
            thing.tags.0.insert((*key).to_owned(), (*value).to_owned());
        }
        if let Some((name, zh)) = portal_name(self.layer)
            && thing.tags.is("wuwei:what", &["portal"])
        {
            thing.tags.0.insert("name".to_owned(), name.to_owned());
            thing.tags.0.insert("name:zh".to_owned(), zh.to_owned());
        }
        self.drawing.things.push(thing);
    }
}

/// What an entrance or exit is called, by its layer.
fn portal_name(layer: &str) -> Option<(&'static str, &'static str)> {
    let name = layer.to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|w| name.contains(w));
    if holds(&["exit", "ausgang", "sortie"]) || (name.contains("出口") && !name.contains("出入口"))
    {
        Some(("Exit", "出口"))
    } else if holds(&["entrance", "entry", "eingang", "distribution", "entrée"]) {
        Some(("Entrance", "入口"))
    } else {
        None
    }
}
