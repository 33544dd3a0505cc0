//! When a moving disc touches a wall.

use super::WallSegment;
use glam::Vec2;

/// The first wall that a disc of `radius` moving along `way` touches: the share of the way
/// until then, and the direction from the wall to the disc.
pub(super) fn first_hit(
    near: &[WallSegment],
    at: Vec2,
    way: Vec2,
    radius: f32,
) -> Option<(f32, Vec2)> {
    let mut first: Option<(f32, Vec2)> = None;
    for s in near {
        if let Some((t, normal)) = first_touch(s, at, way, radius)
            && first.is_none_or(|(earliest, _)| t < earliest)
        {
            first = Some((t, normal));
        }
    }
    first
}

/// When a disc of `radius` at `at`, moving by `way`, first touches a segment: the share of the
/// way until then and the direction from the wall to the disc. A disc that touches already is
/// stopped at once if it comes nearer; the distance to a segment is convex along a line, so
/// one that does not come nearer at the start never does.
pub(super) fn first_touch(
    s: &WallSegment,
    at: Vec2,
    way: Vec2,
    radius: f32,
) -> Option<(f32, Vec2)> {
    let (a, b) = (s.a - at, s.b - at);
    let along = b - a;
    let length2 = along.length_squared().max(1e-12);
    let foot = a + along * (-a.dot(along) / length2).clamp(0.0, 1.0);
    let distance2 = foot.length_squared();
    if distance2 <= radius * radius {
        let away = if distance2 > 1e-12 {
            -foot / distance2.sqrt()
        } else {
            // On the wall itself: any side will do, the one ahead least of all.
            let n = along.perp() / length2.sqrt();
            if n.dot(way) > 0.0 { -n } else { n }
        };
        return (away.dot(way) < -1e-7).then_some((0.0, away));
    }
    let reach = way.length() + radius;
    if distance2 > reach * reach {
        return None;
    }
    let mut first: Option<(f32, Vec2)> = None;
    let mut take = |t: f32, normal: Vec2| {
        if (0.0..=1.0).contains(&t) && first.is_none_or(|(earliest, _)| t < earliest) {
            first = Some((t, normal));
        }
    };
    // The straight side that faces the disc.
    let mut normal = along.perp() / length2.sqrt();
    if normal.dot(a) > 0.0 {
        normal = -normal;
    }
    let closing = way.dot(normal);
    if closing < 0.0 {
        let t = (normal.dot(a) + radius) / closing;
        let share = (way * t - a).dot(along) / length2;
        if (0.0..=1.0).contains(&share) {
            take(t.max(0.0), normal);
        }
    }
    // The round ends.
    for end in [a, b] {
        let (qa, qb, qc) =
            (way.length_squared(), way.dot(end), end.length_squared() - radius * radius);
        let root = qb * qb - qa * qc;
        if qa > 0.0 && qb > 0.0 && root >= 0.0 {
            let t = ((qb - root.sqrt()) / qa).max(0.0);
            take(t, (way * t - end).normalize_or_zero());
        }
    }
    first
}
