//! An event on a square of 500 m with 20 destinations, written as the files that a planner has.

use std::fmt::Write;
use std::path::Path;

/// Side of the square, metres.
const SIDE_M: u32 = 500;
/// Lawns in a row; with a gate in each side they make 20 destinations.
const LAWNS: u32 = 4;
/// Side of a lawn, metres.
const LAWN_M: u32 = 40;

/// Writes `event.ron` and `venue.geojson` into a folder.
///
/// # Errors
/// Where the folder cannot be written to.
pub fn write(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("venue.geojson"), venue())?;
    std::fs::write(folder.join("event.ron"), event())
}

fn feature(kind: &str, id: &str, shape: &str, points: &str) -> String {
    let properties = format!(r#"{{"kind": "{kind}", "id": "{id}"}}"#);
    let geometry = format!(r#"{{"type": "{shape}", "coordinates": {points}}}"#);
    format!(r#"{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}"#)
}

fn square([x, y]: [u32; 2], side: u32) -> String {
    let (east, north) = (x + side, y + side);
    format!("[[[{x}, {y}], [{east}, {y}], [{east}, {north}], [{x}, {north}], [{x}, {y}]]]")
}

/// South-west corners of the lawns.
fn lawns() -> impl Iterator<Item = [u32; 2]> {
    let lot = SIDE_M / LAWNS;
    let corner = move |number: u32| number * lot + (lot - LAWN_M) / 2;
    (0..LAWNS * LAWNS).map(move |i| [corner(i % LAWNS), corner(i / LAWNS)])
}

fn venue() -> String {
    let (low, high, far) = (SIDE_M / 2 - 20, SIDE_M / 2 + 20, SIDE_M - 1);
    let mut features = vec![feature("ground", "ground", "Polygon", &square([0, 0], SIDE_M))];
    for (id, line) in [
        ("west", format!("[[1, {low}], [1, {high}]]")),
        ("east", format!("[[{far}, {low}], [{far}, {high}]]")),
        ("south", format!("[[{low}, 1], [{high}, 1]]")),
        ("north", format!("[[{low}, {far}], [{high}, {far}]]")),
    ] {
        features.push(feature("portal", id, "LineString", &line));
    }
    for (number, corner) in lawns().enumerate() {
        let area = square(corner, LAWN_M);
        features.push(feature("attraction", &format!("lawn_{number}"), "Polygon", &area));
    }
    let features = features.join(",\n");
    format!(
        r#"{{"type": "FeatureCollection", "wuwei": {{"version": 1, "coordinates": "metres"}},
"features": [{features}]}}"#
    )
}

fn event() -> String {
    let mut attractions = String::new();
    for (number, _) in lawns().enumerate() {
        let _ = writeln!(
            attractions,
            r#"(id: "lawn_{number}", is: Place(capacity: 1000),
                stay_min: (mean: 2.0, sd: 1.0, low: 1.0, high: 5.0)),"#
        );
    }
    format!(
        r#"Event(
    version: 1,
    from: "10:00", until: "12:00",
    portals: [(id: "west"), (id: "east"), (id: "south"), (id: "north")],
    demand: (visitors: 4000,
             arrivals: Curve([("10:00", 1.0), ("10:08", 1.0), ("10:09", 0.0)]),
             stay_min: (mean: 60.0, sd: 20.0, low: 20.0, high: 110.0)),
    attractions: [{attractions}],
)"#
    )
}
