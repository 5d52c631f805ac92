//! Scenes walked with the services of the portal, and services by their codes.

use std::sync::Arc;

use super::Portal;
use crate::error::Error;
use crate::scene::{Answers, Found, Scene, Scenes, Walk, WalkFault};

impl Portal {
    /// The scenes in force, in their order.
    #[must_use]
    pub fn scenes(&self) -> Arc<Scenes> {
        Arc::clone(&self.versions.newest().rules.scenes)
    }

    /// Walks a scene: what is asked next, what is to be done and what to bring, for the answers given so far. `None` when
    /// there is no such scene.
    ///
    /// # Errors
    /// [`Error::Walk`] names a question or an answer that the scene does not have.
    pub fn walk(&self, scene: &str, answers: &Answers) -> Result<Option<Walk>, Error> {
        let scenes = self.scenes();
        let Some(scene) = scenes.get(scene) else { return Ok(None) };
        scene.walk(answers, |code| self.find_code(code)).map(Some)
    }

    /// Every service that a scene refers to and that is not there for it: withdrawn, hidden, unknown.
    ///
    /// # Errors
    /// [`Error::Damaged`] when an item cannot be read back.
    pub fn scene_faults(&self, scene: &Scene) -> Result<Vec<WalkFault>, Error> {
        scene.faults(|code| self.find_code(code))
    }

    /// What a code stands for: a basic or implementation code of a service (基本编码, 实施编码), an index number (索引号),
    /// or the id of an item.
    ///
    /// # Errors
    /// [`Error::Damaged`] when an item cannot be read back.
    pub fn find_code(&self, code: &str) -> Result<Found, Error> {
        self.versions.newest().reader.resolve(code)
    }
}
