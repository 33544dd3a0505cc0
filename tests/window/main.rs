//! The whole window without a screen: real events of pointer and keyboard go through the real
//! systems, and what they do is seen where a user sees it, or in what lies on the desk.
//!
//! Widgets are found by the names that screen readers are told, so a widget without a name cannot
//! be tested here, and cannot be used by who does not see it either.

#![allow(clippy::expect_used, reason = "a test stops at what is amiss")]

mod advising;
mod comparing;
mod editing;
mod events;
mod first_page;
mod handing_over;
mod harness;
mod keeping;
mod looks;
mod same_run;
mod screen;
mod selecting;
mod timeline;

use bevy::math::Vec2;
use harness::Window;
use wuwei::plan::Measure;

/// Takes the barrier from the palette and draws it on the map: what the plan has then.
fn place_barrier(window: &mut Window, from: Vec2, to: Vec2) -> Measure {
    let before = window.open().plan().expect("is read").measures.len();
    window.click("Place: Barrier");
    window.drag_on_map(from, to);
    let plan = window.open().plan().expect("is read");
    if plan.measures.len() != before + 1 {
        window.fail("no barrier was placed");
    }
    plan.measures[before].clone()
}
