//! A DXF file as shapes on layers: its sections, layers and blocks, and what is inserted where.

use super::entities::{Drawn, Path, drawn, from_below, point};
use super::pairs::{Record, pairs, records, unescaped};
use super::units::LengthUnit;
use crate::document::{Place, Problems};
use geo::Coord;
use std::collections::BTreeMap;
use std::path;

/// Blocks within blocks deeper than this are a mistake.
const DEEPEST: usize = 16;
/// More shapes than this no machine could make a venue of.
const MOST_SHAPES: usize = 300_000;
/// More points than this, or entities looked at in blocks within blocks, neither.
const MOST_POINTS: usize = 10_000_000;

/// A drawing as shapes, in its own units.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its unit, where it says.
    pub unit: Option<LengthUnit>,
    /// Its layers, and which of them are switched off or frozen.
    pub layers: BTreeMap<String, bool>,
    /// What is drawn.
    pub shapes: Vec<Shape>,
}

/// Something drawn.
#[derive(Debug)]
pub struct Shape {
    /// On which layer.
    pub layer: String,
    /// Line in the file.
    pub line: usize,
    /// Kind of the entity.
    pub kind: String,
    /// What it draws.
    pub drawn: Drawn,
    /// Where the block was put that it stands in on the block's own layer; `None` where it is
    /// drawn by itself, or on a layer of its own.
    pub symbol: Option<Coord<f64>>,
}

/// From the coordinates of a block to those of what it is put into.
#[derive(Clone, Copy)]
struct Move {
    x: Coord<f64>,
    y: Coord<f64>,
    to: Coord<f64>,
}

impl Move {
    const STAY: Self = Self {
        x: Coord { x: 1.0, y: 0.0 },
        y: Coord { x: 0.0, y: 1.0 },
        to: Coord { x: 0.0, y: 0.0 },
    };

    fn at(&self, c: Coord<f64>) -> Coord<f64> {
        self.x * c.x + self.y * c.y + self.to
    }

    /// First `inner`, then this.
    fn after(&self, inner: &Self) -> Self {
        let turn = |c: Coord<f64>| self.x * c.x + self.y * c.y;
        Self { x: turn(inner.x), y: turn(inner.y), to: self.at(inner.to) }
    }
}

struct Block<'t, 'p> {
    base: Coord<f64>,
    entities: Vec<Record<'t, 'p>>,
}

/// Reads a file.
///
/// # Errors
/// Where it is damaged, or draws more than any machine could take.
pub fn read(path: &path::Path, text: &str, unit: Option<LengthUnit>) -> Result<Sheet, Problems> {
    let pairs = pairs(path, text)?;
    let records = records(&pairs);
    let mut sections: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    let mut section = "";
    for record in &records {
        match record.kind {
            "SECTION" => {
                section = record.text(2).unwrap_or_default();
                sections.entry(section).or_default().push(*record);
            }
            "ENDSEC" => section = "",
            _ => sections.entry(section).or_default().push(*record),
        }
    }
    let of = |name: &str| sections.get(name).map_or(&[][..], Vec::as_slice);
    let mut sheet = Sheet { unit: unit.or_else(|| unit_of(of("HEADER"))), ..Sheet::default() };
    for layer in of("TABLES").iter().filter(|r| r.kind == "LAYER") {
        let off = layer.flags(70) & 1 == 1 || layer.number_or(62, 7.0) < 0.0;
        let name = unescaped(layer.text(2).unwrap_or_default());
        sheet.layers.insert(name, off);
    }
    let mut reader = Reader {
        path,
        unit_m: sheet.unit.map_or(1.0, |u| u.metres),
        blocks: blocks(of("BLOCKS")),
        sheet,
        points: 0,
    };
    let entities: Vec<Record> = of("ENTITIES").iter().skip(1).copied().collect();
    reader.all(&entities, &Move::STAY, None, 0)?;
    Ok(reader.sheet)
}

fn unit_of(header: &[Record]) -> Option<LengthUnit> {
    let pairs = header.first()?.pairs;
    let name = pairs.iter().position(|p| p.code == 9 && p.value == "$INSUNITS")?;
    LengthUnit::from_code(pairs.get(name + 1)?.number()? as i64)
}

fn blocks<'t, 'p>(records: &[Record<'t, 'p>]) -> BTreeMap<String, Block<'t, 'p>> {
    let mut blocks = BTreeMap::new();
    let mut open: Option<(String, Block)> = None;
    for record in records {
        match record.kind {
            "BLOCK" => {
                let base = point(record, 10).unwrap_or_default();
                let name = record.text(2).unwrap_or_default().to_lowercase();
                open = Some((name, Block { base, entities: Vec::new() }));
            }
            "ENDBLK" => blocks.extend(open.take()),
            _ => {
                if let Some((_, block)) = &mut open {
                    block.entities.push(*record);
                }
            }
        }
    }
    blocks
}

/// What a block inherits from where it is put: the layer, and the place.
#[derive(Clone, Copy)]
struct Put<'a> {
    layer: &'a str,
    at: Coord<f64>,
}

struct Reader<'a, 't, 'p> {
    path: &'a path::Path,
    unit_m: f64,
    blocks: BTreeMap<String, Block<'t, 'p>>,
    sheet: Sheet,
    points: usize,
}

impl Reader<'_, '_, '_> {
    fn all(
        &mut self,
        entities: &[Record],
        to: &Move,
        put: Option<Put>,
        depth: usize,
    ) -> Result<(), Problems> {
        let mut i = 0;
        while i < entities.len() {
            let entity = &entities[i];
            self.spend(1)?;
            i += 1;
            let follows = |r: &Record| ["VERTEX", "ATTRIB"].contains(&r.kind);
            let behind = entities[i..].iter().take_while(|r| follows(r)).count();
            let vertices = &entities[i..i + behind];
            if ["POLYLINE", "INSERT"].contains(&entity.kind) {
                i += behind;
            }
            // Paper space is the sheet that is printed; what is invisible is not there.
            let shown = entity.flags(67) & 1 == 0 && entity.flags(60) & 1 == 0;
            if !shown || ["SEQEND", "VERTEX", "ENDSEC"].contains(&entity.kind) {
                continue;
            }
            let own = unescaped(entity.text(8).unwrap_or("0"));
            let inherits = put.filter(|_| own == "0");
            let layer = inherits.map_or(own, |p| p.layer.to_owned());
            if entity.kind == "INSERT" {
                self.insert(entity, &layer, to, put, depth)?;
                continue;
            }
            let drawn = moved(drawn(entity, vertices, self.unit_m), to);
            self.spend(points(&drawn))?;
            self.add(Shape {
                layer,
                line: entity.line,
                kind: entity.kind.to_owned(),
                drawn,
                symbol: inherits.map(|p| p.at),
            })?;
        }
        Ok(())
    }

    fn add(&mut self, shape: Shape) -> Result<(), Problems> {
        self.sheet.layers.entry(shape.layer.clone()).or_insert(false);
        self.sheet.shapes.push(shape);
        self.spend(0)
    }

    /// Counts what is unfolded, before memory or patience runs out.
    fn spend(&mut self, points: usize) -> Result<(), Problems> {
        self.points += points;
        if self.sheet.shapes.len() <= MOST_SHAPES && self.points <= MOST_POINTS {
            return Ok(());
        }
        let what = (
            "draws more than 300,000 shapes, blocks unfolded, or ten million points",
            "展开块后超过 30 万个图形，或一千万个点",
        );
        let hint = (
            "leave the layers that are not needed out of the export",
            "导出时请不要带上不需要的图层",
        );
        Err(Problems::one(Place::file(self.path), what, hint))
    }

    fn insert(
        &mut self,
        insert: &Record,
        layer: &str,
        to: &Move,
        put: Option<Put>,
        depth: usize,
    ) -> Result<(), Problems> {
        let at = point(insert, 10).unwrap_or_default();
        let name = insert.text(2).unwrap_or_default().to_lowercase();
        let block = self.blocks.get(&name).map(|b| (b.base, b.entities.clone()));
        let place = put.map_or_else(|| to.at(at), |p| p.at);
        let (base, entities) = block.unwrap_or_default();
        if entities.is_empty() || depth >= DEEPEST {
            return self.add(Shape {
                layer: layer.to_owned(),
                line: insert.line,
                kind: "INSERT".to_owned(),
                drawn: Drawn::Path(Path { points: vec![place], closed: false }),
                symbol: Some(place),
            });
        }
        let flip = if from_below(insert) { -1.0 } else { 1.0 };
        let (scale_x, scale_y) = (insert.number_or(41, 1.0), insert.number_or(42, 1.0));
        let (sin, cos) = insert.number_or(50, 0.0).to_radians().sin_cos();
        let x = Coord { x: cos * flip, y: sin };
        let y = Coord { x: -sin * flip, y: cos };
        let count = |code: i32| insert.number_or(code, 1.0).clamp(1.0, MOST_SHAPES as f64) as usize;
        let (columns, rows) = (count(70), count(71));
        for k in 0..columns.saturating_mul(rows) {
            let (column, row) = ((k % columns) as f64, (k / columns) as f64);
            let step =
                x * (column * insert.number_or(44, 0.0)) + y * (row * insert.number_or(45, 0.0));
            let corner = Coord { x: at.x * flip, y: at.y } + step;
            let here = Move { x: x * scale_x, y: y * scale_y, to: corner };
            let shift = Move { to: Coord { x: -base.x, y: -base.y }, ..Move::STAY };
            let whole = to.after(&here.after(&shift));
            let put = put.unwrap_or(Put { layer, at: to.at(corner) });
            self.all(&entities, &whole, Some(Put { layer, ..put }), depth + 1)?;
        }
        Ok(())
    }
}

fn points(drawn: &Drawn) -> usize {
    match drawn {
        Drawn::Path(path) | Drawn::Circle(path, _) => path.points.len(),
        Drawn::Filled(paths) => paths.iter().map(|p| p.points.len()).sum(),
        _ => 1,
    }
}

fn moved(drawn: Drawn, to: &Move) -> Drawn {
    let all = |mut path: Path| {
        path.points.iter_mut().for_each(|p| *p = to.at(*p));
        path
    };
    match drawn {
        Drawn::Path(path) => sound(all(path)),
        Drawn::Circle(path, centre) => match sound(all(path)) {
            Drawn::Path(path) => Drawn::Circle(path, to.at(centre)),
            other => other,
        },
        Drawn::Filled(paths) => {
            let paths: Vec<Path> = paths.into_iter().map(all).collect();
            if paths.iter().all(sane) { Drawn::Filled(paths) } else { Drawn::Broken }
        }
        other => other,
    }
}

fn sound(path: Path) -> Drawn {
    if sane(&path) { Drawn::Path(path) } else { Drawn::Broken }
}

/// Whether all its numbers are numbers.
fn sane(path: &Path) -> bool {
    path.points.iter().all(|p| p.x.abs() < 1e12 && p.y.abs() < 1e12)
}
