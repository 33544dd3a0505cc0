//! The plan that is being edited, and every step that led to it: undone and redone without limit.

use crate::document::Bilingual;
use crate::plan::{EditRefused, Measure, Plan, PlanEdit};

/// A plan and the steps that led to it.
#[derive(Clone, Debug, Default)]
pub struct History {
    plan: Plan,
    saved: Plan,
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// Edits that are made and undone together.
#[derive(Clone, Debug)]
struct Step {
    edits: Vec<PlanEdit>,
    /// The movement that it is, where it may go on.
    stroke: Option<u64>,
    /// The ids of the measures in their order before it: undoing brings back the order, too.
    order: Vec<String>,
}

impl Step {
    fn back(&self) -> Vec<PlanEdit> {
        self.edits.iter().rev().map(PlanEdit::inverse).collect()
    }
}

impl History {
    /// A plan as it was opened, with no step before it.
    pub fn new(plan: Plan) -> Self {
        Self { saved: plan.clone(), plan, done: Vec::new(), undone: Vec::new() }
    }

    /// A plan that was recovered: one step leads to it from what is saved.
    pub fn recovered(plan: Plan, saved: Plan) -> Self {
        let (edits, order) = (saved.edits_to(&plan), ids(&saved));
        let step = Step { edits, stroke: None, order };
        let done = if step.edits.is_empty() { Vec::new() } else { vec![step] };
        Self { plan, saved, done, undone: Vec::new() }
    }

    /// The plan as it is.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Gives the plan another name; no step of undoing.
    pub fn rename(&mut self, name: Bilingual) {
        self.plan.name = name;
    }

    /// Makes an edit.
    ///
    /// # Errors
    /// Where the plan is not as the edit knew it; nothing is changed then.
    pub fn edit(&mut self, edit: PlanEdit) -> Result<(), EditRefused> {
        self.make(vec![edit], None)
    }

    /// Makes edits that are one step of undoing.
    ///
    /// # Errors
    /// Where one of them cannot be made; none is made then.
    pub fn edit_all(&mut self, edits: Vec<PlanEdit>) -> Result<(), EditRefused> {
        self.make(edits, None)
    }

    /// Makes an edit that is part of a movement: edits of the same measure with the same stroke
    /// are one step of undoing, if nothing comes between.
    ///
    /// # Errors
    /// Where the plan is not as the edit knew it; nothing is changed then.
    pub fn edit_merging(&mut self, edit: PlanEdit, stroke: u64) -> Result<(), EditRefused> {
        let goes_on = self.done.last().is_some_and(|step| step.goes_on(&edit, stroke));
        if !goes_on || !self.undone.is_empty() {
            return self.make(vec![edit], Some(stroke));
        }
        self.plan.apply(&edit)?;
        let Some(mut step) = self.done.pop() else { return Ok(()) };
        if let [whole] = step.edits.as_mut_slice() {
            whole.new = edit.new;
            if whole.old != whole.new {
                self.done.push(step);
            }
        }
        Ok(())
    }

    fn make(&mut self, edits: Vec<PlanEdit>, stroke: Option<u64>) -> Result<(), EditRefused> {
        let order = ids(&self.plan);
        let mut plan = self.plan.clone();
        edits.iter().try_for_each(|edit| plan.apply(edit))?;
        if edits.iter().any(|edit| edit.old != edit.new) {
            self.plan = plan;
            self.undone.clear();
            self.done.push(Step { edits, stroke, order });
        }
        Ok(())
    }

    /// Takes the last step back: the edits that were made for it, to be sent to the run. `None`
    /// where there is no step.
    pub fn undo(&mut self) -> Option<Vec<PlanEdit>> {
        let mut step = self.done.pop()?;
        let back = step.back();
        let mut plan = self.plan.clone();
        back.iter().try_for_each(|edit| plan.apply(edit)).ok()?;
        let place = |m: &Measure| step.order.iter().position(|id| *id == m.id);
        plan.measures.sort_by_key(place);
        self.plan = plan;
        step.stroke = None;
        self.undone.push(step);
        Some(back)
    }

    /// Makes the step again that was undone last: its edits, to be sent to the run. `None` where
    /// there is none.
    pub fn redo(&mut self) -> Option<Vec<PlanEdit>> {
        let step = self.undone.pop()?;
        let mut plan = self.plan.clone();
        step.edits.iter().try_for_each(|edit| plan.apply(edit)).ok()?;
        self.plan = plan;
        let edits = step.edits.clone();
        self.done.push(step);
        Some(edits)
    }

    /// Whether there is a step to undo.
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is a step to redo.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Whether the plan is another than the one that was saved or opened last. One that was
    /// changed and changed back is not.
    pub fn is_changed_since_saved(&self) -> bool {
        self.plan.name != self.saved.name || !self.saved.edits_to(&self.plan).is_empty()
    }

    /// The plan was saved as it is.
    pub fn saved(&mut self) {
        self.saved = self.plan.clone();
    }
}

impl Step {
    /// Whether an edit goes on with the movement that the step is.
    fn goes_on(&self, edit: &PlanEdit, stroke: u64) -> bool {
        let [whole] = self.edits.as_slice() else { return false };
        self.stroke == Some(stroke) && whole.new.is_some() && whole.new == edit.old
    }
}

fn ids(plan: &Plan) -> Vec<String> {
    plan.measures.iter().map(|m| m.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at what is amiss")]

    use super::*;
    use crate::plan::{Closure, MeasureKind, OneWay};
    use geo::{Coord, LineString};
    use proptest::prelude::*;

    fn measure(id: usize, x: f64) -> Measure {
        let line = LineString(vec![Coord { x, y: 0.0 }, Coord { x, y: 4.0 }]);
        let kind = match id % 2 {
            0 => MeasureKind::OneWay(OneWay { line }),
            _ => MeasureKind::Closure(Closure { area: line }),
        };
        let name = Bilingual::same(format!("m{id}"));
        let id = name.en.clone();
        Measure { id, name, why: None, from_s: 0.0, until_s: 60.0, kind }
    }

    fn add(new: Measure) -> PlanEdit {
        PlanEdit { old: None, new: Some(new) }
    }

    fn change(old: &Measure, new: Measure) -> PlanEdit {
        PlanEdit { old: Some(old.clone()), new: Some(new) }
    }

    /// The edit that a number stands for in a plan.
    fn edit_of(plan: &Plan, id: usize, x: u8) -> PlanEdit {
        let new = measure(id, f64::from(x));
        match plan.measure(&new.id) {
            None => add(new),
            Some(old) if x.is_multiple_of(3) => PlanEdit { old: Some(old.clone()), new: None },
            Some(old) => change(old, new),
        }
    }

    proptest! {
        #[test]
        fn undoing_and_redoing_goes_through_the_same_plans(
            steps in prop::collection::vec((0_usize..5, 0_u8..20, 0_u8..4), 1..40),
        ) {
            let mut history = History::new(Plan::default());
            let mut plans = vec![history.plan().clone()];
            // What a run holds that gets every edit.
            let mut run = Plan::default();
            for (id, x, what) in steps {
                let undone = if what == 0 { history.undo() } else { None };
                if let Some(edits) = undone {
                    edits.iter().for_each(|edit| run.apply(edit).unwrap());
                    plans.pop();
                    prop_assert_eq!(history.plan(), plans.last().unwrap());
                    continue;
                }
                let edit = edit_of(history.plan(), id, x);
                if edit.old == edit.new {
                    continue;
                }
                history.edit(edit.clone()).unwrap();
                run.apply(&edit).unwrap();
                plans.push(history.plan().clone());
            }
            prop_assert!(run.edits_to(history.plan()).is_empty());
            let last = history.plan().clone();
            let mut steps = 0;
            while history.undo().is_some() {
                plans.pop();
                steps += 1;
                prop_assert_eq!(history.plan(), plans.last().unwrap());
            }
            prop_assert_eq!(history.plan(), &Plan::default());
            (0..steps).for_each(|_| assert!(history.redo().is_some()));
            prop_assert_eq!(history.plan(), &last);
        }
    }

    #[test]
    fn a_drag_is_one_step() {
        let start = measure(0, 0.0);
        let mut history = History::new(Plan { measures: vec![start.clone()], ..Plan::default() });
        let mut old = start.clone();
        for x in 1..9 {
            let new = measure(0, f64::from(x));
            history.edit_merging(change(&old, new.clone()), 7).unwrap();
            old = new;
        }
        history.edit_merging(change(&old, measure(0, 20.0)), 8).unwrap();
        history.undo().unwrap();
        assert_eq!(history.plan().measures, [old.clone()], "another stroke is another step");
        let back = history.undo().unwrap();
        assert_eq!(back, [change(&old, start.clone())]);
        assert!(!history.can_undo());
        assert_eq!(history.plan().measures, [start]);
    }

    #[test]
    fn a_drag_that_comes_back_is_no_step() {
        let start = measure(0, 0.0);
        let mut history = History::new(Plan { measures: vec![start.clone()], ..Plan::default() });
        let away = measure(0, 3.0);
        history.edit_merging(change(&start, away.clone()), 1).unwrap();
        assert!(history.is_changed_since_saved());
        history.edit_merging(change(&away, start), 1).unwrap();
        assert!(!history.can_undo() && !history.is_changed_since_saved());
    }

    #[test]
    fn a_new_step_forgets_what_was_undone_and_a_refused_one_changes_nothing() {
        let mut history = History::new(Plan::default());
        history.edit(add(measure(0, 0.0))).unwrap();
        history.edit(add(measure(1, 0.0))).unwrap();
        history.undo().unwrap();
        let refused = history.edit_all(vec![add(measure(2, 0.0)), add(measure(0, 1.0))]);
        assert_eq!(refused, Err(EditRefused::Taken("m0".into())));
        assert_eq!(history.plan().measures.len(), 1);
        assert!(history.can_redo());
        history.edit(add(measure(3, 0.0))).unwrap();
        assert!(!history.can_redo());
    }

    #[test]
    fn undoing_leads_from_a_recovered_plan_to_the_saved_one() {
        let saved = Plan { measures: vec![measure(0, 0.0), measure(1, 0.0)], ..Plan::default() };
        let plan = Plan { measures: vec![measure(1, 2.0), measure(2, 0.0)], ..Plan::default() };
        let mut history = History::recovered(plan.clone(), saved.clone());
        assert!(history.is_changed_since_saved());
        let mut run = plan;
        history.undo().unwrap().iter().for_each(|edit| run.apply(edit).unwrap());
        assert_eq!(history.plan(), &saved);
        assert!(run.edits_to(&saved).is_empty());
        assert!(!history.can_undo() && !history.is_changed_since_saved());
        let same = History::recovered(saved.clone(), saved);
        assert!(!same.can_undo());
    }

    #[test]
    fn changed_means_another_plan_than_the_saved_one() {
        let mut history = History::new(Plan::default());
        history.edit(add(measure(0, 0.0))).unwrap();
        assert!(history.is_changed_since_saved());
        history.saved();
        assert!(!history.is_changed_since_saved());
        history.undo().unwrap();
        assert!(history.is_changed_since_saved());
        history.redo().unwrap();
        assert!(!history.is_changed_since_saved());
    }
}
