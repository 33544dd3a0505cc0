//! The page of evidence: curves and errors, real beside other programs' beside ours, as Markdown
//! with pictures beside it.

use super::curves::{Chart, Series};
use super::errors::Curve;
use super::figures::Figures;
use super::relations::{Relations, doors_of, of_kind};
use super::table::Overall;
use crate::document::{Problems, write_atomically};
use crate::scene::Scene;
use std::fmt::Write;
use std::path::Path;

/// One origin of figures: what was recorded, another program, or ours.
pub struct Side<'a> {
    /// Its name.
    pub name: String,
    /// The figures of the scenes that there are of it.
    pub figures: Vec<(&'a Scene, &'a Figures)>,
    /// The errors over all.
    pub overall: Option<Overall>,
}

/// What the page is made of.
pub struct Page<'a> {
    /// What was recorded.
    pub real: Vec<(&'a Scene, &'a Figures)>,
    /// Other programs, then ours last.
    pub sides: Vec<Side<'a>>,
    /// Relations that were measured elsewhere.
    pub relations: &'a Relations,
    /// The command that makes the page again.
    pub command: String,
}

/// A picture: its file's name and its text.
type Picture = (String, String);

impl Page<'_> {
    /// Writes the page to `path` and its pictures into a folder of the same name beside it.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Problems> {
        let folder = path.with_extension("");
        let pictures = self.pictures();
        for (name, svg) in &pictures {
            write_atomically(&folder.join(name), svg.as_bytes())?;
        }
        let stem =
            folder.file_name().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        write_atomically(path, self.text(&stem, &pictures).as_bytes())
    }

    fn text(&self, folder: &str, pictures: &[Picture]) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let mut line = |words: &str| {
            let _ = writeln!(text, "{words}");
        };
        line("# Motion beside what was recorded\n");
        line("Made by `wuwei verify`; every figure, real or simulated, is taken by the same code:");
        line(
            "flows at lines, density and speed by each person's own room (Voronoi cells cut off at",
        );
        line(
            "1 m and at walls). Errors are shares, except those of speed at equal density (m/s).\n",
        );
        line("```sh");
        line(&self.command);
        line("```\n");
        line("## Errors over all scenes\n");
        line(&self.overall());
        line("## Curves\n");
        for (name, _) in pictures {
            line(&format!("![{}]({folder}/{name})\n", name.trim_end_matches(".svg")));
        }
        line("## Scene by scene\n");
        line(&self.scenes());
        line(SOURCES);
        text
    }

    fn overall(&self) -> String {
        let mut text = String::from("| error |");
        for side in &self.sides {
            let _ = write!(text, " {} |", side.name);
        }
        text.push_str("\n|---|");
        text.push_str(&"---|".repeat(self.sides.len()));
        text.push('\n');
        let missing = |of: Option<(f64, usize)>| {
            of.map_or("–".to_owned(), |(error, missing)| match missing {
                0 => format!("{error:.3}"),
                1 => format!("{error:.3} (1 density not reached)"),
                n => format!("{error:.3} ({n} densities not reached)"),
            })
        };
        let share = |of: f64| format!("{of:.3}");
        type Shown<'a> = (&'a str, &'a dyn Fn(&Overall) -> String);
        let lines: [Shown; 10] = [
            ("flow", &|o| share(o.mean.flow)),
            ("times of passing", &|o| share(o.mean.times)),
            ("density", &|o| share(o.mean.density)),
            ("speed", &|o| share(o.mean.speed)),
            ("time from one to the next", &|o| share(o.mean.gap)),
            ("never got through", &|o| share(o.mean.stuck)),
            ("speed at equal density, one way, m/s", &|o| missing(o.one_way)),
            ("speed at equal density, two ways, m/s", &|o| missing(o.two_ways)),
            ("speed at equal density, single file, m/s", &|o| missing(o.single_file)),
            ("flow through doors", &|o| o.doors.map_or("–".to_owned(), share)),
        ];
        for (name, shown) in lines {
            let _ = write!(text, "| {name} |");
            for side in &self.sides {
                let cell = side.overall.as_ref().map_or("–".to_owned(), shown);
                let _ = write!(text, " {cell} |");
            }
            text.push('\n');
        }
        text
    }

    fn scenes(&self) -> String {
        let mut text = String::from(
            "| scene | | people | flow /s | density /m² | speed m/s | gap s |\n|---|---|---|---|---|---|---|\n",
        );
        let shown = |of: Option<f64>| of.map_or("–".to_owned(), |n| format!("{n:.2}"));
        let mut line = |scene: &str, side: &str, figures: &Figures| {
            let _ = writeln!(
                text,
                "| {scene} | {side} | {} | {} | {} | {} | {} |",
                figures.people,
                shown(figures.flow_per_s),
                shown(figures.density_per_m2),
                shown(figures.speed_mps),
                shown(figures.gap_s)
            );
        };
        for (scene, figures) in &self.real {
            line(&scene.name, "recorded", figures);
            for side in &self.sides {
                if let Some((_, figures)) = side.figures.iter().find(|(s, _)| s.name == scene.name)
                {
                    line("", &side.name, figures);
                }
            }
        }
        text
    }

    fn pictures(&self) -> Vec<Picture> {
        let mut pictures = vec![
            self.speeds("one way", "uni"),
            self.speeds("two ways", "bi"),
            self.single_file(),
            self.doors(),
        ];
        for (scene, real) in &self.real {
            if real.passed_s.len() > 1 {
                pictures.push(self.passing(scene, real));
            }
        }
        pictures
    }

    fn speeds(&self, title: &str, kind: &str) -> Picture {
        let mut series = points_and_line("recorded", 0, of_kind(&self.real, kind), &Curve::of);
        for (i, side) in self.sides.iter().enumerate() {
            series.extend(line_only(&side.name, i + 1, &Curve::of(&of_kind(&side.figures, kind))));
        }
        let title = format!("Speed at a density, {title}");
        let axes = ["persons per m²", "m/s"];
        picture(&title, &Chart { title: &title, axes, series })
    }

    fn single_file(&self) -> Picture {
        let real = self.relations.single_file.clone();
        let mut series = points_and_line("recorded", 0, real, &Curve::single_file);
        for (i, side) in self.sides.iter().enumerate() {
            let curve = Curve::single_file(&of_kind(&side.figures, "ring"));
            series.extend(line_only(&side.name, i + 1, &curve));
        }
        let title = "Speed at a density, single file";
        picture(title, &Chart { title, axes: ["persons per m", "m/s"], series })
    }

    fn doors(&self) -> Picture {
        let real = self.relations.doors.clone();
        let of = |name, colour, points, as_line| Series { name, colour, points, as_line };
        let mut series = vec![of("recorded", 0, real, false)];
        for (i, side) in self.sides.iter().enumerate() {
            series.push(of(&side.name, i + 1, doors_of(&side.figures), true));
        }
        let title = "Flow through a door by its width";
        picture(title, &Chart { title, axes: ["width, m", "persons/s"], series })
    }

    fn passing(&self, scene: &Scene, real: &Figures) -> Picture {
        let steps = |figures: &Figures| {
            let passed = figures.passed_s.iter().enumerate();
            passed.map(|(n, at_s)| [*at_s, (n + 1) as f64]).collect::<Vec<_>>()
        };
        let of = |name, colour, points| Series { name, colour, points, as_line: true };
        let mut series = vec![of("recorded", 0, steps(real))];
        for (i, side) in self.sides.iter().enumerate() {
            if let Some((_, figures)) = side.figures.iter().find(|(s, _)| s.name == scene.name) {
                series.push(of(&side.name, i + 1, steps(figures)));
            }
        }
        let title = format!("People who have passed, {}", scene.name);
        picture(&title, &Chart { title: &title, axes: ["s", "people"], series })
    }
}

fn picture(title: &str, chart: &Chart) -> Picture {
    let plain = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = title.chars().map(plain).collect();
    (format!("{}.svg", name.replace("--", "-")), chart.svg())
}

/// What was recorded: all points faintly, and their mean.
fn points_and_line<'a>(
    name: &'a str,
    colour: usize,
    points: Vec<[f64; 2]>,
    curve: &dyn Fn(&[[f64; 2]]) -> Curve,
) -> Vec<Series<'a>> {
    let mean = curve(&points);
    let mut series = vec![Series { name: "", colour, points, as_line: false }];
    series.extend(line_only(name, colour, &mean));
    series
}

fn line_only<'a>(name: &'a str, colour: usize, curve: &Curve) -> Option<Series<'a>> {
    let points: Vec<[f64; 2]> =
        curve.0.iter().filter_map(|(density, speed)| Some([*density, (*speed)?])).collect();
    (!points.is_empty()).then_some(Series { name, colour, points, as_line: true })
}

/// Where the recordings come from; curves of them are shown, the data are not kept here.
const SOURCES: &str = "## Sources\n
- One way, corner, exit: HERMES, Düsseldorf 2009 (uo-*, eo-300, ao-300); two ways: BaSiGo,
  Düsseldorf 2013; entrance gate: Wuppertal 2018, doi 10.34735/ped.2018.1. Institute for Advanced
  Simulation, Forschungszentrum Jülich; CC BY 4.0 with PedPy.
- Single file: 26 m oval, Forschungszentrum Jülich 2006; doors: Kretz et al. 2006, Seyfried et al.
  2009, Liddle et al. 2009; as kept with JuPedSim's validation tests.
";
