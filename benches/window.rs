//! The window's own work in a frame — everything but the graphics card's — with 20,000 and 100,000
//! people on the map while the clock plays.
//!
//! ```sh
//! cargo bench --bench window
//! ```
//!
//! The whole window runs without a screen and without a graphics card: its panels, its map, its
//! clock, and the people's buffer are made as always. People are synthetic: a crowd that walks in
//! circles, one frame a second, on the ground of a shipped event.

use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::settings::{RenderCreation, WgpuSettings};
use bevy::winit::WinitPlugin;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use wuwei::app::desk::Desk;
use wuwei::app::reel::{PersonNow, Recorder, Reel};
use wuwei::app::settings::Settings;
use wuwei::app::{OpenAtStart, WuweiPlugin};

/// Seconds that are recorded.
const SECONDS: usize = 120;

/// The window with a run of so many people, its clock standing at the beginning.
fn window(people: u32) -> App {
    let mut app = App::new();
    let without_gpu = RenderPlugin {
        render_creation: RenderCreation::from(WgpuSettings { backends: None, ..default() }),
        ..default()
    };
    app.add_plugins(
        DefaultPlugins
            .set(without_gpu)
            .disable::<WinitPlugin>()
            .disable::<bevy::log::LogPlugin>()
            .disable::<bevy::app::TerminalCtrlCHandlerPlugin>(),
    );
    app.insert_resource(Settings::default());
    let event = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/lantern_fair");
    app.insert_resource(OpenAtStart { event: Some(event.into()), plan: None });
    app.add_plugins(WuweiPlugin);
    app.finish();
    app.cleanup();
    let ready = |app: &App| {
        let open = app.world().resource::<Desk>().open.as_ref();
        open.is_some_and(|open| open.main().ready)
    };
    while !ready(&app) {
        app.update();
        stand(&mut app);
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let desk = app.world_mut().resource_mut::<Desk>();
    if let Some(open) = &desk.open
        && let Ok(mut reel) = open.main().worker.shared.reel.write()
    {
        *reel = recorded(people);
    }
    app
}

/// Stops the clock, so that the run does not go on.
fn stand(app: &mut App) {
    if let Some(open) = &mut app.world_mut().resource_mut::<Desk>().open {
        open.clock.plays = false;
    }
}

fn recorded(people: u32) -> Reel {
    let (mut reel, mut recorder) = (Reel::new(), Recorder::new());
    for second in 0..SECONDS {
        let person = |visitor: u32| {
            let turn = second as f32 * 0.04 + visitor as f32;
            let radius = 5.0 + 95.0 * (visitor as f32 / people as f32).sqrt();
            PersonNow {
                visitor,
                at: Vec2::new(120.0, 110.0) + Vec2::from_angle(turn) * radius,
                segment: (visitor % 5) as u16,
                stands: visitor.is_multiple_of(3),
                delay_min: 1.0,
                felt_min: 0.0,
            }
        };
        reel.push(recorder.encode((0..people).map(person)));
    }
    reel
}

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("the window's own work in a frame");
    group.sample_size(20);
    for people in [20_000, 100_000] {
        let mut app = window(people);
        let mut at_s = 0.0;
        group.bench_function(BenchmarkId::from_parameter(people), |bencher| {
            bencher.iter(|| {
                // A sixtieth of a second at 16 times the wall's clock.
                at_s = (at_s + 16.0 / 60.0) % (SECONDS as f64 - 2.0);
                if let Some(open) = &mut app.world_mut().resource_mut::<Desk>().open {
                    open.clock.at_s = at_s;
                }
                app.update();
                black_box(&app);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, frames);
criterion_main!(benches);
