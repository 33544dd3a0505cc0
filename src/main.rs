//! x
use wuwei::sim::*;
fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    let p = std::path::Path::new(&path);
    let checked = match wuwei::scenario::read(p) {
        Ok(c) => c,
        Err(e) => {
            println!("{e}");
            return;
        }
    };
    println!("{}", checked.warnings);
    let t = std::time::Instant::now();
    let r = Simulation::new(
        std::sync::Arc::new(checked.scenario),
        Default::default(),
        &RunOptions { seed: 1, until_s: std::env::args().nth(2).and_then(|s| s.parse().ok()) },
        p,
    );
    let (mut sim, w) = match r {
        Ok(x) => x,
        Err(e) => {
            println!("{e}");
            return;
        }
    };
    println!("{w}\nsetup {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let mut ps = 0u64;
    while !sim.is_over() {
        sim.step();
        ps += sim.crowd().len() as u64;
        if std::env::var("DUMP").ok().and_then(|d| d.parse::<u64>().ok()) == Some(sim.tick()) {
            let c = sim.crowd();
            let mut t = String::new();
            for r in 0..c.len() {
                t += &format!(
                    "{},{},{:?},{},{},{},{},{}\n",
                    c.x[r],
                    c.y[r],
                    c.activity[r],
                    c.wish_x[r] * c.wish_speed_mps[r],
                    c.wish_y[r] * c.wish_speed_mps[r],
                    c.stuck_s[r],
                    c.place[r].x,
                    c.place[r].y
                );
            }
            std::fs::write("/tmp/dump.csv", t).unwrap();
        }
        if std::env::var("STUCK").is_ok() && sim.tick() % 10 == 0 {
            let c = sim.crowd();
            for r in 0..c.len() {
                if c.stuck_s[r] >= 20.0
                    && c.stuck_s[r] < 20.5
                    && c.activity[r] == wuwei::crowd::Activity::Walk
                {
                    let m = &sim.minds().parties[c.party[r] as usize];
                    println!(
                        "STUCK {:.0} v{} at {:.1},{:.1} goal {} {:?} left {:.1} wish {:.2},{:.2} {:.2} speed {:.2} pace {}",
                        sim.now_s(),
                        c.visitor[r],
                        c.x[r],
                        c.y[r],
                        m.goal,
                        m.doing,
                        c.way_left_m[r],
                        c.wish_x[r],
                        c.wish_y[r],
                        c.wish_speed_mps[r],
                        c.speed_mps[r],
                        c.pace[r]
                    );
                }
            }
        }
        if sim.tick() % 6000 == 0 {
            println!(
                "{:.0} s {:?} queue {} jam {} {:?}",
                sim.now_s(),
                sim.count(),
                sim.minds().queueing(),
                sim.ways().is_jammed(),
                t.elapsed()
            );
        }
    }
    println!(
        "{:016x} {:.2} M person-steps/s",
        sim.state_hash(),
        ps as f64 / t.elapsed().as_secs_f64() / 1e6
    );
    let (o, _) = sim.finish().unwrap();
    let n = o.visitors.len() as f32;
    let s = |f: &dyn Fn(&wuwei::observe::VisitorRecord) -> f32| {
        o.visitors.iter().map(|v| f(v)).sum::<f32>() / n
    };
    println!(
        "walk {:.0} queue {:.0} stand {:.0} delay {:.0} visited {:.2} missed {:.2} rerouted {:.2} stops {:.2} peak {:.2} stuck max {:.0} walked {:.0} hot {}",
        s(&|v| v.walking_s),
        s(&|v| v.queueing_s),
        s(&|v| v.standing_s),
        s(&|v| v.delay_s),
        s(&|v| v.visited as f32),
        s(&|v| v.missed as f32),
        s(&|v| v.rerouted as f32),
        s(&|v| v.stops as f32),
        s(&|v| v.peak_density_per_m2),
        o.visitors.iter().map(|v| v.longest_stuck_s).fold(0.0, f32::max),
        s(&|v| v.walked_m),
        o.hot.len()
    );
}
