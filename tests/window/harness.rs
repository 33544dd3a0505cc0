//! The window, driven as a user drives it.

use crate::screen::{Screen, ScreenPlugin, Widget};
use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyCode, KeyboardInput, NativeKeyCode};
use bevy::input::mouse::{MouseButtonInput, MouseScrollUnit, MouseWheel};
use bevy::input::touch::TouchPhase;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::settings::{RenderCreation, WgpuSettings};
use bevy::time::TimeUpdateStrategy;
use bevy::window::{CursorMoved, ExitCondition, FileDragAndDrop, WindowEvent, WindowResolution};
use bevy_egui::egui::accesskit::Role;
use bevy_egui::egui::{Pos2, Rect};
use bevy_egui::{EguiContext, PrimaryEguiContext};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use wuwei::app::desk::Desk;
use wuwei::app::event::Open;
use wuwei::app::map::view::panes;
use wuwei::app::settings::Settings;
use wuwei::app::{OpenAtStart, WuweiPlugin};
use wuwei::document::Language;

/// From one frame to the next, on the window's clock.
const FRAME: Duration = Duration::from_micros(16_667);
/// Longest that anything is waited for, on the wall's clock.
const PATIENCE: Duration = Duration::from_secs(90);
/// Frames after which a click is no longer the second one of a double click.
const REST: usize = 24;

/// The folder of settings and unsaved plans, one for all tests of this process.
static HOME: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder").keep();
    #[allow(unsafe_code, reason = "no test does anything before this, so nobody reads meanwhile")]
    unsafe {
        std::env::set_var("WUWEI_HOME", &folder);
    }
    folder
});

/// The window's only font.
static FONT: LazyLock<ttf_parser::Face<'static>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../assets/app/font/NotoSansSC-subset.otf");
    ttf_parser::Face::parse(bytes, 0).expect("a font")
});

/// The processor is shared: one window after another.
static TURN: Mutex<()> = Mutex::new(());

/// What a window begins with.
pub struct Begin {
    pub settings: Settings,
    pub size: [u32; 2],
    pub open: OpenAtStart,
}

impl Default for Begin {
    fn default() -> Self {
        let settings = Settings { language: Language::English, ..Settings::default() };
        Self { settings, size: [1440, 900], open: OpenAtStart::default() }
    }
}

impl Begin {
    /// With an event instead of the first page.
    pub fn with(mut self, event: &Path, plan: Option<PathBuf>) -> Self {
        self.open = OpenAtStart { event: Some(event.to_owned()), plan };
        self
    }

    /// The window, after its first frames.
    pub fn window(self) -> Window {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        LazyLock::force(&HOME);
        let mut app = App::new();
        let no_graphics = WgpuSettings { backends: None, ..default() };
        let plugins = DefaultPlugins
            .set(RenderPlugin { render_creation: RenderCreation::from(no_graphics), ..default() })
            .set(WindowPlugin {
                primary_window: Some(bevy::window::Window {
                    resolution: WindowResolution::new(self.size[0], self.size[1]),
                    ..default()
                }),
                exit_condition: ExitCondition::DontExit,
                ..default()
            })
            .disable::<bevy::winit::WinitPlugin>()
            .disable::<bevy::log::LogPlugin>()
            .disable::<bevy::app::TerminalCtrlCHandlerPlugin>();
        app.add_plugins(plugins);
        app.insert_resource(self.settings).insert_resource(self.open);
        app.insert_resource(TimeUpdateStrategy::ManualDuration(FRAME));
        app.add_plugins((WuweiPlugin, ScreenPlugin));
        app.finish();
        app.cleanup();
        app.update();
        let world = app.world_mut();
        let mut windows = world.query_filtered::<Entity, With<bevy::window::PrimaryWindow>>();
        let window = windows.single(world).expect("one window");
        let mut contexts = world.query_filtered::<&mut EguiContext, With<PrimaryEguiContext>>();
        let mut context = contexts.single_mut(world).expect("one context");
        context.get_mut().enable_accesskit();
        let mut window = Window { app, window, pointer: Pos2::ZERO, _turn: turn };
        window.frames(3);
        window
    }
}

/// A window.
pub struct Window {
    app: App,
    window: Entity,
    pointer: Pos2,
    _turn: MutexGuard<'static, ()>,
}

impl Drop for Window {
    fn drop(&mut self) {
        self.desk().tasks.stop_all();
    }
}

impl Window {
    /// A window that opens an event, once the event is ready to run.
    pub fn of(event: &Path, plan: Option<PathBuf>) -> Self {
        let mut window = Begin::default().with(event, plan).window();
        window.wait_until_ready();
        window
    }

    pub fn wait_until_ready(&mut self) {
        self.wait_until("the event is ready", |desk| {
            desk.open.as_ref().is_some_and(|open| open.main().ready && open.history.is_some())
        });
        self.frames(3);
    }

    pub fn desk(&self) -> &Desk {
        self.app.world().resource()
    }

    pub fn open(&self) -> &Open {
        self.desk().open.as_ref().expect("an event is open")
    }

    /// What no widget sets: how a test makes things quick, never what it tests.
    pub fn with_open<T>(&mut self, change: impl FnOnce(&mut Open) -> T) -> T {
        let mut desk = self.app.world_mut().resource_mut::<Desk>();
        change(desk.open.as_mut().expect("an event is open"))
    }

    pub fn with_desk<T>(&mut self, change: impl FnOnce(&mut Desk) -> T) -> T {
        change(&mut self.app.world_mut().resource_mut::<Desk>())
    }

    pub fn settings(&self) -> &Settings {
        self.app.world().resource()
    }

    pub fn screen(&self) -> &Screen {
        self.app.world().resource()
    }

    /// One frame.
    pub fn frame(&mut self) {
        self.app.update();
    }

    pub fn frames(&mut self, count: usize) {
        (0..count).for_each(|_| self.frame());
    }

    /// Frame after frame, until what is waited for is so.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, is: impl Fn(&Desk) -> bool) {
        self.wait_for(what, |window| is(window.desk()));
    }

    /// The same of the whole window.
    #[track_caller]
    pub fn wait_for(&mut self, what: &str, is: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        loop {
            self.frame();
            if is(self) {
                return;
            }
            if begun.elapsed() > PATIENCE {
                self.fail(&format!("{PATIENCE:?} have passed until {what}"));
            }
            // The worker's threads and this one share two processors.
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Letters that are drawn and that the window's font does not have.
    pub fn missing_letters(&self) -> BTreeSet<char> {
        let texts = self.screen().texts.iter().flat_map(|drawn| drawn.text.chars());
        let letters = texts.filter(|letter| !letter.is_control());
        letters.filter(|letter| FONT.glyph_index(*letter).is_none()).collect()
    }

    /// Ends the test with what is on the screen.
    #[track_caller]
    pub fn fail(&self, what: &str) -> ! {
        let notices: Vec<_> = self.desk().notices.iter().map(|n| n.text.en.as_str()).collect();
        panic!("{what}\nnotices: {notices:?}\non the screen:\n{}", self.screen().list());
    }

    /// Nothing is amiss that a user would be told.
    #[track_caller]
    pub fn assert_nothing_amiss(&self) {
        let refused = self.desk().open.as_ref().is_some_and(|open| open.refused.is_some());
        if refused || self.desk().notices.iter().any(|notice| notice.bad) {
            self.fail("something is amiss");
        }
    }
}

/// The pointer.
impl Window {
    fn send(&mut self, event: impl Message + Clone, wrapped: impl Into<WindowEvent>) {
        self.app.world_mut().write_message(event);
        self.app.world_mut().write_message::<WindowEvent>(wrapped.into());
    }

    /// Moves the pointer, and draws a frame.
    pub fn point(&mut self, at: Pos2) {
        let zoom = self.settings().scale;
        let position = Vec2::new(at.x, at.y) * zoom;
        let moved = CursorMoved { window: self.window, position, delta: None };
        self.send(moved.clone(), moved);
        self.pointer = at;
        self.frame();
    }

    fn button(&mut self, button: MouseButton, state: ButtonState) {
        let input = MouseButtonInput { button, state, window: self.window };
        self.send(input, input);
        self.frame();
    }

    /// A click where no other has been lately.
    pub fn click_at(&mut self, at: Pos2) {
        self.frames(REST);
        self.point(at);
        self.button(MouseButton::Left, ButtonState::Pressed);
        self.button(MouseButton::Left, ButtonState::Released);
        self.frames(2);
    }

    /// Presses the button in one place and lets it go in another, with some movements between.
    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        self.drag_and_hold(from, to);
        self.let_go();
    }

    /// The same, and the button stays pressed.
    pub fn drag_and_hold(&mut self, from: Pos2, to: Pos2) {
        self.frames(REST);
        self.point(from);
        self.button(MouseButton::Left, ButtonState::Pressed);
        const MOVES: usize = 8;
        for i in 1..=MOVES {
            self.point(from + (to - from) * (i as f32 / MOVES as f32));
        }
    }

    /// Lets a file or folder go over the window.
    pub fn let_go_file(&mut self, path: &Path) {
        let (window, path_buf) = (self.window, path.to_owned());
        self.app.world_mut().write_message(FileDragAndDrop::DroppedFile { window, path_buf });
        self.frames(3);
    }

    pub fn let_go(&mut self) {
        self.button(MouseButton::Left, ButtonState::Released);
        self.frames(2);
    }

    /// Turns the wheel by some lines where the pointer is; up is more than 0.
    pub fn wheel(&mut self, lines: f32) {
        let (unit, phase) = (MouseScrollUnit::Line, TouchPhase::Moved);
        let wheel = MouseWheel { unit, x: 0.0, y: lines, window: self.window, phase };
        self.send(wheel, wheel);
        // The panels glide.
        self.frames(REST);
    }

    /// Where a place of the ground is on the screen, in the pane whose plan is edited.
    pub fn on_map(&self, at: Vec2) -> Pos2 {
        self.desk().view.to_screen(self.pane(0), at)
    }

    /// Where a pane of the map is on the screen.
    pub fn pane(&self, number: usize) -> Rect {
        panes(self.desk().map, self.open().panes.len())[number]
    }

    /// Drags from a place of the ground to another, metres.
    pub fn drag_on_map(&mut self, from: Vec2, to: Vec2) {
        self.drag(self.on_map(from), self.on_map(to));
    }

    pub fn click_on_map(&mut self, at: Vec2) {
        self.click_at(self.on_map(at));
    }
}

/// The keyboard.
impl Window {
    fn press(&mut self, logical_key: Key, state: ButtonState) {
        let text = match (&logical_key, state) {
            (Key::Character(text), ButtonState::Pressed) => Some(text.clone()),
            _ => None,
        };
        let key_code = KeyCode::Unidentified(NativeKeyCode::Unidentified);
        let (repeat, window) = (false, self.window);
        let input = KeyboardInput { key_code, logical_key, state, text, repeat, window };
        self.send(input.clone(), input);
    }

    /// Presses keys together, as in "Ctrl+Shift+Z" or "Space", and lets them go.
    pub fn key(&mut self, keys: &str) {
        let keys: Vec<Key> = keys.split('+').map(key_named).collect();
        for key in &keys {
            self.press(key.clone(), ButtonState::Pressed);
        }
        self.frame();
        for key in keys.iter().rev() {
            self.press(key.clone(), ButtonState::Released);
        }
        self.frames(2);
    }

    /// Types a text.
    pub fn write(&mut self, text: &str) {
        for letter in text.chars() {
            self.key(&letter.to_string());
        }
    }
}

fn key_named(name: &str) -> Key {
    match name {
        "Ctrl" => Key::Control,
        "Shift" => Key::Shift,
        "Space" => Key::Space,
        "Enter" => Key::Enter,
        "Esc" => Key::Escape,
        "Del" => Key::Delete,
        "Tab" => Key::Tab,
        "Up" => Key::ArrowUp,
        "Down" => Key::ArrowDown,
        letter => {
            assert_eq!(letter.chars().count(), 1, "a key named {letter}");
            Key::Character(letter.to_lowercase().into())
        }
    }
}

/// Widgets.
impl Window {
    /// The widgets of that name that could be meant: buttons, or the only one.
    fn named(&self, name: &str) -> Option<&Widget> {
        let mut all: Vec<_> = self.screen().widgets.iter().filter(|w| w.name == name).collect();
        if all.len() > 1 {
            all.retain(|widget| widget.role != Role::Label);
        }
        match all[..] {
            [] => None,
            [one] => Some(one),
            _ => self.fail(&format!("there are {} of {name:?}", all.len())),
        }
    }

    /// Whether a widget has that name, or a text reads so.
    pub fn has(&self, name: &str) -> bool {
        let screen = self.screen();
        screen.widgets.iter().any(|widget| widget.name == name)
            || screen.texts.iter().any(|drawn| drawn.text == name)
    }

    /// Whether a text holds these words.
    pub fn reads(&self, words: &str) -> bool {
        self.screen().texts.iter().any(|drawn| drawn.text.contains(words))
    }

    /// A widget, brought into sight by the wheel where its panel has to be scrolled.
    #[track_caller]
    pub fn widget(&mut self, name: &str) -> Widget {
        for turns in 0..40 {
            let Some(widget) = self.named(name).cloned() else {
                self.fail(&format!("there is no {name:?}"));
            };
            if self.screen().shows(&widget) {
                return widget;
            }
            let middle = self.desk().map.center().y.max(200.0);
            let x = widget.rect.center().x;
            self.point(Pos2::new(x, middle));
            // Down to the end, then up again.
            let down = widget.rect.center().y > middle;
            self.wheel(if down == (turns < 30) { -3.0 } else { 3.0 });
        }
        self.fail(&format!("{name:?} cannot be brought into sight"));
    }

    /// Clicks on a widget.
    #[track_caller]
    pub fn click(&mut self, name: &str) {
        let widget = self.widget(name);
        if !widget.enabled {
            self.fail(&format!("{name:?} cannot be clicked now"));
        }
        self.click_at(widget.rect.center());
    }

    /// Clicks on an item of a menu.
    #[track_caller]
    pub fn choose(&mut self, menu: &str, item: &str) {
        self.click(menu);
        self.click(item);
    }

    /// The widget behind a name in a form: the first one right of it on its line.
    #[track_caller]
    pub fn field(&mut self, name: &str) -> Widget {
        let label = self.widget(name).rect;
        let widgets = self.screen().widgets.iter();
        let right = widgets.filter(|widget| {
            let to_right = widget.rect.left() >= label.right() - 1.0;
            let takes = matches!(
                widget.role,
                Role::SpinButton | Role::TextInput | Role::CheckBox | Role::ComboBox
            );
            to_right && takes && (widget.rect.center().y - label.center().y).abs() < 12.0
        });
        let first = right.min_by(|a, b| a.rect.left().total_cmp(&b.rect.left())).cloned();
        first.unwrap_or_else(|| self.fail(&format!("nothing can be given behind {name:?}")))
    }
}
