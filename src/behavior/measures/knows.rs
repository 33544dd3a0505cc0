//! What people know: the exit by which they came, those that their segment knows, those that they
//! see, and those that they were told of. Who has been told something knows it on.

use crate::behavior::minds::{Minds, Scene};

/// How far people see that a portal is an exit, metres [a].
const EXIT_SIGHT_M: f32 = 20.0;

impl Minds {
    /// Whether people can leave by a portal now.
    pub fn is_exit(&self, portal: usize, scene: &Scene) -> bool {
        scene.scenario.portals[portal].outward || self.measures.opens(portal, scene.now_s)
    }

    /// Whether a party knows that it can leave by a portal. That an exit was opened, nobody knows
    /// but those who see it and those who were told.
    pub fn knows_exit(&self, party: u32, portal: u16, scene: &Scene) -> bool {
        let mind = &self.parties[party as usize];
        let as_ever = scene.scenario.portals[portal as usize].outward;
        let by_itself =
            as_ever && (mind.knows_place || scene.guests.parties[party as usize].portal == portal);
        by_itself || mind.exits.contains(&portal) || self.sees_exit(party, portal, scene)
    }

    fn sees_exit(&self, party: u32, portal: u16, scene: &Scene) -> bool {
        let Some(at) = self.place_of_party(party, scene) else { return false };
        let outline = &self.gates[portal as usize].outline;
        let middle = outline.iter().sum::<glam::Vec2>() / outline.len().max(1) as f32;
        middle.distance(at) < EXIT_SIGHT_M && scene.ways.sight.sees(at, middle)
    }
}
