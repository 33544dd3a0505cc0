//! What a measure would do to the ways, while it is drawn and once it stands. It takes as long as
//! setting up a run, so a thread beside the window looks; of questions about the same measure that
//! pile up it answers the last.

use super::inbox::Inbox;
use crate::plan::Measure;
use crate::scenario::Scenario;
use crate::sim::{Misplaced, Placement};
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, LazyLock};

/// A measure, and what is amiss with it where it is.
type Answer = (Measure, Vec<Misplaced>);

/// The window's end of the thread.
pub struct Foresight {
    questions: Sender<Measure>,
    answers: Inbox<Answer>,
    /// The last question about each measure, by id.
    asked: HashMap<String, Measure>,
    known: HashMap<String, Answer>,
}

impl Foresight {
    /// Will look at an event's ground once somebody asks: opening an event has enough to do.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let (questions, asked) = channel();
        let (tell, answers) = channel();
        std::thread::spawn(move || {
            let placement = LazyLock::new(move || Placement::new(scenario));
            answer(&placement, &asked, &tell);
        });
        let answers = Inbox::new(answers);
        Self { questions, answers, asked: HashMap::new(), known: HashMap::new() }
    }

    /// What is amiss with a measure where it is. Asked for again each frame; nothing until that is
    /// known of this very place.
    pub fn of(&mut self, measure: &Measure) -> &[Misplaced] {
        for answer in self.answers.take() {
            self.known.insert(answer.0.id.clone(), answer);
        }
        if self.asked.get(&measure.id) != Some(measure) {
            self.asked.insert(measure.id.clone(), measure.clone());
            // A thread that is gone answers nothing.
            let _ = self.questions.send(measure.clone());
        }
        match self.known.get(&measure.id) {
            Some((known, found)) if known == measure => found,
            _ => &[],
        }
    }
}

/// Answers until nobody can ask any more.
fn answer(placement: &Placement, asked: &Receiver<Measure>, tell: &Sender<Answer>) {
    while let Ok(first) = asked.recv() {
        let mut last: Vec<Measure> = vec![first];
        for measure in asked.try_iter() {
            last.retain(|known| known.id != measure.id);
            last.push(measure);
        }
        for measure in last {
            let found = placement.of(&measure);
            if tell.send((measure, found)).is_err() {
                return;
            }
        }
    }
}
