//! Steps from one plan to another.

use super::{Measure, Plan, PlanEdit};
use crate::document::Bilingual;

/// Why a step cannot be taken from a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditRefused {
    /// The measure to change or take out is not in the plan.
    #[error("the plan has no measure {0:?}: it was taken out or renamed before")]
    Missing(String),
    /// The measure to change or take out is not as the step knew it.
    #[error("the measure {0:?} has been changed since")]
    Changed(String),
    /// Another measure has the new one's id.
    #[error("the plan already has a measure {0:?}: choose another id")]
    Taken(String),
    /// The step has neither an old nor a new measure.
    #[error("the step changes nothing")]
    Empty,
}

impl EditRefused {
    /// The same in both languages.
    pub fn words(&self) -> Bilingual {
        let zh = match self {
            Self::Missing(id) => format!("方案中没有措施 {id:?}：它已被取出或改名"),
            Self::Changed(id) => format!("措施 {id:?} 在此期间已改动"),
            Self::Taken(id) => format!("方案中已有措施 {id:?}：请换一个 id"),
            Self::Empty => "这一步什么也没有改变".to_owned(),
        };
        Bilingual::new(self.to_string(), zh)
    }
}

impl PlanEdit {
    /// The step back: after an edit and its inverse the plan has the same measures. (One that
    /// was taken out comes back as the last: the order of measures means nothing.)
    pub fn inverse(&self) -> PlanEdit {
        PlanEdit { old: self.new.clone(), new: self.old.clone() }
    }
}

impl Plan {
    /// Takes one step.
    ///
    /// # Errors
    /// Where the plan is not as the step knew it; nothing is changed then.
    pub fn apply(&mut self, edit: &PlanEdit) -> Result<(), EditRefused> {
        let position = match &edit.old {
            Some(old) => Some(self.position(old)?),
            None => None,
        };
        if let Some(new) = &edit.new {
            let same = |(i, m): (usize, &Measure)| m.id == new.id && Some(i) != position;
            if self.measures.iter().enumerate().any(same) {
                return Err(EditRefused::Taken(new.id.clone()));
            }
        }
        match (position, &edit.new) {
            (Some(i), Some(new)) => self.measures[i] = new.clone(),
            (Some(i), None) => {
                self.measures.remove(i);
            }
            (None, Some(new)) => self.measures.push(new.clone()),
            (None, None) => return Err(EditRefused::Empty),
        }
        Ok(())
    }

    /// The steps that lead from this plan's measures to another's: what is taken out, what
    /// changes, what is added.
    pub fn edits_to(&self, other: &Plan) -> Vec<PlanEdit> {
        let mut edits = Vec::new();
        for old in &self.measures {
            match other.measure(&old.id) {
                None => edits.push(PlanEdit { old: Some(old.clone()), new: None }),
                Some(new) if new != old => {
                    edits.push(PlanEdit { old: Some(old.clone()), new: Some(new.clone()) });
                }
                Some(_) => {}
            }
        }
        let added = other.measures.iter().filter(|m| self.measure(&m.id).is_none());
        edits.extend(added.map(|new| PlanEdit { old: None, new: Some(new.clone()) }));
        edits
    }

    /// The measure of that id.
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|m| m.id == id)
    }

    fn position(&self, old: &Measure) -> Result<usize, EditRefused> {
        let found = self.measures.iter().position(|m| m.id == old.id);
        let i = found.ok_or_else(|| EditRefused::Missing(old.id.clone()))?;
        if self.measures[i] == *old { Ok(i) } else { Err(EditRefused::Changed(old.id.clone())) }
    }
}
