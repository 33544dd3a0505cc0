//! Steps back and forth over what is made of a map: the states themselves, which are small, each
//! with how the map was read for it.

use super::made::Made;
use crate::venue::import::ImportOptions;

/// The states, and which of them is seen.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    states: Vec<(Made, ImportOptions)>,
    at: usize,
    stroke: Option<u64>,
    none: (Made, ImportOptions),
}

impl Steps {
    /// What is seen now.
    pub fn now(&self) -> &Made {
        &self.state().0
    }

    /// How the map was read for it.
    pub fn options(&self) -> &ImportOptions {
        &self.state().1
    }

    fn state(&self) -> &(Made, ImportOptions) {
        self.states.get(self.at).unwrap_or(&self.none)
    }

    /// Goes on to another state. Changes of one stroke (a pull, typing) are one step.
    pub fn go_on(&mut self, made: Made, options: &ImportOptions, stroke: Option<u64>) {
        let state = (made, options.clone());
        if self.states.is_empty() {
            self.states.push(state);
            return;
        }
        if state == *self.state() {
            return;
        }
        self.states.truncate(self.at + 1);
        if stroke.is_some() && stroke == self.stroke && self.at > 0 {
            self.states[self.at] = state;
        } else {
            self.states.push(state);
            self.at += 1;
        }
        self.stroke = stroke;
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.at > 0
    }

    /// Whether there is a step to make again.
    pub fn can_redo(&self) -> bool {
        self.at + 1 < self.states.len()
    }

    /// Takes a step back.
    pub fn undo(&mut self) {
        self.at = self.at.saturating_sub(1);
        self.stroke = None;
    }

    /// Makes it again.
    pub fn redo(&mut self) {
        self.at = (self.at + 1).min(self.states.len().saturating_sub(1));
        self.stroke = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitors(visitors: u32) -> Made {
        Made { visitors, ..Made::default() }
    }

    #[test]
    fn what_is_typed_in_one_go_is_one_step() {
        let mut steps = Steps::default();
        let options = ImportOptions::default();
        steps.go_on(visitors(100), &options, None);
        for (n, stroke) in [(2, 7), (20, 7), (200, 7), (5, 8)] {
            steps.go_on(visitors(n), &options, Some(stroke));
        }
        let mut seen = vec![steps.now().visitors];
        while steps.can_undo() {
            steps.undo();
            seen.push(steps.now().visitors);
        }
        assert_eq!(seen, [5, 200, 100]);
        steps.redo();
        steps.go_on(visitors(9), &options, None);
        assert!(!steps.can_redo(), "what was taken back is gone once something else is done");
    }
}
