//! Where a plan relieves and where it burdens: person-minutes above the limit by place. A place is
//! what has a name in the venue, a counting line, an attraction or a portal, with the ground that is
//! nearer to it than to any other and within [`NEAR_M`]; the rest of the ground is one place more.

use super::Figures;
use super::paired::{Difference, Verdict};
use crate::document::Bilingual;
use crate::geometry::Grid;
use crate::scenario::Scenario;
use crate::venue::PortalGeometry;
use geo::{Distance, Euclidean, Point};
use serde::Serialize;

/// Ground farther than this from everything that has a name belongs to no named place, metres [a].
const NEAR_M: f64 = 30.0;
/// Person-minutes above the limit, in the mean of both plans, below which a place is not told.
const LEAST_PERSON_MIN: f64 = 1.0;

/// Person-minutes above the limit at a place, with the plan and without it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceDifference {
    /// Shown name.
    pub name: Bilingual,
    /// Person-minutes above the limit.
    #[serde(flatten)]
    pub above_person_min: Difference,
    /// What the difference says.
    pub verdict: Verdict,
}

/// The places that pairs of runs differ in, those where most is above the limit first.
pub(super) fn differences(
    scenario: &Scenario,
    reference: &[Figures],
    plan: &[Figures],
) -> Vec<PlaceDifference> {
    let Some(grid) = reference.first().map(|run| run.grid) else { return Vec::new() };
    let (names, of_cell) = places(scenario, &grid, reference.iter().chain(plan));
    let sums = |run: &Figures| {
        let mut sums = vec![0.0; names.len()];
        for (cell, above) in run.above.iter().enumerate() {
            if let Some(place) = of_cell.get(cell).copied().flatten() {
                sums[place] += f64::from(*above);
            }
        }
        sums
    };
    let pairs: Vec<_> = reference.iter().zip(plan).map(|(a, b)| (sums(a), sums(b))).collect();
    let one = |(place, name): (usize, &Bilingual)| {
        let own: Vec<_> = pairs.iter().map(|(a, b)| (a[place], b[place])).collect();
        let is = Difference::of(&own);
        PlaceDifference { name: name.clone(), above_person_min: is, verdict: is.verdict() }
    };
    let mut all: Vec<PlaceDifference> = names.iter().enumerate().map(one).collect();
    let size =
        |place: &PlaceDifference| place.above_person_min.reference.max(place.above_person_min.plan);
    all.retain(|place| size(place) >= LEAST_PERSON_MIN);
    all.sort_by(|a, b| size(b).total_cmp(&size(a)));
    all
}

/// The names of all places, and the place of each cell that is above the limit in any of the runs.
fn places<'a>(
    scenario: &Scenario,
    grid: &Grid,
    runs: impl Iterator<Item = &'a Figures>,
) -> (Vec<Bilingual>, Vec<Option<usize>>) {
    let counters = scenario.counters.iter().map(|counter| &counter.shape.name);
    let attractions = scenario.attractions.iter().map(|attraction| &attraction.shape.name);
    let portals = scenario.portals.iter().map(|portal| &portal.shape.name);
    let mut names: Vec<Bilingual> = counters.chain(attractions).chain(portals).cloned().collect();
    let elsewhere = names.len();
    names.push(Bilingual::new("elsewhere", "其他地方"));
    let mut hot = vec![false; grid.len()];
    for run in runs {
        hot.iter_mut().zip(&run.above).for_each(|(hot, above)| *hot |= *above > 0.0);
    }
    let of_cell = hot.iter().enumerate().map(|(cell, hot)| {
        let at = grid.centre(cell).as_dvec2();
        hot.then(|| nearest(scenario, Point::new(at.x, at.y)).unwrap_or(elsewhere))
    });
    let of_cell = of_cell.collect();
    (names, of_cell)
}

/// The named place nearest to a point, by its number.
fn nearest(scenario: &Scenario, at: Point) -> Option<usize> {
    let counters = scenario.counters.iter().map(|c| Euclidean.distance(&at, &c.shape.line));
    let attractions = scenario.attractions.iter().map(|a| Euclidean.distance(&at, &a.shape.area));
    let portals = scenario.portals.iter().map(|portal| match &portal.shape.shape {
        PortalGeometry::Line(line) => Euclidean.distance(&at, line),
        PortalGeometry::Area(area) => Euclidean.distance(&at, area),
    });
    let all = counters.chain(attractions).chain(portals).enumerate();
    let (place, away_m) = all.min_by(|a, b| a.1.total_cmp(&b.1))?;
    (away_m <= NEAR_M).then_some(place)
}
