//! A lookup that is under way can be called off.

use tokio::sync::watch;

use crate::boundary::{call, free, out, quiet};
use crate::error::menhu_error;
use crate::handle::{Handle, find};

/// Calls off the lookups that were given it: menhu_lookups_ask. Any thread, also several at the same time; once it is
/// cancelled it stays so.
pub struct menhu_cancel {
    _opaque: [u8; 0],
}

/// What stands behind it.
pub(crate) struct Cancel(watch::Sender<bool>);

impl Handle for menhu_cancel {
    type Value = Cancel;
    const NAME: &'static str = "menhu_cancel";
}

impl Cancel {
    /// Waits until it is cancelled.
    pub(crate) async fn cancelled(&self) {
        // The sender is ours: it does not go while this waits.
        let _ = self.0.subscribe().wait_for(|is_cancelled| *is_cancelled).await;
    }
}

/// Makes one.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_cancel_new(cancel: *mut *mut menhu_cancel, error: *mut *mut menhu_error) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `cancel`.
        let cancel = unsafe { out(cancel, "cancel") }?;
        cancel.open(Cancel(watch::Sender::new(false)))
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Calls off what was given it and is under way, and what will be: such a call returns MENHU_CANCELLED at once. What was sent to a
/// provider cannot be called back, and is in the audit as what it was.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_cancel_cancel(cancel: *const menhu_cancel) -> i32 {
    quiet(|| {
        find(cancel, "cancel")?.0.send_replace(true);
        Ok(())
    })
}

/// Frees one; lookups that were given it go on. NULL is MENHU_OK; one that has been freed is MENHU_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_cancel_free(cancel: *mut menhu_cancel) -> i32 {
    free(cancel)
}
