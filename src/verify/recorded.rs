//! Trajectories of scenes that lie in files: recordings, and what other programs made of them.

use super::errors::Errors;
use super::figures::Figures;
use crate::document::Problems;
use crate::scene::Scene;
use crate::trajectories;
use rayon::prelude::*;
use std::path::Path;

/// One origin's figures of scenes, in their order; `None` where it has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded(pub Vec<Option<Figures>>);

impl Recorded {
    /// What was recorded of scenes: NAME.txt in a folder, or beside each scene.
    ///
    /// # Errors
    /// Where a file that is there cannot be read.
    pub fn read(scenes: &[Scene], folder: Option<&Path>) -> Result<Self, Problems> {
        Self::measured(scenes, folder, false)
    }

    /// What a program made of scenes: NAME.txt in a folder.
    ///
    /// # Errors
    /// Where a file that is there cannot be read.
    pub fn of_program(scenes: &[Scene], folder: &Path) -> Result<Self, Problems> {
        Self::measured(scenes, Some(folder), true)
    }

    /// `all_there`: people of the scene who are in no frame count, too.
    fn measured(
        scenes: &[Scene],
        folder: Option<&Path>,
        all_there: bool,
    ) -> Result<Self, Problems> {
        let one = |scene: &Scene| {
            let beside = scene.file.parent().unwrap_or(Path::new(""));
            let file = folder.unwrap_or(beside).join(format!("{}.txt", scene.name));
            if !file.is_file() {
                return Ok(None);
            }
            let walked = trajectories::read(&file, None)?;
            let people = if all_there { scene.people.len() } else { walked.people() };
            Ok(Some(Figures::of(scene, &walked, people)))
        };
        Ok(Self(scenes.par_iter().map(one).collect::<Result<_, Problems>>()?))
    }

    /// The scenes of which there are figures, with these.
    pub fn pairs<'a>(&'a self, scenes: &'a [Scene]) -> Vec<(&'a Scene, &'a Figures)> {
        scenes.iter().zip(&self.0).filter_map(|(s, f)| Some((s, f.as_ref()?))).collect()
    }

    /// How far the figures of a scene are from what was recorded of it.
    pub fn errors(&self, index: usize, scene: &Scene, run: &Figures) -> Option<Errors> {
        self.0.get(index)?.as_ref().map(|real| Errors::of(scene, real, run))
    }

    /// How far another origin is from what was recorded, scene by scene where both have figures.
    pub fn errors_of(&self, scenes: &[Scene], other: &Self) -> Vec<Errors> {
        let all = scenes.iter().zip(&other.0).enumerate();
        all.filter_map(|(i, (scene, run))| self.errors(i, scene, run.as_ref()?)).collect()
    }
}
