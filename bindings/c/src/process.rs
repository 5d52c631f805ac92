//! Which process a handle with threads was opened in: a fork takes the memory along, and not the threads.

use std::mem::ManuallyDrop;

use crate::failure::Failure;
use crate::status::MENHU_FORKED;

/// Something that has threads, and is of use, and is taken down, only where they are.
pub(crate) struct Here<T> {
    value: ManuallyDrop<T>,
    process: u32,
}

impl<T> Here<T> {
    pub(crate) fn new(value: T) -> Here<T> {
        Here { value: ManuallyDrop::new(value), process: std::process::id() }
    }

    fn is_here(&self) -> bool {
        self.process == std::process::id()
    }

    /// # Errors
    /// [`MENHU_FORKED`] in a child of the process that opened it.
    pub(crate) fn get(&self, what: &str) -> Result<&T, Failure> {
        if self.is_here() { Ok(&self.value) } else { Err(self.elsewhere(what)) }
    }

    fn elsewhere(&self, what: &str) -> Failure {
        let message = format!(
            "the {what} was opened in process {}, and its threads are there; open one in this process, after the fork",
            self.process
        );
        Failure::new(MENHU_FORKED, message)
    }
}

impl<T> Drop for Here<T> {
    fn drop(&mut self) {
        // In a child its threads would be waited for, which are not there. The memory is shared with the parent until
        // somebody writes to it: to leave it costs nothing.
        if self.is_here() {
            // SAFETY: this is the only place where it is dropped, and nobody sees it afterwards.
            unsafe { ManuallyDrop::drop(&mut self.value) };
        }
    }
}
