//! The window: an event is opened, run, understood, improved, compared and handed over.
//!
//! A thread owns each run ([`worker`]); what it simulates is kept second by second ([`reel`]), and
//! the window shows that. The window tells the worker how far it may go and sends edits of the
//! plan, and nothing else. What lies on the desk — event, plan, selection, clock — is [`desk`];
//! panels draw it and change it, the map draws it.
//!
//! | part | does |
//! |---|---|
//! | [`desk`], [`event`], [`pane`] | state, and nothing of how it looks |
//! | [`worker`], [`reel`] | runs, and what was simulated |
//! | [`history`], [`autosave`] | the plan: steps back and forth; nothing is lost by a kill |
//! | [`form`] | a measure's form, from the definition of the file format |
//! | [`new_map`] | a new event on a map that a planner has |
//! | [`map`] | ground, people, density, measures |
//! | [`panels`] | everything around the map |
//! | [`tasks`] | what takes long: advice, reports, pictures; beside the window |
//! | [`words`], [`theme`], [`settings`] | language, colours and sizes, what is remembered |

pub mod autosave;
pub mod desk;
pub mod display;
mod dropped;
pub mod event;
pub mod examples;
pub mod film;
mod foresight;
pub mod form;
pub mod history;
pub mod inbox;
pub mod look;
pub mod map;
pub mod new_map;
pub mod pane;
pub mod panels;
pub mod picture;
pub mod reel;
mod refusal;
pub mod settings;
pub mod start;
pub mod tasks;
pub mod theme;
pub mod words;
pub mod worker;

use bevy::asset::AssetEventSystems;
use bevy::ecs::schedule::SingleThreadedExecutor;
use bevy::prelude::*;
use bevy::window::{WindowEvent, WindowResolution};
use bevy::winit::{UpdateMode, WinitSettings};
use bevy_egui::{
    EguiContexts, EguiGlobalSettings, EguiInput, EguiPlugin, EguiPostUpdateSet, EguiPreUpdateSet,
    EguiPrimaryContextPass, egui,
};
use desk::Desk;
use look::Look;
use settings::Settings;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// How often a window in which nothing moves looks for news.
const IDLE: Duration = Duration::from_millis(100);
/// And so long once nobody has touched anything for [`LEFT_ALONE`]; a touch is answered at once.
const ASLEEP: Duration = Duration::from_secs(1);
/// How long a window is left alone until it sleeps.
const LEFT_ALONE: Duration = Duration::from_secs(3);

/// What is opened at the start.
#[derive(Clone, Debug, Default, Resource)]
pub struct OpenAtStart {
    /// The event's folder, or a map to begin a new one on; `None` for the first page.
    pub event: Option<PathBuf>,
    /// Its plan.
    pub plan: Option<PathBuf>,
}

/// Opens the window, and returns when it is closed.
pub fn run(open: OpenAtStart) -> ExitCode {
    let settings = Settings::read();
    let words = words::Words::new(settings.language);
    if let Err(key) = display::check() {
        eprintln!("{}", words.say(key));
        return ExitCode::from(2);
    }
    display::tell_panics(&words);
    let mut app = App::new();
    app.add_plugins(
        DefaultPlugins
            .set(WindowPlugin {
                primary_window: Some(Window {
                    title: "wuwei 无为".to_owned(),
                    name: Some("wuwei".to_owned()),
                    resolution: WindowResolution::new(1440, 900),
                    ..default()
                }),
                close_when_requested: true,
                ..default()
            })
            .set(bevy::log::LogPlugin { filter: "error".to_owned(), ..default() }),
    );
    app.insert_resource(settings).insert_resource(open).add_plugins(WuweiPlugin);
    match app.run() {
        AppExit::Success => ExitCode::SUCCESS,
        AppExit::Error(code) => ExitCode::from(code.get()),
    }
}

/// The window without a window system: what tests drive, and [`run`] shows.
pub struct WuweiPlugin;

impl Plugin for WuweiPlugin {
    fn build(&self, app: &mut App) {
        if !app.world().contains_resource::<Settings>() {
            app.insert_resource(Settings::read());
        }
        let look = Look::of(app.world().resource::<Settings>());
        app.insert_resource(look);
        app.init_resource::<OpenAtStart>();
        app.init_resource::<Desk>();
        app.insert_resource(WinitSettings::default());
        app.add_plugins((EguiPlugin::default(), map::MapPlugin, film::FilmPlugin));
        // The map says which of its cameras draws the panels.
        app.insert_resource(EguiGlobalSettings {
            auto_create_primary_context: false,
            ..EguiGlobalSettings::default()
        });
        run_in_one_thread(app);
        app.add_systems(Startup, begin);
        let input = (EguiPreUpdateSet::ProcessInput, EguiPreUpdateSet::BeginPass);
        app.add_systems(PreUpdate, tell_keys_once.after(input.0).before(input.1));
        // New letters are in the texture of the frame that draws them, and not one frame late.
        app.configure_sets(
            PostUpdate,
            EguiPostUpdateSet::PostProcessOutput.before(AssetEventSystems),
        );
        app.add_systems(Update, (dropped::take, advance, pace).chain());
        app.add_systems(EguiPrimaryContextPass, (dress, panels::draw).chain());
    }
}

/// The window's many small systems one after the other: handing them out to threads costs more than
/// they do, and takes processors from the runs.
fn run_in_one_thread(app: &mut App) {
    let one = |schedule: &mut Schedule| {
        schedule.set_executor(SingleThreadedExecutor::new());
    };
    app.edit_schedule(First, one).edit_schedule(PreUpdate, one).edit_schedule(Update, one);
    app.edit_schedule(PostUpdate, one).edit_schedule(Last, one);
    app.edit_schedule(EguiPrimaryContextPass, one);
}

/// Opens what was asked for on the command line.
fn begin(open: Res<OpenAtStart>, mut desk: ResMut<Desk>, mut settings: ResMut<Settings>) {
    match &open.event {
        Some(map) if dropped::is_map(map) => desk.start.begin_on_map(map.clone()),
        Some(event) => desk.open_event(event, open.plan.clone(), &mut settings),
        None => {}
    }
}

/// Takes what workers and tasks told, and moves the clock on.
fn advance(mut desk: ResMut<Desk>, look: Res<Look>, time: Res<Time>) {
    let desk = desk.bypass_change_detection();
    desk.advance(time.delta_secs_f64(), &look.words);
}

/// Takes out what is no news: bevy_egui 0.42 tells egui each frame which of Shift, Ctrl and Alt are
/// down, and egui answers whatever it is told with another frame, so that a window never rested.
fn tell_keys_once(mut inputs: Query<&mut EguiInput>, mut told: Local<Option<egui::Modifiers>>) {
    for mut input in &mut inputs {
        input.events.retain(|event| match event {
            egui::Event::ModifiersChanged(keys) => told.replace(*keys) != Some(*keys),
            _ => true,
        });
    }
}

/// Draws as often as the screen can while something moves, rarely while nothing does, and hardly ever
/// once the user has not touched anything for a while.
fn pace(
    desk: Res<Desk>,
    time: Res<Time<Real>>,
    mut touches: MessageReader<WindowEvent>,
    mut winit: ResMut<WinitSettings>,
    mut quiet: Local<Duration>,
) {
    let touched = touches.read().count() > 0;
    let stirs = touched || desk.moves() || desk.waits();
    *quiet = if stirs { Duration::ZERO } else { *quiet + time.delta() };
    let mode = match () {
        () if desk.moves() => UpdateMode::Continuous,
        () if *quiet < LEFT_ALONE => UpdateMode::reactive_low_power(IDLE),
        () => UpdateMode::reactive_low_power(ASLEEP),
    };
    if winit.focused_mode != mode {
        winit.focused_mode = mode;
        winit.unfocused_mode = mode;
    }
}

/// Puts language, theme and scale into effect where they have changed.
fn dress(
    mut contexts: EguiContexts,
    settings: Res<Settings>,
    mut look: ResMut<Look>,
    mut dressed: Local<bool>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if !*dressed {
        theme::put_font(ctx);
        look.theme.apply(ctx);
        *dressed = true;
    }
    if !look.is_of(&settings) {
        *look = Look::of(&settings);
        look.theme.apply(ctx);
    }
    if (ctx.zoom_factor() - settings.scale).abs() > 1e-3 {
        ctx.set_zoom_factor(settings.scale);
    }
    Ok(())
}
