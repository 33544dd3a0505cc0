//! A film of the map over a span of time: an animated GIF, which every mail program and every
//! presentation shows. The window draws a frame, the frame is cut to the map and handed to a thread
//! that packs it, and the clock moves on.

use super::desk::Desk;
use super::picture::map_of;
use super::tasks::{Done, Tools};
use crate::document::{Bilingual, Place, Problems, clock_text, write_atomically};
use bevy::prelude::*;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

/// Frames a second of the film.
const FPS: u16 = 12;
/// Frames of a film at most.
const MOST_FRAMES: usize = 480;
/// Seconds of the event from frame to frame, at least.
const LEAST_STEP_S: f64 = 1.0;
/// How hard the packer looks for colours: 1 is slow and best, 30 is fast.
const PACKING: i32 = 12;

/// A picture: width, height, pixels.
type Picture = (u32, u32, Vec<u8>);

/// How far a film is.
#[derive(Default)]
struct Told {
    taken: usize,
    all: usize,
    /// The clock of the picture taken last.
    clock: String,
}

/// A film that is being made.
pub struct Film {
    at_s: Vec<f64>,
    next: usize,
    /// Frames to wait until what is drawn is what is to be taken.
    waits: u8,
    pending: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
    pictures: SyncSender<Picture>,
    /// How far it is, for who packs it.
    told: Arc<Mutex<Told>>,
    clock_before: super::event::ShownClock,
}

/// Makes films and takes pictures.
pub struct FilmPlugin;

impl Plugin for FilmPlugin {
    fn build(&self, app: &mut App) {
        app.add_systems(Last, (roll, super::picture::take));
    }
}

/// Begins a film of what was simulated in a span, seconds since the event's start.
pub fn begin(desk: &mut Desk, path: PathBuf, span_s: [f64; 2]) {
    let Some(open) = &mut desk.open else { return };
    let until_s = span_s[1].min(open.simulated_s());
    let length_s = (until_s - span_s[0]).max(0.0);
    let step_s = (length_s / MOST_FRAMES as f64).max(LEAST_STEP_S);
    let frames = (length_s / step_s) as usize + 1;
    let at_s: Vec<f64> = (0..frames).map(|i| span_s[0] + i as f64 * step_s).collect();
    let (pictures, packs) = sync_channel(4);
    let told = Arc::new(Mutex::new(Told { all: frames, ..Told::default() }));
    let stop = Arc::new(AtomicBool::new(false));
    let clock_before = open.clock;
    open.clock.plays = false;
    let film = Film {
        at_s,
        next: 0,
        waits: 3,
        pending: Arc::new(AtomicBool::new(false)),
        stop: stop.clone(),
        pictures,
        told: told.clone(),
        clock_before,
    };
    desk.film = Some(film);
    desk.tasks.begin("share-film-title", move |tools| {
        let done = pack(&path, &packs, tools, &told);
        stop.store(true, Ordering::Relaxed);
        done
    });
}

/// Packs pictures as they come. The film is written when the last one has come.
fn pack(
    path: &Path,
    pictures: &Receiver<Picture>,
    tools: &Tools,
    told: &Mutex<Told>,
) -> Result<Done, Problems> {
    let failed = |e: &dyn std::fmt::Display| {
        let what = (format!("cannot be packed ({e})"), format!("无法打包（{e}）"));
        Problems::one(Place::file(path), what, None)
    };
    let Ok(first) = pictures.recv() else { return Ok(Done::Stopped) };
    let (width, height) = (first.0, first.1);
    let size = |length: u32| u16::try_from(length).unwrap_or(u16::MAX);
    let mut bytes = Vec::new();
    let mut encoder =
        gif::Encoder::new(&mut bytes, size(width), size(height), &[]).map_err(|e| failed(&e))?;
    encoder.set_repeat(gif::Repeat::Infinite).map_err(|e| failed(&e))?;
    let mut shown = Vec::new();
    for (_, _, mut pixels) in std::iter::once(first).chain(pictures) {
        if tools.stop.load(Ordering::Relaxed) {
            return Ok(Done::Stopped);
        }
        // A window that was made larger or smaller meanwhile: the film keeps its size.
        pixels.resize((width * height * 4) as usize, 255);
        let whole = pixels.clone();
        leave_out_what_stays(&mut pixels, &shown);
        shown = whole;
        let mut frame =
            gif::Frame::from_rgba_speed(size(width), size(height), &mut pixels, PACKING);
        frame.delay = 100 / FPS;
        frame.dispose = gif::DisposalMethod::Keep;
        encoder.write_frame(&frame).map_err(|e| failed(&e))?;
        if let Ok(told) = told.lock() {
            let share = told.taken as f64 / told.all.max(1) as f64;
            tools.tell(Some(share), Bilingual::same(told.clock.clone()));
        }
    }
    drop(encoder);
    if tools.stop.load(Ordering::Relaxed) {
        return Ok(Done::Stopped);
    }
    write_atomically(path, &bytes)?;
    Ok(Done::Wrote(path.to_path_buf()))
}

/// Makes transparent what is as in the picture before: most of a map, and so most of a film's size.
fn leave_out_what_stays(pixels: &mut [u8], shown: &[u8]) {
    for (pixel, before) in pixels.chunks_exact_mut(4).zip(shown.chunks_exact(4)) {
        if pixel == before {
            pixel.fill(0);
        }
    }
}

/// One frame of the window: puts the clock where the next picture is taken, and takes it once that
/// is drawn.
fn roll(mut commands: Commands, mut desk: ResMut<Desk>) {
    let desk = desk.bypass_change_detection();
    if desk.start.dialog.is_some() {
        return;
    }
    let Some(film) = &mut desk.film else { return };
    if film.pending.load(Ordering::Relaxed) {
        return;
    }
    let (Some(open), false) = (&mut desk.open, film.stop.load(Ordering::Relaxed)) else {
        desk.film = None;
        return;
    };
    let Some(at_s) = film.at_s.get(film.next).copied() else {
        open.clock = film.clock_before;
        // Its end of the channel goes with it: the packer knows that this was the last one.
        desk.film = None;
        return;
    };
    open.clock.plays = false;
    if open.clock.at_s != at_s {
        open.clock.at_s = at_s;
        film.waits = film.waits.max(2);
    }
    film.waits = film.waits.saturating_sub(1);
    if film.waits > 0 {
        return;
    }
    film.next += 1;
    film.pending.store(true, Ordering::Relaxed);
    if let Ok(mut told) = film.told.lock() {
        let starts_s = open.hours().map_or(0.0, |hours| hours.starts_s);
        (told.taken, told.clock) = (film.next, clock_text(starts_s + at_s));
    }
    let points = desk.points;
    let (map, pictures, pending) = (desk.map, film.pictures.clone(), film.pending.clone());
    commands.spawn(Screenshot::primary_window()).observe(
        move |captured: On<ScreenshotCaptured>| {
            if let Some(picture) = map_of(&captured.image, map, points) {
                // Where the packer is gone the film is stopped.
                let _ = pictures.send(picture);
            }
            pending.store(false, Ordering::Relaxed);
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_moves_is_in_a_later_picture() {
        let [a, b] = [[9, 8, 7, 255], [1, 2, 3, 255]];
        let shown = [a, b, a].concat();
        let mut pixels = [a, a, a].concat();
        leave_out_what_stays(&mut pixels, &shown);
        assert_eq!(pixels, [[0; 4], a, [0; 4]].concat());
        let mut first = shown.clone();
        leave_out_what_stays(&mut first, &[]);
        assert_eq!(first, shown);
    }
}
