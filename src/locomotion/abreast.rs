//! Sixteen walkers abreast: each in a lane of its own, so that whatever a model does for one
//! person it does for sixteen at once, and no lane ever waits for a sum over another.
//!
//! [`Stretch::look_around`] finds for each walker of a stretch of the frozen crowd whom they can
//! notice during a tick (a few steps of motion), and [`Noticed::fetch`] then brings those of sixteen
//! walkers, one each at a time, from where they are now. What a lane computes does not hang on the
//! lanes beside it: results are the same however people are parted into stretches, and whichever
//! instructions the processor has.

use super::around::{Around, View, nearest};
use super::making_way;
use crate::crowd::{Frozen, LANES};
use crate::geometry::Walls;
use fearless_simd::{f32x4, f32x8, f32x16, prelude::*, u32x8};
use glam::Vec2;

/// Walkers worked on at once.
pub(super) const ABREAST: usize = 16;
/// Most people that a walker can notice; of more, the nearest.
const MOST: usize = 128;
/// Distance of the nobodies that fill up the shorter lists, metres.
const NOBODY_M: f32 = 1e9;

/// Where somebody is and how broad: east, north, radius in metres, and nothing, so that it is one
/// load.
pub(super) type Spot = [f32; 4];

/// Takes the places of all, and of a nobody behind the last.
pub(super) fn take_spots(frozen: &Frozen, spots: &mut Vec<Spot>) {
    let people = frozen.columns();
    let all = people.x.iter().zip(people.y).zip(people.radius_m);
    spots.clear();
    spots.extend(all.map(|((x, y), radius_m)| [*x, *y, *radius_m, 0.0]));
    spots.push([NOBODY_M, NOBODY_M, 0.0, 0.0]);
}

/// Takes where all who walk wish to go, east and north, and the zero of a nobody behind the last.
pub(super) fn take_wishes(frozen: &Frozen, wishes: &mut Vec<Spot>) {
    let wish = |i: usize| {
        let wish = if frozen.wish_speed_mps[i] > 0.0 { frozen.wish(i) } else { Vec2::ZERO };
        [wish.x, wish.y, 0.0, 0.0]
    };
    wishes.clear();
    wishes.extend((0..frozen.len()).map(wish));
    wishes.push([0.0; 4]);
}

/// What sixteen walkers are and want for a tick, and where they are in it, a lane each. Lanes
/// beyond `count` repeat the first.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Frozen index.
    pub who: [u32; ABREAST],
    /// Lanes that are somebody's.
    pub count: usize,
    /// Lanes to which walls can matter in this tick, as bits.
    pub beside_walls: u32,
    pub x: [f32; ABREAST],
    pub y: [f32; ABREAST],
    pub heading_x: [f32; ABREAST],
    pub heading_y: [f32; ABREAST],
    pub radius_m: [f32; ABREAST],
    pub wish_x: [f32; ABREAST],
    pub wish_y: [f32; ABREAST],
    pub wish_speed_mps: [f32; ABREAST],
    pub time_gap_s: [f32; ABREAST],
    /// 1 who presses where it is crowded, 0 who keeps their place as one does in a queue.
    pub presses: [f32; ABREAST],
    /// Distance at which others are noticed all round, and ahead, metres.
    pub all_round_m: [f32; ABREAST],
    pub ahead_m: [f32; ABREAST],
    /// Those whom each lane can notice are from here on nobody whom it notices all round.
    pub near_count: usize,
    /// Where in [`Stretch::noticed`] the group's begin.
    first: usize,
}

/// A person who walks straight on for a tick, whoever is around: those who make way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aside {
    /// Frozen index.
    pub who: u32,
    pub heading: Vec2,
    pub speed_mps: f32,
}

/// The people of a stretch of the frozen crowd: who walks, and whom each can notice.
#[derive(Clone, Debug, Default)]
pub(super) struct Stretch {
    pub groups: Vec<Group>,
    pub asides: Vec<Aside>,
    /// Frozen indices: of each group the first whom each lane can notice, then the second, …
    noticed: Vec<[u32; ABREAST]>,
    /// All of `noticed` is below this number.
    spots: usize,
}

/// What a thread works on while it looks around for a stretch and moves its groups: nothing of it
/// is kept from one stretch to the next, so that one a thread does, and stays near the processor.
#[derive(Clone, Debug, Default)]
pub(super) struct Workbench {
    lists: Lists,
    around: Around,
    /// What the lanes of a group see, in the order of [`Stretch::noticed`]; room for the longest.
    seen: Vec<Seen>,
}

/// The walkers of a stretch and whom each can notice, before they are put abreast.
#[derive(Clone, Debug, Default)]
struct Lists {
    walkers: Vec<Walker>,
    /// The walkers' numbers, those first who notice fewest.
    order: Vec<u32>,
    /// Frozen indices, one walker's after the other's, and room for one more walker's.
    indices: Vec<u32>,
    /// Room for those of one walker who are only noticed ahead.
    far: Vec<u32>,
    /// Where the next walker's begin.
    end: usize,
}

#[derive(Clone, Copy, Debug)]
struct Walker {
    /// Frozen index.
    who: u32,
    place: Place,
    /// Where in the indices the walker's begin, and how many they are: first those `near`, who can be
    /// noticed all round.
    first: u32,
    near: u32,
    count: u32,
}

/// Where a walker is in a tick.
#[derive(Clone, Copy, Debug)]
struct Place {
    view: View,
    /// Whether walls can matter.
    beside_walls: bool,
    /// Whether it is a lane between barriers.
    is_lane: bool,
}

impl Lists {
    fn clear(&mut self) {
        self.walkers.clear();
        self.end = 0;
    }

    /// Room for the list of one more walker, and for those far off.
    #[inline(always)]
    fn room(&mut self) -> [&mut [u32]; 2] {
        let until = self.end + MOST + LANES;
        if self.indices.len() < until {
            self.indices.resize(2 * until, 0);
        }
        self.far.resize(MOST + LANES, 0);
        [&mut self.indices[self.end..until], &mut self.far]
    }

    /// Keeps a walker whose list was written to the [`room`](Self::room): so many who can be noticed all
    /// round, and so many in all.
    #[inline(always)]
    fn add(&mut self, who: usize, place: Place, counts: [usize; 2]) {
        let [near, count] = counts.map(|count| count as u32);
        self.walkers.push(Walker { who: who as u32, place, first: self.end as u32, near, count });
        self.end += counts[1];
    }

    fn of(&self, walker: &Walker) -> &[u32] {
        &self.indices[walker.first as usize..][..walker.count as usize]
    }
}

impl Stretch {
    /// Finds who walks of the people `range` (frozen indices), and whom they can notice within
    /// the next `ahead_s` seconds, given what a person (frozen index) has in view, and within which
    /// distance walls matter to them in a step, metres.
    #[inline(always)]
    pub fn look_around<S: Simd>(
        &mut self,
        simd: S,
        Workbench { lists, around, .. }: &mut Workbench,
        (frozen, walls): (&Frozen, &Walls),
        range: std::ops::Range<usize>,
        (view_of, walls_m): (impl Fn(usize) -> View, impl Fn(usize) -> f32),
        ahead_s: f32,
    ) {
        self.groups.clear();
        self.asides.clear();
        self.noticed.clear();
        self.spots = frozen.len() + 1;
        lists.clear();
        for i in range {
            if making_way::stays(simd, frozen, i) {
                continue;
            }
            let view = view_of(i);
            let reach_m = view.all_round_m;
            if making_way::may_step_aside(frozen, i) {
                // As a rule nobody is so near that it takes more than a look at the nearest.
                around.see_one(
                    simd,
                    (frozen, walls),
                    i,
                    making_way::notice_m(frozen, i).min(reach_m),
                );
                if making_way::is_urged(frozen, i, around) {
                    around.see_one(simd, (frozen, walls), i, reach_m);
                    let aside = making_way::aside(simd, frozen, walls, i, around, 0);
                    if let Some((heading, speed_mps)) = aside {
                        self.asides.push(Aside { who: i as u32, heading, speed_mps });
                        continue;
                    }
                }
                if making_way::stands(frozen, i) {
                    continue;
                }
            }
            // Two come nearer by what both walk in the meantime.
            let closing_m = (frozen.wish_speed_mps[i] + frozen.max_wish_speed_mps) * ahead_s;
            let within = view.nearer_by(closing_m);
            let is_open = walls.is_open(frozen.position(i));
            // Beyond what they walk in the meantime no wall comes nearer.
            let walls_m = walls_m(i) + frozen.wish_speed_mps[i] * ahead_s;
            let beside_walls = walls_m >= Walls::OPEN_M
                || !is_open && walls.any_within(simd, frozen.position(i), walls_m);
            let [list, far] = lists.room();
            let counts = if is_open {
                list_near(simd, frozen, i, within, list, far)
            } else {
                around.clear();
                around.gather(simd, frozen, i, within);
                around.hide_behind_walls(simd, walls, frozen.position(i));
                around.copy_indices(simd, within.all_round_m, list, far)
            };
            let is_lane = walls.is_lane(frozen.position(i), frozen.wish(i));
            lists.add(i, Place { view, beside_walls, is_lane }, counts);
        }
        self.put_abreast(frozen, lists);
    }

    /// Puts those abreast who notice about as many, so that few lanes wait for others.
    fn put_abreast(&mut self, frozen: &Frozen, lists: &mut Lists) {
        let mut starts = [0u32; MOST + 2];
        for walker in &lists.walkers {
            starts[walker.count as usize + 1] += 1;
        }
        for count in 0..=MOST {
            starts[count + 1] += starts[count];
        }
        let mut order = std::mem::take(&mut lists.order);
        order.resize(lists.walkers.len(), 0);
        for (k, walker) in lists.walkers.iter().enumerate() {
            let slot = &mut starts[walker.count as usize];
            order[*slot as usize] = k as u32;
            *slot += 1;
        }
        for numbers in order.chunks(ABREAST) {
            let lane =
                |lane: usize| lists.walkers[*numbers.get(lane).unwrap_or(&numbers[0]) as usize];
            self.add_group(frozen, std::array::from_fn(lane), numbers.len(), lists);
        }
        lists.order = order;
    }

    /// Adds a group of the first `count` of these walkers, the last of whom notices most.
    fn add_group(
        &mut self,
        frozen: &Frozen,
        walkers: [Walker; ABREAST],
        count: usize,
        lists: &Lists,
    ) {
        let longest = walkers[count - 1].count as usize;
        let first = self.noticed.len();
        self.noticed.resize(first + longest, [frozen.len() as u32; ABREAST]);
        let mut highest = frozen.len() as u32;
        for (lane, walker) in walkers[..count].iter().enumerate() {
            for (slot, index) in self.noticed[first..].iter_mut().zip(lists.of(walker)) {
                slot[lane] = *index;
                highest = highest.max(*index);
            }
        }
        assert!((highest as usize) < self.spots, "only people of the crowd are noticed");
        let near_count = walkers.iter().map(|walker| walker.near as usize).max().unwrap_or(0);
        let of = |column: &[f32]| walkers.map(|walker| column[walker.who as usize]);
        let all = frozen.columns();
        let beside_walls = |lane: &usize| walkers[*lane].place.beside_walls;
        self.groups.push(Group {
            who: walkers.map(|walker| walker.who),
            count,
            beside_walls: (0..count).filter(beside_walls).map(|lane| 1 << lane).sum(),
            x: of(all.x),
            y: of(all.y),
            heading_x: of(all.heading_x),
            heading_y: of(all.heading_y),
            radius_m: of(all.radius_m),
            wish_x: of(all.wish_x),
            wish_y: of(all.wish_y),
            wish_speed_mps: of(all.wish_speed_mps),
            time_gap_s: of(all.time_gap_s),
            presses: walkers.map(|walker| if walker.place.is_lane { 0.0 } else { 1.0 }),
            all_round_m: walkers.map(|walker| walker.place.view.all_round_m),
            ahead_m: walkers.map(|walker| walker.place.view.ahead_m),
            near_count,
            first,
        });
    }

    /// A group by number, and whom its lanes can notice. `spots`: where everybody is, as
    /// [`take_spots`] has it; `wishes`: as [`take_wishes`] has them, for laws that mind them.
    #[inline(always)]
    pub fn group<'a>(
        &'a mut self,
        group: usize,
        spots: &'a [Spot],
        wishes: Option<&'a [Spot]>,
    ) -> (&'a mut Group, Noticed<'a>) {
        let fewest = wishes.map_or(spots.len(), |wishes| wishes.len().min(spots.len()));
        assert!(self.spots <= fewest, "the crowd has changed since it looked around");
        let end = self.groups.get(group + 1).map_or(self.noticed.len(), |next| next.first);
        let slots = &self.noticed[self.groups[group].first..end];
        (&mut self.groups[group], Noticed { slots, spots, wishes })
    }
}

impl Workbench {
    /// Room for what the lanes of a group see in so many slots.
    #[inline(always)]
    pub fn room(&mut self, slots: usize) -> &mut [Seen] {
        if self.seen.len() < slots {
            self.seen.resize(slots, Seen::NOTHING);
        }
        &mut self.seen[..slots]
    }
}

/// Lists everybody in `view` of person `i` but `i`, first those all round; returns how many those are,
/// and how many all. `far`: room for those only ahead.
#[inline(always)]
fn list_near<S: Simd>(
    simd: S,
    frozen: &Frozen,
    i: usize,
    view: View,
    list: &mut [u32],
    far: &mut [u32],
) -> [usize; 2] {
    let (at, wish) = (frozen.position(i), frozen.wish(i));
    let lane = u32x8::from_slice(simd, &[0, 1, 2, 3, 4, 5, 6, 7]);
    let [c0, c1, r0, r1] = frozen.cells_around(at, view.ahead_m);
    let (mut near_end, mut far_end) = (0, 0);
    for row in r0..=r1 {
        let range = frozen.row_range(row, c0, c1);
        let mut first = range.start;
        while first < range.end {
            if near_end > MOST {
                return list_nearest(frozen, i, view.all_round_m, list);
            }
            let [x, y, r] = frozen.eight(first);
            let dx = f32x8::load_array_ref(simd, x) - at.x;
            let dy = f32x8::load_array_ref(simd, y) - at.y;
            let index = lane + first as u32;
            let other = index.simd_lt(range.end as u32) & index.simd_ne(i as u32);
            let radii = f32x8::load_array_ref(simd, r) + frozen.radius_m(i);
            let [near, ahead] = view.holds([dx, dy], radii, wish);
            let (near, ahead) = (near & other, ahead & other);
            index.compress(near).store_slice(&mut list[near_end..near_end + LANES]);
            near_end += near.to_bitmask().count_ones() as usize;
            let ahead_count = ahead.to_bitmask().count_ones() as usize;
            if ahead_count > 0 && far_end <= MOST {
                index.compress(ahead).store_slice(&mut far[far_end..far_end + LANES]);
                far_end += ahead_count;
            }
            first += LANES;
        }
    }
    if near_end + far_end > MOST {
        return list_nearest(frozen, i, view.all_round_m, list);
    }
    list[near_end..near_end + far_end].copy_from_slice(&far[..far_end]);
    [near_end, near_end + far_end]
}

/// Lists the nearest of more people than there is room for, and of those all round only.
#[cold]
#[inline(never)]
fn list_nearest(frozen: &Frozen, i: usize, reach_m: f32, list: &mut [u32]) -> [usize; 2] {
    let all = nearest(frozen, i, reach_m, MOST);
    list[..all.len()].copy_from_slice(&all);
    [all.len(); 2]
}

/// Whom the lanes of a group can notice, one for each lane at a time.
pub(super) struct Noticed<'a> {
    /// All below the number of spots: [`Stretch::group`] makes sure.
    slots: &'a [[u32; ABREAST]],
    spots: &'a [Spot],
    wishes: Option<&'a [Spot]>,
}

impl<'a> Noticed<'a> {
    /// Frozen indices, slot after slot; that of a nobody where a lane has no more.
    #[inline(always)]
    pub fn slots(&self) -> &'a [[u32; ABREAST]] {
        self.slots
    }

    /// East, north and radius of those of a slot, metres.
    #[inline(always)]
    pub fn fetch<S: Simd>(&self, simd: S, slot: usize) -> [f32x16<S>; 3] {
        self.of(simd, self.spots, slot)
    }

    /// East and north part of where those of a slot wish to go; zero for who stands, and where the
    /// law does not mind wishes.
    #[inline(always)]
    pub fn wishes<S: Simd>(&self, simd: S, slot: usize) -> [f32x16<S>; 2] {
        let Some(wishes) = self.wishes else { return [f32x16::splat(simd, 0.0); 2] };
        let [x, y, _] = self.of(simd, wishes, slot);
        [x, y]
    }

    #[inline(always)]
    fn of<S: Simd>(&self, simd: S, all: &[Spot], slot: usize) -> [f32x16<S>; 3] {
        let who = &self.slots[slot];
        let spots = |k: usize| four(simd, [0, 1, 2, 3].map(|i| spot(all, who[k + i])));
        in_columns(spots(0), spots(4), spots(8), spots(12))
    }
}

/// Somebody's, of `all` spots or wishes of those a stretch can notice.
#[inline(always)]
#[expect(unsafe_code, reason = "a third of the loop's instructions would be checks of bounds")]
fn spot(all: &[Spot], who: u32) -> &Spot {
    // SAFETY: `add_group` lists nobody from `Stretch::spots` on, and `group` hands out no lists
    // with fewer spots or wishes than that; a slice of either is all that comes here.
    unsafe { all.get_unchecked(who as usize) }
}

#[inline(always)]
fn four<S: Simd>(simd: S, [a, b, c, d]: [&Spot; 4]) -> f32x16<S> {
    let (a, b) = (f32x4::load_array_ref(simd, a), f32x4::load_array_ref(simd, b));
    let (c, d) = (f32x4::load_array_ref(simd, c), f32x4::load_array_ref(simd, d));
    a.combine(b).combine(c.combine(d))
}

/// From the spots of four people each to their east, north and radius: first every second of
/// `x y r 0`, then every second of those.
#[inline(always)]
fn in_columns<S: Simd>(a: f32x16<S>, b: f32x16<S>, c: f32x16<S>, d: f32x16<S>) -> [f32x16<S>; 3] {
    let (xr_low, xr_high) = (a.unzip_low(b), c.unzip_low(d));
    let (y_low, y_high) = (a.unzip_high(b), c.unzip_high(d));
    [xr_low.unzip_low(xr_high), y_low.unzip_low(y_high), xr_low.unzip_high(xr_high)]
}

/// What a lane's walker sees of somebody, kept between two looks at the same people.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Seen {
    /// East and north from the walker, metres.
    pub dx: [f32; ABREAST],
    pub dy: [f32; ABREAST],
    /// Sum of radii, metres; far below zero for those beyond reach.
    pub touch: [f32; ABREAST],
    /// Free distance, metres.
    pub free: [f32; ABREAST],
    /// East and north part of where they wish to go, for laws that mind it.
    pub wish_x: [f32; ABREAST],
    pub wish_y: [f32; ABREAST],
}

impl Seen {
    const NOTHING: Self = Self {
        dx: [0.0; ABREAST],
        dy: [0.0; ABREAST],
        touch: [0.0; ABREAST],
        free: [0.0; ABREAST],
        wish_x: [0.0; ABREAST],
        wish_y: [0.0; ABREAST],
    };
}
