//! A crowd of made-up people, recorded and read back in every way.

use super::*;

/// Places are kept to half a unit; a little more for the arithmetic.
const NEAR_M: f32 = 0.5 / 40.0 + 1e-4;

/// Numbers that look drawn (Steele, Lea and Flood 2014, SplitMix64).
struct Dice(u64);

impl Dice {
    /// A number from 0 to 1, without 1.
    fn share(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32
    }

    fn chance(&mut self, share: f32) -> bool {
        self.share() < share
    }

    fn around(&mut self, most: f32) -> f32 {
        (2.0 * self.share() - 1.0) * most
    }
}

type Second = Vec<PersonNow>;

/// What a crowd does, each as a chance in a second.
#[derive(Clone, Copy)]
struct Habits {
    inside: u32,
    stand: f32,
    leave: f32,
    come: f32,
    jump: f32,
    turn: f32,
}

const LIVELY: Habits =
    Habits { inside: 300, stand: 0.4, leave: 0.02, come: 0.03, jump: 0.01, turn: 0.03 };

/// A crowd that walks about; its people are told in an order that changes.
struct Walks {
    dice: Dice,
    habits: Habits,
    /// Visitors by number, some not inside.
    all: Vec<(bool, PersonNow)>,
}

impl Walks {
    fn new(seed: u64, habits: Habits) -> Self {
        let mut dice = Dice(seed);
        let visitors = 0..habits.inside * 3 / 2;
        let person = |visitor| PersonNow {
            visitor,
            at: Vec2::new(dice.around(400.0), dice.around(400.0)),
            segment: (visitor % 5) as u16,
            stands: dice.chance(0.5),
            delay_min: 0.0,
            felt_min: 0.0,
        };
        let all = visitors.map(person).map(|p| (p.visitor < habits.inside, p)).collect();
        Self { dice, habits, all }
    }

    fn second(&mut self) -> Second {
        let (dice, habits) = (&mut self.dice, self.habits);
        for (inside, person) in &mut self.all {
            *inside ^= dice.chance(if *inside { habits.leave } else { habits.come });
            if dice.chance(habits.turn) {
                person.stands = !person.stands;
            }
            person.delay_min += 0.01;
            person.felt_min += 0.001 * (person.visitor % 9) as f32;
            if dice.chance(habits.jump) {
                person.at += Vec2::new(dice.around(90.0), dice.around(90.0));
            } else if !dice.chance(habits.stand) {
                person.at += Vec2::new(dice.around(2.0), dice.around(2.0));
            }
        }
        let mut people: Second =
            self.all.iter().filter(|(inside, _)| *inside).map(|p| p.1).collect();
        let turn = (dice.share() * people.len() as f32) as usize;
        people.rotate_left(turn);
        people
    }
}

/// Records so many more seconds.
fn record(
    walks: &mut Walks,
    recorder: &mut Recorder,
    reel: &mut Reel,
    seconds: usize,
) -> Vec<Second> {
    let second = |_| {
        let people = walks.second();
        assert!(reel.push(recorder.encode(people.iter().copied())));
        people
    };
    (0..seconds).map(second).collect()
}

fn recorded(seed: u64, seconds: usize) -> (Reel, Vec<Second>) {
    let mut reel = Reel::new();
    let mut walks = Walks::new(seed, LIVELY);
    let told = record(&mut walks, &mut Recorder::new(), &mut reel, seconds);
    (reel, told)
}

fn one(visitor: u32, x: f32, y: f32) -> PersonNow {
    let at = Vec2::new(x, y);
    PersonNow { visitor, at, segment: 0, stands: false, delay_min: 0.0, felt_min: 0.0 }
}

fn reel_of(seconds: &[&[PersonNow]]) -> Reel {
    let (mut reel, mut recorder) = (Reel::new(), Recorder::new());
    for people in seconds {
        assert!(reel.push(recorder.encode(people.iter().copied())));
    }
    reel
}

#[track_caller]
fn assert_same(shot: &Shot, told: &Second) {
    let mut told = told.clone();
    told.sort_by_key(|person| person.visitor);
    assert_eq!(shot.len(), told.len());
    for (kept, told) in shot.people().zip(&told) {
        assert_eq!((kept.visitor, kept.segment), (told.visitor, told.segment));
        assert_eq!(kept.stands, told.stands, "visitor {}", told.visitor);
        let off = (kept.at - told.at).abs().max_element();
        assert!(off <= NEAR_M, "visitor {} is off by {off} m", told.visitor);
    }
}

#[test]
fn frames_read_in_order_are_those_recorded() {
    let (reel, told) = recorded(1, 3 * KEY_EVERY + 7);
    let mut viewer = Viewer::new();
    for (number, people) in told.iter().enumerate() {
        assert_same(viewer.frame(&reel, number), people);
    }
}

#[test]
fn frames_read_at_random_are_those_recorded() {
    let (reel, told) = recorded(2, 3 * KEY_EVERY + 7);
    let (mut viewer, mut dice) = (Viewer::new(), Dice(3));
    for _ in 0..400 {
        let number = (dice.share() * told.len() as f32) as usize;
        assert_same(viewer.frame(&reel, number), &told[number]);
        // Now and then a look between two in the meantime, which reads another frame.
        if dice.chance(0.5) {
            viewer.between(&reel, f64::from(dice.share()) * told.len() as f64);
        }
    }
}

#[test]
fn standing_crowds_and_walking_ones_are_kept_alike() {
    for stand in [0.0, 0.05, 0.1, 0.99, 1.0] {
        let mut walks = Walks::new(4, Habits { stand, ..LIVELY });
        let mut reel = Reel::new();
        let told = record(&mut walks, &mut Recorder::new(), &mut reel, 40);
        let mut viewer = Viewer::new();
        for (number, people) in told.iter().enumerate() {
            assert_same(viewer.frame(&reel, number), people);
        }
    }
}

#[test]
fn minutes_are_near_everywhere_and_nearest_at_key_frames() {
    let (reel, told) = recorded(5, 2 * KEY_EVERY + 30);
    let mut viewer = Viewer::new();
    for (number, people) in told.iter().enumerate() {
        let shot = viewer.frame(&reel, number);
        // In roots of minutes: half a part, and what is not told again yet.
        let near = if number % KEY_EVERY == 0 { 0.032 } else { 0.532 };
        for told in people {
            let kept = shot.person(told.visitor).unwrap();
            for (kept, told) in [(kept.delay_min, told.delay_min), (kept.felt_min, told.felt_min)] {
                let off = (kept.sqrt() - told.sqrt()).abs();
                assert!(off <= near, "{kept} for {told} min in frame {number}");
            }
        }
    }
}

#[test]
fn after_a_cut_the_recording_goes_on_exactly() {
    let (mut reel, mut recorder) = (Reel::new(), Recorder::new());
    let mut walks = Walks::new(6, LIVELY);
    let mut told = record(&mut walks, &mut recorder, &mut reel, KEY_EVERY + 40);
    let (mut viewer, cut) = (Viewer::new(), KEY_EVERY + 17);
    viewer.between(&reel, cut as f64 + 0.5);
    let whole = reel.bytes();
    reel.truncate(cut);
    told.truncate(cut);
    assert!(reel.frames() == cut && reel.bytes() < whole);
    assert!(!reel.push(recorder.encode(walks.second().into_iter())), "goes on from what is gone");
    assert_eq!(reel.frames(), cut);
    recorder.rewind();
    // Another future: what the viewer has read of the old one must not be shown.
    let mut walks = Walks::new(7, LIVELY);
    told.extend(record(&mut walks, &mut recorder, &mut reel, 60));
    for number in [cut, cut + 1, cut - 1, cut + 59, cut - 10, 3] {
        assert_same(viewer.frame(&reel, number), &told[number]);
    }
    let scene = viewer.between(&reel, cut as f64);
    let first = told[cut].iter().find(|p| p.visitor == scene.visitor[0]).unwrap();
    assert!((scene.x[0] - first.at.x).abs() <= NEAR_M);
    reel.truncate(0);
    assert_eq!((reel.bytes(), reel.frames()), (0, 0));
}

#[test]
fn nothing_drifts() {
    let place = |k: usize| one(0, 0.011 * k as f32, -0.007 * k as f32);
    let (mut reel, mut recorder) = (Reel::new(), Recorder::new());
    for k in 0..KEY_EVERY {
        assert!(reel.push(recorder.encode([place(k)].into_iter())));
    }
    let mut viewer = Viewer::new();
    for k in 0..KEY_EVERY {
        assert_same(viewer.frame(&reel, k), &vec![place(k)]);
    }
}

#[test]
fn between_two_frames_people_are_on_the_way() {
    let second = |x: f32, y: f32| [one(3, x, y), one(8, 5.0, 5.0)];
    let reel = reel_of(&[&second(0.0, 0.0), &second(1.0, 0.0), &second(1.0, 2.0)]);
    let mut viewer = Viewer::new();
    let scene = viewer.between(&reel, 0.25);
    assert_eq!(scene.visitor, [3, 8]);
    assert_eq!((scene.x[0], scene.y[0], scene.x[1]), (0.25, 0.0, 5.0));
    assert_eq!((scene.speed_mps[0], scene.speed_mps[1]), (1.0, 0.0));
    assert_eq!(scene.heading[0], 0.0);
    let scene = viewer.between(&reel, 1.75);
    assert_eq!((scene.x[0], scene.y[0], scene.speed_mps[0]), (1.0, 1.5, 2.0));
    let turning = scene.heading[0];
    assert!(turning > 0.8 && turning < std::f32::consts::FRAC_PI_2, "{turning}");
    // At the end and past it: the last frame, with the speed at which it was reached.
    for at in [2.0, 99.0, f64::INFINITY] {
        let scene = viewer.between(&reel, at);
        assert_eq!((scene.x[0], scene.y[0], scene.speed_mps[0]), (1.0, 2.0, 2.0));
        assert!((scene.heading[0] - std::f32::consts::FRAC_PI_2).abs() < 0.002);
    }
    for at in [-3.0, f64::NAN, f64::NEG_INFINITY] {
        assert_eq!(viewer.between(&reel, at).y[0], 0.0);
    }
}

#[test]
fn who_stands_still_faces_as_before_however_the_frame_is_reached() {
    let mut seconds = vec![[one(0, 0.0, 0.0)], [one(0, 0.0, -1.0)]];
    // Shuffles about, over a key frame and more.
    seconds.extend((0..2 * KEY_EVERY).map(|k| [one(0, 0.05 * (k % 2) as f32, -1.0)]));
    let seconds: Vec<&[PersonNow]> = seconds.iter().map(|s| s.as_slice()).collect();
    let reel = reel_of(&seconds);
    let south = |scene: &Scene| (scene.heading[0] + std::f32::consts::FRAC_PI_2).abs() < 0.002;
    let end = reel.frames() as f64 - 1.5;
    assert!(south(Viewer::new().between(&reel, end)));
    let mut viewer = Viewer::new();
    assert!((1..=2 * end as usize).all(|k| south(viewer.between(&reel, k as f64 / 2.0))));
}

#[test]
fn who_is_in_one_frame_only_is_shown_in_the_nearer_half() {
    let reel =
        reel_of(&[&[one(1, 0.0, 0.0), one(5, 1.0, 1.0)], &[one(2, 7.0, 0.0), one(5, 1.0, 1.0)]]);
    let mut viewer = Viewer::new();
    assert_eq!(viewer.between(&reel, 0.4).visitor, [1, 5]);
    let scene = viewer.between(&reel, 0.6);
    assert_eq!(scene.visitor, [2, 5]);
    assert_eq!((scene.x[0], scene.row(5), scene.row(1)), (7.0, Some(1), None));
}

#[test]
fn who_goes_far_in_a_second_keeps_facing_that_way() {
    let reel = reel_of(&[&[one(0, 0.0, 0.0)], &[one(0, 0.0, 4.0)], &[one(0, 0.0, 4.0)]]);
    let mut viewer = Viewer::new();
    assert_eq!(viewer.between(&reel, 0.5).speed_mps, [4.0]);
    let north = viewer.between(&reel, 1.5).heading[0];
    assert!((north - std::f32::consts::FRAC_PI_2).abs() < 0.002);
}

#[test]
fn playing_gives_what_jumping_there_gives() {
    let (reel, told) = recorded(8, 2 * KEY_EVERY + 9);
    let mut viewer = Viewer::new();
    for k in 0..3 * told.len() {
        let at = k as f64 / 3.0;
        let fresh = Viewer::new().between(&reel, at).clone();
        assert_eq!(viewer.between(&reel, at), &fresh, "at {at}");
    }
}

#[test]
fn a_trail_is_where_somebody_was_seen() {
    let (reel, told) = recorded(9, 2 * KEY_EVERY + 50);
    for range in [0..told.len(), 40..60, KEY_EVERY + 3..9999] {
        for visitor in 0..450 {
            let numbered = told.iter().enumerate().take(range.end).skip(range.start);
            let seen = numbered.filter_map(|(number, people)| {
                let person = people.iter().find(|person| person.visitor == visitor)?;
                Some((number, person.at))
            });
            let trail = reel.trail(visitor, range.clone());
            assert_eq!(trail.len(), seen.clone().count(), "visitor {visitor}");
            for ((kept, at), (number, told)) in trail.into_iter().zip(seen) {
                assert_eq!(kept, number);
                assert!((at - told).abs().max_element() <= NEAR_M, "visitor {visitor}, {number}");
            }
        }
    }
    assert!(reel.trail(0, 9999..10_000).is_empty() && reel.trail(999, 0..9999).is_empty());
}

#[test]
fn an_empty_reel_and_an_empty_ground_show_nobody() {
    let mut viewer = Viewer::new();
    viewer.between(&recorded(10, 3).0, 1.5);
    let reel = Reel::new();
    assert!(viewer.between(&reel, 4.2).is_empty());
    assert!(viewer.frame(&reel, 7).is_empty());
    assert!(reel.trail(0, 0..10).is_empty());
    let reel = reel_of(&[&[], &[one(2, 1.0, 1.0)], &[]]);
    assert!(viewer.frame(&reel, 0).is_empty());
    assert_eq!(viewer.frame(&reel, 1).person(2).map(|p| p.at), Some(Vec2::ONE));
    assert!(viewer.between(&reel, 2.0).is_empty());
}

#[test]
fn past_the_end_stands_the_last_frame() {
    let (reel, told) = recorded(11, 5);
    assert_same(Viewer::new().frame(&reel, usize::MAX), &told[4]);
}

/// Bytes that a person-second takes in ten minutes of 20,000.
fn bytes_a_person(stand: f32) -> f64 {
    // Everybody leaves after half an hour; turns to something else every eight minutes.
    let habits =
        Habits { inside: 20_000, stand, leave: 0.000_5, come: 0.001, jump: 0.0, turn: 0.002 };
    let (mut recorder, mut reel) = (Recorder::new(), Reel::new());
    let mut walks = Walks::new(12, habits);
    let mut inside = 0;
    for _ in 0..600 {
        let people = walks.second();
        inside += people.len();
        assert!(reel.push(recorder.encode(people.into_iter())));
    }
    reel.bytes() as f64 / inside as f64
}

#[test]
fn a_person_takes_two_bytes_a_second_and_next_to_nothing_standing() {
    let walking = bytes_a_person(0.0);
    assert!(walking <= 2.4, "{walking}");
    let standing = bytes_a_person(0.9);
    assert!(standing <= 0.6, "{standing}");
}
