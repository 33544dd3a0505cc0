//! Walls: the exact edges of the walkable ground, and barriers, in a uniform grid of buckets.
//!
//! The ground raster only says roughly where one can walk; what a body touches, what cuts a
//! line of sight along the ground and what nobody may cross is decided here, on the segments
//! themselves.
//!
//! Each bucket lists all segments within [`Walls::REACH_M`] of any of its points, so one
//! look-up answers every question about a point's surroundings. Coordinates are f32 metres of
//! the venue's frame: at 1 km from the origin they are good to 0.06 mm, well below
//! [`Walls::MARGIN_M`].

use super::contact::{first_hit, first_touch};
use super::lanes::Lanes;
use fearless_simd::{f32x8, prelude::*};
use geo::{Coord, MultiPolygon};
use glam::Vec2;

/// A straight piece of a wall or barrier; nobody crosses it from either side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WallSegment {
    /// One end, metres.
    pub a: Vec2,
    /// The other end, metres.
    pub b: Vec2,
}

impl WallSegment {
    /// The point of the segment nearest to `p`.
    #[inline(always)]
    pub fn nearest(&self, p: Vec2) -> Vec2 {
        let along = self.b - self.a;
        let length2 = along.length_squared();
        if length2 <= 0.0 {
            return self.a;
        }
        self.a + along * ((p - self.a).dot(along) / length2).clamp(0.0, 1.0)
    }

    /// Distance from `p`, metres.
    #[inline]
    pub fn distance(&self, p: Vec2) -> f32 {
        self.nearest(p).distance(p)
    }

    /// Whether the straight line from `p` to `q` meets the segment (touching counts).
    #[inline(always)]
    pub fn meets(&self, p: Vec2, q: Vec2) -> bool {
        // Relative to `p`, so that the products keep their digits far from the origin.
        let (move_, a, b) = (q - p, self.a - p, self.b - p);
        let wall = b - a;
        let (side_a, side_b) = (move_.perp_dot(a), move_.perp_dot(b));
        let (side_p, side_q) = (wall.perp_dot(-a), wall.perp_dot(move_ - a));
        if side_a * side_b > 0.0 || side_p * side_q > 0.0 {
            return false;
        }
        // On one line (or a point): they meet where their extents overlap.
        let overlap =
            |p0: f32, p1: f32, a: f32, b: f32| a.min(b) <= p0.max(p1) && p0.min(p1) <= a.max(b);
        overlap(0.0, move_.x, a.x, b.x) && overlap(0.0, move_.y, a.y, b.y)
    }
}

/// A wall between two points; `None` where they are one, or nowhere.
fn segment([a, b]: [Coord<f64>; 2]) -> Option<WallSegment> {
    let point = |c: Coord<f64>| Vec2::new(c.x as f32, c.y as f32);
    let wall = WallSegment { a: point(a), b: point(b) };
    (wall.a.is_finite() && wall.b.is_finite() && wall.a != wall.b).then_some(wall)
}

/// Eight segments side by side; those that fill up the last eight are far from everything.
#[derive(Clone, Debug)]
pub struct EightWalls {
    /// One end, metres.
    ax: [f32; Self::LANES],
    ay: [f32; Self::LANES],
    /// The other end, metres.
    bx: [f32; Self::LANES],
    by: [f32; Self::LANES],
    /// One over the square of the length, m⁻².
    per_length2: [f32; Self::LANES],
}

impl EightWalls {
    const LANES: usize = 8;
    /// Where segments are that nobody ever meets, metres.
    const NOWHERE_M: f32 = 1e7;

    fn new(indices: &[u32], segments: &[WallSegment]) -> Self {
        let far = Vec2::splat(Self::NOWHERE_M);
        let wall = |k: usize| {
            let index = indices.get(k);
            index.map_or(WallSegment { a: far, b: far + 1.0 }, |i| segments[*i as usize])
        };
        let column = |of: fn(WallSegment) -> f32| std::array::from_fn(|k| of(wall(k)));
        Self {
            ax: column(|w| w.a.x),
            ay: column(|w| w.a.y),
            bx: column(|w| w.b.x),
            by: column(|w| w.b.y),
            per_length2: column(|w| 1.0 / (w.b - w.a).length_squared()),
        }
    }

    /// One of the eight.
    #[inline(always)]
    pub fn wall(&self, k: usize) -> WallSegment {
        let (a, b) = (Vec2::new(self.ax[k], self.ay[k]), Vec2::new(self.bx[k], self.by[k]));
        WallSegment { a, b }
    }

    /// Which segments may cut a straight line from `p` to a point of the box around it from `low`
    /// to `high` (seen from `p`, metres), as bits: one that is not among them surely cuts none.
    #[inline(always)]
    pub fn may_cut<S: Simd>(&self, simd: S, p: Vec2, low: Vec2, high: Vec2) -> u64 {
        /// More than rounding makes of it, metres.
        const SLACK_M: f32 = 1e-3;
        let load = |column: &[f32; Self::LANES]| f32x8::load_array_ref(simd, column);
        let (ax, ay) = (load(&self.ax) - p.x, load(&self.ay) - p.y);
        let (bx, by) = (load(&self.bx) - p.x, load(&self.by) - p.y);
        let in_box = ax.min(bx).simd_le(high.x + SLACK_M)
            & ax.max(bx).simd_ge(low.x - SLACK_M)
            & ay.min(by).simd_le(high.y + SLACK_M)
            & ay.max(by).simd_ge(low.y - SLACK_M);
        // On which side of the segment's line `p` is, and how far the box reaches to both sides.
        let (along_x, along_y) = (bx - ax, by - ay);
        let own = along_y * ax - along_x * ay;
        let (x0, x1) = (along_y * -low.x, along_y * -high.x);
        let (y0, y1) = (along_x * low.y, along_x * high.y);
        let slack = (along_x.abs() + along_y.abs()) * SLACK_M;
        let reaches_over = (own + x0.min(x1) + y0.min(y1)).simd_le(slack)
            & (own + x0.max(x1) + y0.max(y1) + slack).simd_ge(0.0);
        (in_box & reaches_over).to_bitmask()
    }

    /// From the nearest point of each segment to `p`, east and north, metres.
    #[inline(always)]
    pub fn away<S: Simd>(&self, simd: S, p: Vec2) -> [f32x8<S>; 2] {
        let load = |column: &[f32; Self::LANES]| f32x8::load_array_ref(simd, column);
        let (ax, ay) = (load(&self.ax), load(&self.ay));
        let (dx, dy) = (load(&self.bx) - ax, load(&self.by) - ay);
        let (px, py) = (f32x8::splat(simd, p.x) - ax, f32x8::splat(simd, p.y) - ay);
        let share = ((px * dx + py * dy) * load(&self.per_length2)).max(0.0).min(1.0);
        [px - dx * share, py - dy * share]
    }
}

/// All walls of a venue, with barriers.
#[derive(Clone, Debug)]
pub struct Walls {
    origin: Vec2,
    columns: usize,
    rows: usize,
    segments: Vec<WallSegment>,
    lanes: Lanes,
    /// Per bucket the range in `listed`; one more than there are buckets.
    starts: Vec<u32>,
    listed: Vec<WallSegment>,
    /// Per bucket the range in `sighted`: the segments within [`Walls::SIGHT_M`] of its points.
    sight_starts: Vec<u32>,
    sighted: Vec<EightWalls>,
    /// Buckets from whose points no wall is within [`Walls::OPEN_M`].
    open: Vec<bool>,
}

impl Walls {
    /// [`Walls::near`] lists everything within this distance of a point, metres.
    pub const REACH_M: f32 = 1.0;
    /// Distance that [`Walls::keep_out`] keeps from a wall, metres.
    pub const MARGIN_M: f32 = 0.005;
    /// [`Walls::in_sight`] lists everything within this distance of a point, metres.
    pub const SIGHT_M: f32 = 2.5;
    /// [`Walls::is_open`] says that no wall is within this distance, metres.
    pub const OPEN_M: f32 = Self::SIGHT_M;
    /// Side of a bucket, metres.
    const BUCKET_M: f32 = 1.0;

    /// The edges of the ground, and `extra` segments (barriers), local metres.
    pub fn new(ground: &MultiPolygon<f64>, extra: &[[Coord<f64>; 2]]) -> Self {
        let rings = ground.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let edges = rings.flat_map(|ring| ring.lines()).map(|l| [l.start, l.end]);
        let walls = edges.filter_map(segment).collect();
        Self::from_segments(walls, extra.iter().copied().filter_map(segment))
    }

    /// These walls and `extra` segments (barriers), local metres.
    pub fn with(&self, extra: &[[Coord<f64>; 2]]) -> Self {
        Self::from_segments(self.segments.clone(), extra.iter().copied().filter_map(segment))
    }

    fn from_segments(
        mut segments: Vec<WallSegment>,
        barriers: impl Iterator<Item = WallSegment>,
    ) -> Self {
        let walls = segments.len();
        segments.extend(barriers);
        let lanes = Lanes::between(segments[walls..].to_vec());
        let mut low = Vec2::INFINITY;
        let mut high = Vec2::NEG_INFINITY;
        for s in &segments {
            low = low.min(s.a).min(s.b);
            high = high.max(s.a).max(s.b);
        }
        if segments.is_empty() {
            (low, high) = (Vec2::ZERO, Vec2::ZERO);
        }
        let spare = Self::OPEN_M + Self::BUCKET_M;
        let origin = (low - spare).floor();
        let size = ((high + spare - origin) / Self::BUCKET_M).ceil();
        let mut walls = Self {
            origin,
            columns: size.x as usize,
            rows: size.y as usize,
            segments,
            lanes,
            starts: Vec::new(),
            listed: Vec::new(),
            sight_starts: Vec::new(),
            sighted: Vec::new(),
            open: Vec::new(),
        };
        walls.fill_buckets();
        walls
    }

    fn fill_buckets(&mut self) {
        let (starts, listed) = self.lists_within(Self::REACH_M);
        self.starts = starts;
        self.listed = listed.iter().map(|i| self.segments[*i as usize]).collect();
        let (starts, listed) = self.lists_within(Self::SIGHT_M);
        self.sight_starts = vec![0];
        for list in starts.windows(2).map(|w| &listed[w[0] as usize..w[1] as usize]) {
            let eights = list.chunks(EightWalls::LANES);
            self.sighted.extend(eights.map(|eight| EightWalls::new(eight, &self.segments)));
            self.sight_starts.push(self.sighted.len() as u32);
        }
        self.open = starts.windows(2).map(|w| w[0] == w[1]).collect();
    }

    /// Per bucket the segments within `reach_m` of its points: where each bucket's list
    /// starts, and the lists, by segment index.
    fn lists_within(&self, reach_m: f32) -> (Vec<u32>, Vec<u32>) {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        // A bucket's points lie within half its diagonal of its centre.
        let reach = reach_m + Self::BUCKET_M * std::f32::consts::FRAC_1_SQRT_2 + 1e-3;
        for (index, s) in self.segments.iter().enumerate() {
            let first = ((s.a.min(s.b) - reach - self.origin) / Self::BUCKET_M).floor();
            let last = ((s.a.max(s.b) + reach - self.origin) / Self::BUCKET_M).floor();
            let last_row = (last.y as usize).min(self.rows - 1);
            for row in first.y.max(0.0) as usize..=last_row {
                let (from, until) = Self::columns_within(s, self.origin, row, reach);
                for column in from..until.min(self.columns) {
                    let centre = self.bucket_centre(column, row);
                    if s.distance(centre) <= reach {
                        pairs.push(((row * self.columns + column) as u32, index as u32));
                    }
                }
            }
        }
        let mut starts = vec![0u32; self.columns * self.rows + 1];
        for &(bucket, _) in &pairs {
            starts[bucket as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        // Stable by segment index within a bucket, so that sums over walls are reproducible.
        let mut next = starts.clone();
        let mut listed = vec![0; pairs.len()];
        for (bucket, index) in pairs {
            let slot = &mut next[bucket as usize];
            listed[*slot as usize] = index;
            *slot += 1;
        }
        (starts, listed)
    }

    /// Columns of a row of buckets that a segment, grown by `reach`, can touch.
    fn columns_within(s: &WallSegment, origin: Vec2, row: usize, reach: f32) -> (usize, usize) {
        let low_y = origin.y + row as f32 * Self::BUCKET_M - reach;
        let high_y = low_y + Self::BUCKET_M + 2.0 * reach;
        let along = s.b - s.a;
        let (mut t0, mut t1) = (0.0f32, 1.0f32);
        if along.y.abs() > 1e-6 {
            let (u, v) = ((low_y - s.a.y) / along.y, (high_y - s.a.y) / along.y);
            t0 = u.min(v).clamp(0.0, 1.0);
            t1 = u.max(v).clamp(0.0, 1.0);
        }
        let (x0, x1) = (s.a.x + along.x * t0, s.a.x + along.x * t1);
        let from = ((x0.min(x1) - reach - origin.x) / Self::BUCKET_M).floor().max(0.0);
        let until = ((x0.max(x1) + reach - origin.x) / Self::BUCKET_M).floor() + 1.0;
        (from as usize, until.max(0.0) as usize)
    }

    fn bucket_centre(&self, column: usize, row: usize) -> Vec2 {
        self.origin + Vec2::new(column as f32 + 0.5, row as f32 + 0.5) * Self::BUCKET_M
    }

    /// All segments.
    pub fn segments(&self) -> &[WallSegment] {
        &self.segments
    }

    /// All segments within [`Walls::REACH_M`] of `p`, and some that are further away.
    #[inline(always)]
    pub fn near(&self, p: Vec2) -> &[WallSegment] {
        self.bucket(p).map_or(&[], |bucket| self.listed(bucket))
    }

    /// All segments within [`Walls::SIGHT_M`] of `p`, and some that are further away, eight at
    /// a time.
    #[inline(always)]
    pub fn in_sight(&self, p: Vec2) -> &[EightWalls] {
        self.bucket(p).map_or(&[], |bucket| {
            &self.sighted
                [self.sight_starts[bucket] as usize..self.sight_starts[bucket + 1] as usize]
        })
    }

    /// Whether somebody at `p` who goes `along` (unit) is in a lane between two barriers.
    #[inline(always)]
    pub fn is_lane(&self, p: Vec2, along: Vec2) -> bool {
        self.lanes.holds(p, along)
    }

    /// Whether any wall is within `distance_m` of `p`, at most [`Walls::SIGHT_M`].
    #[inline(always)]
    pub fn any_within<S: Simd>(&self, simd: S, p: Vec2, distance_m: f32) -> bool {
        // A loop: within the iterator's own the instructions of `simd` would be calls.
        for eight in self.in_sight(p) {
            let [away_x, away_y] = eight.away(simd, p);
            let away2 = away_x * away_x + away_y * away_y;
            if away2.simd_le(distance_m * distance_m).any_true() {
                return true;
            }
        }
        false
    }

    #[inline(always)]
    fn bucket(&self, p: Vec2) -> Option<usize> {
        let c = (p - self.origin) / Self::BUCKET_M;
        // Also false for NaN.
        let inside = c.x >= 0.0 && c.y >= 0.0;
        let (column, row) = (c.x as usize, c.y as usize);
        (inside && column < self.columns && row < self.rows).then_some(row * self.columns + column)
    }

    #[inline(always)]
    fn listed(&self, bucket: usize) -> &[WallSegment] {
        &self.listed[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }

    /// Whether surely no wall is within [`Walls::OPEN_M`] of `p`.
    #[inline(always)]
    pub fn is_open(&self, p: Vec2) -> bool {
        self.bucket(p).is_none_or(|bucket| self.open[bucket])
    }

    /// Distance from `p` to the nearest wall within [`Walls::REACH_M`], metres; infinite
    /// where none is that near.
    pub fn distance(&self, p: Vec2) -> f32 {
        let nearest = self.near(p).iter().map(|s| s.distance(p)).fold(f32::INFINITY, f32::min);
        if nearest <= Self::REACH_M { nearest } else { f32::INFINITY }
    }

    /// The nearest point of any wall within [`Walls::REACH_M`] of `p`.
    pub fn nearest(&self, p: Vec2) -> Option<Vec2> {
        let points = self.near(p).iter().map(|s| s.nearest(p));
        points
            .min_by(|a, b| a.distance_squared(p).total_cmp(&b.distance_squared(p)))
            .filter(|q| q.distance(p) <= Self::REACH_M)
    }

    /// Whether the straight move from `a` to `b` meets a wall.
    pub fn crosses(&self, a: Vec2, b: Vec2) -> bool {
        !self.line_is_clear(a, b)
    }

    /// Whether no wall stands between two points, however far apart.
    pub fn line_is_clear(&self, a: Vec2, b: Vec2) -> bool {
        self.all_along(a, b, |s| !s.meets(a, b))
    }

    /// Whether a disc of `clearance_m` (at most [`Walls::REACH_M`] / 2) can move straight from
    /// `a` to `b` without touching a wall. Walls that it touches at the start count only if it
    /// comes nearer to them.
    pub fn way_is_clear(&self, a: Vec2, b: Vec2, clearance_m: f32) -> bool {
        self.all_along(a, b, |s| first_touch(s, a, b - a, clearance_m).is_none())
    }

    /// Whether `keep` holds for all segments near the line from `a` to `b`.
    fn all_along(&self, a: Vec2, b: Vec2, keep: impl Fn(&WallSegment) -> bool) -> bool {
        // Stations at most 2 × half the reach apart: every point of the line lies within half
        // the reach of one, so that its surroundings are listed there.
        let stations = ((b - a).length() / Self::REACH_M).ceil().max(1.0);
        let mut last = None;
        for i in 0..stations as usize {
            let bucket = self.bucket(a + (b - a) * ((i as f32 + 0.5) / stations));
            // Several stations in one bucket: its list has been looked at.
            if bucket != last && !bucket.is_none_or(|bucket| self.listed(bucket).iter().all(&keep))
            {
                return false;
            }
            last = bucket;
        }
        true
    }

    /// The furthest that a body at `from` gets towards `to` without coming nearer than
    /// [`Walls::MARGIN_M`] to a wall; it slides along what it meets.
    ///
    /// A point that starts nearer than the margin may leave or go along the wall, never come
    /// closer. The result is never on the other side of a wall. Moves are short (at most
    /// [`Walls::REACH_M`]); a longer one is cut to that length.
    pub fn keep_out(&self, from: Vec2, to: Vec2) -> Vec2 {
        let mut way = to - from;
        if !way.is_finite() {
            return from;
        }
        way = way.clamp_length_max(Self::REACH_M - 2.0 * Self::MARGIN_M);
        let near = self.near(from);
        let mut at = from;
        let mut normals = [Vec2::ZERO; 4];
        for i in 0..normals.len() {
            let Some((t, normal)) = first_hit(near, at, way, Self::MARGIN_M) else {
                return self.checked(near, from, at + way);
            };
            at += way * t;
            way *= 1.0 - t;
            normals[i] = normal;
            way -= normal * way.dot(normal).min(0.0);
            // In a corner: what slides along one wall must not run into the other.
            if normals[..i].iter().any(|n| way.dot(*n) < -1e-6) {
                break;
            }
        }
        self.checked(near, from, at)
    }

    /// `to` if nothing stands between, else `from`: the last guard against rounding.
    fn checked(&self, near: &[WallSegment], from: Vec2, to: Vec2) -> Vec2 {
        let blocked = near.iter().any(|s| {
            s.meets(from, to) || s.distance(to) < (0.5 * Self::MARGIN_M).min(0.9 * s.distance(from))
        });
        if blocked { from } else { to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{LineString, Polygon};
    use proptest::prelude::*;

    /// A square of 20 m with a square pillar, and two thin barriers that meet at a tip.
    fn hall() -> Walls {
        let ring = |c: &[(f64, f64)]| LineString::from(c.to_vec());
        let outer = ring(&[(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0)]);
        let pillar = ring(&[(8.0, 8.0), (8.0, 11.0), (11.0, 11.0), (11.0, 8.0)]);
        let ground = MultiPolygon::new(vec![Polygon::new(outer, vec![pillar])]);
        let c = |x: f64, y: f64| Coord { x, y };
        Walls::new(&ground, &[[c(2.0, 2.0), c(6.0, 5.0)], [c(6.0, 5.0), c(2.0, 6.5)]])
    }

    fn on_ground(p: Vec2) -> bool {
        let inside = p.x > 0.0 && p.x < 20.0 && p.y > 0.0 && p.y < 20.0;
        inside && !(p.x >= 8.0 && p.x <= 11.0 && p.y >= 8.0 && p.y <= 11.0)
    }

    #[test]
    fn near_lists_all_within_reach() {
        let walls = hall();
        for i in 0..10_000 {
            let p = Vec2::new((i % 100) as f32 * 0.2 + 0.05, (i / 100) as f32 * 0.2 + 0.07);
            for s in walls.segments() {
                let far = s.distance(p);
                let listed = walls.near(p).contains(s);
                assert!(listed || far > Walls::REACH_M, "{s:?} is {far} m from {p}");
                let eights = walls.in_sight(p).iter();
                let seen = eights.flat_map(|eight| (0..8).map(|k| eight.wall(k))).any(|w| w == *s);
                assert!(seen || far > Walls::SIGHT_M, "{s:?} is {far} m from {p}");
                assert!(!walls.is_open(p) || far > Walls::OPEN_M);
            }
        }
    }

    #[test]
    fn lines_are_cut_by_walls_however_long_they_are() {
        let walls = hall();
        assert!(walls.line_is_clear(Vec2::new(1.0, 1.0), Vec2::new(19.0, 1.0)));
        assert!(!walls.line_is_clear(Vec2::new(1.0, 9.5), Vec2::new(19.0, 9.4)));
        assert!(walls.crosses(Vec2::new(4.0, 1.0), Vec2::new(4.0, 4.0)));
        assert!(walls.crosses(Vec2::new(-5.0, 5.0), Vec2::new(1.0, 5.0)));
        assert!(walls.way_is_clear(Vec2::new(1.0, 7.5), Vec2::new(19.0, 7.5), 0.4));
        assert!(!walls.way_is_clear(Vec2::new(1.0, 7.7), Vec2::new(19.0, 7.7), 0.4));
        assert!(walls.distance(Vec2::new(15.0, 15.0)).is_infinite());
        assert!((walls.distance(Vec2::new(7.5, 9.0)) - 0.5).abs() < 1e-6);
    }

    #[test]
    fn people_slide_along_walls_and_stop_in_corners() {
        let walls = hall();
        let slid = walls.keep_out(Vec2::new(5.0, 19.9), Vec2::new(5.5, 20.3));
        assert!((slid - Vec2::new(5.5, 20.0 - Walls::MARGIN_M)).length() < 1e-3, "{slid}");
        let corner = walls.keep_out(Vec2::new(0.2, 0.2), Vec2::new(-0.3, -0.4));
        assert!((corner - Walls::MARGIN_M).length() < 1e-3, "{corner}");
        let tip = walls.keep_out(Vec2::new(5.6, 5.0), Vec2::new(6.4, 5.0));
        assert!(tip.x < 6.0, "went through the tip of a wedge: {tip}");
        let free = walls.keep_out(Vec2::new(15.0, 15.0), Vec2::new(15.1, 15.05));
        assert_eq!(free, Vec2::new(15.1, 15.05));
        let lost = walls.keep_out(Vec2::new(1.0, 1.0), Vec2::new(f32::NAN, 0.0));
        assert_eq!(lost, Vec2::new(1.0, 1.0));
    }

    proptest! {
        #[test]
        fn nobody_gets_through_a_wall(
            x in 0.1f32..19.9, y in 0.1f32..19.9,
            moves in prop::collection::vec((-0.9f32..0.9, -0.9f32..0.9), 1..200),
        ) {
            let walls = hall();
            let mut at = Vec2::new(x, y);
            prop_assume!(on_ground(at) && walls.distance(at) > 0.01);
            for (dx, dy) in moves {
                let to = walls.keep_out(at, at + Vec2::new(dx, dy));
                prop_assert!(to.is_finite() && on_ground(to), "{at} → {to}");
                prop_assert!(!walls.crosses(at, to), "{at} → {to}");
                prop_assert!(walls.distance(to) > 0.4 * Walls::MARGIN_M, "{at} → {to}");
                at = to;
            }
        }

        #[test]
        fn sliding_never_goes_farther_than_the_move(
            x in 0.1f32..19.9, y in 0.1f32..19.9, dx in -0.9f32..0.9, dy in -0.9f32..0.9,
        ) {
            let walls = hall();
            let at = Vec2::new(x, y);
            prop_assume!(on_ground(at));
            let way = Vec2::new(dx, dy);
            let to = walls.keep_out(at, at + way);
            prop_assert!(to.distance(at) <= way.length() + 1e-4);
        }
    }
}
