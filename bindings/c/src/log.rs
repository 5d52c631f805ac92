//! What handles have to say besides the answers they give: to a callback of the caller's.

use std::cell::Cell;
use std::ffi::{c_char, c_void};
use std::fmt::{self, Write};
use std::sync::{Arc, PoisonError, RwLock};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

use crate::boundary::User;

/// Something is wrong, and somebody should look.
pub const MENHU_LOG_ERROR: i32 = 1;
/// Something is wrong, and Menhu goes on without it.
pub const MENHU_LOG_WARN: i32 = 2;
/// Something has happened.
pub const MENHU_LOG_INFO: i32 = 3;

/// Takes a message of a handle: UTF-8, `message_len` bytes without a NUL behind them, gone when it returns. It holds nothing
/// of a person, and no query. It is called from any thread, also from several at the same time, and may not call Menhu:
/// a call from inside it is refused. It may not throw, nor jump out.
pub type menhu_log_callback =
    Option<unsafe extern "C" fn(user: *mut c_void, level: i32, message: *const c_char, message_len: usize)>;

thread_local! {
    static IN_CALLBACK: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside of a callback.
pub(crate) fn is_in_callback() -> bool {
    IN_CALLBACK.with(Cell::get)
}

#[derive(Clone, Copy)]
struct Callback {
    function: unsafe extern "C" fn(*mut c_void, i32, *const c_char, usize),
    user: User,
}

/// Where messages of a handle go; nowhere at first.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<RwLock<Option<Callback>>>);

impl Log {
    /// Sends messages there from now on; nowhere without a function. Waits until callbacks under way have returned, so
    /// that what `user` points to may go then.
    ///
    /// # Safety
    /// The function may be called with `user` from any thread until another is set or the handle has gone.
    pub(crate) unsafe fn set(&self, function: menhu_log_callback, user: *mut c_void) {
        let callback = function.map(|function| Callback { function, user: User(user) });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = callback;
    }

    pub(crate) fn say(&self, level: i32, message: &str) {
        // Held while it is called: see `set`.
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Some(Callback { function, user }) = *held else { return };
        let was = IN_CALLBACK.replace(true);
        // SAFETY: whoever set it promised that it may be called with `user` from any thread; the text is there while it is.
        unsafe { function(user.0, level, message.as_ptr().cast(), message.len()) };
        IN_CALLBACK.set(was);
    }

    /// What takes the events of `tracing` there: those of our own crates, from a level at which no value is named.
    pub(crate) fn dispatch(&self) -> Dispatch {
        Dispatch::new(Events(self.clone()))
    }
}

struct Events(Log);

impl Subscriber for Events {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Libraries below name addresses and headers; they are asked nothing.
        *metadata.level() <= Level::INFO && metadata.is_event() && metadata.target().starts_with("menhu")
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::INFO)
    }

    fn event(&self, event: &Event<'_>) {
        let level = match *event.metadata().level() {
            Level::ERROR => MENHU_LOG_ERROR,
            Level::WARN => MENHU_LOG_WARN,
            _ => MENHU_LOG_INFO,
        };
        let mut line = Line::default();
        event.record(&mut line);
        self.0.say(level, &format!("{}{}", line.message, line.fields));
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// An event as one line: its message, then its fields.
#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string does not fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    unsafe extern "C" fn note(user: *mut c_void, level: i32, message: *const c_char, len: usize) {
        // SAFETY: the test hands over a place that outlives the log.
        let notes = unsafe { &*user.cast::<Mutex<Vec<(i32, String)>>>() };
        // SAFETY: the message is there while the callback runs.
        let message = unsafe { std::slice::from_raw_parts(message.cast::<u8>(), len) };
        assert!(is_in_callback());
        notes.lock().unwrap().push((level, String::from_utf8(message.to_vec()).unwrap()));
    }

    #[test]
    fn events_of_our_crates_become_lines() {
        let notes = Mutex::new(Vec::<(i32, String)>::new());
        let log = Log::default();
        let user = (&raw const notes).cast_mut().cast();
        tracing::dispatcher::with_default(&log.dispatch(), || {
            tracing::warn!(target: "menhu_lookups::service", "before anybody listens");
            // SAFETY: `notes` lives until the log is set to nothing.
            unsafe { log.set(Some(note), user) };
            tracing::warn!(target: "menhu_lookups::service", provider = "gjj", "no answer");
            tracing::info!(target: "hyper", "connecting to a place");
            tracing::debug!(target: "menhu_lookups::service", "details");
            tracing::error!(target: "menhu_lookups::audit", seq = 3, "it cannot be written");
            // SAFETY: nothing is called any more.
            unsafe { log.set(None, std::ptr::null_mut()) };
            tracing::error!(target: "menhu_lookups::audit", "afterwards");
        });
        let expected = [(2, "no answer provider=\"gjj\"".to_owned()), (1, "it cannot be written seq=3".to_owned())];
        assert_eq!(*notes.lock().unwrap(), expected);
        assert!(!is_in_callback());
    }
}
