//! The border: no panic leaves, and what is written to the caller's memory is written on success only.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use std::sync::Once;

use zeroize::Zeroize;

use crate::error::{menhu_error, report};
use crate::failure::Failure;
use crate::handle::{self, Handle};
use crate::log;
use crate::status::{MENHU_OK, MENHU_PANIC};

thread_local! {
    /// How deep this thread is inside of calls.
    static INSIDE: Cell<usize> = const { Cell::new(0) };
    /// Where the panic of this thread began that is being caught.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs a call.
///
/// # Safety
/// `error` is NULL or points to memory for a pointer.
pub(crate) unsafe fn call(error: *mut *mut menhu_error, run: impl FnOnce() -> Result<(), Failure>) -> i32 {
    let result = match log::is_in_callback() {
        true => Err(Failure::argument("a log callback calls Menhu; note the message, and call after it has returned")),
        false => caught(run),
    };
    let Err(failure) = result else { return MENHU_OK };
    let status = failure.status;
    if !error.is_null() {
        // What an error needs may fail, too; then the status has to do.
        if let Ok(handle) = caught(|| report(failure)) {
            // SAFETY: not NULL, so it points to memory for a pointer, as the caller promises.
            unsafe { error.write(handle) };
        }
    }
    status
}

/// Runs a call that tells nothing but its status, such as one that frees.
pub(crate) fn quiet(run: impl FnOnce() -> Result<(), Failure>) -> i32 {
    // SAFETY: NULL is allowed.
    unsafe { call(std::ptr::null_mut(), run) }
}

/// Frees a handle. NULL is nothing, and nothing is done.
pub(crate) fn free<H: Handle>(handle: *mut H) -> i32 {
    if handle.is_null() { MENHU_OK } else { quiet(|| handle::close(handle, "handle")) }
}

/// Looks into a handle, where there is no status to return: what is no handle has nothing.
pub(crate) fn peek<H: Handle, T>(handle: *const H, nothing: T, look: impl FnOnce(&H::Value) -> T) -> T {
    caught(|| handle::find(handle, "handle").map(|value| look(&value))).unwrap_or(nothing)
}

fn caught<T>(run: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    guard_this_process();
    INSIDE.with(|inside| inside.set(inside.get() + 1));
    // What a panic leaves half done is behind locks that say so, or is dropped.
    let result = catch_unwind(AssertUnwindSafe(run));
    INSIDE.with(|inside| inside.set(inside.get() - 1));
    result.unwrap_or_else(|payload| {
        forget(payload);
        Err(panicked())
    })
}

/// Lets go of what a panic carried.
fn forget(payload: Box<dyn Any + Send>) {
    match payload.downcast::<String>() {
        // It may quote a text of the caller.
        Ok(mut message) => message.zeroize(),
        Err(other) if other.is::<&'static str>() => {}
        // To drop what we do not know may panic again.
        Err(other) => std::mem::forget(other),
    }
}

/// The failure that a panic of this thread is.
fn panicked() -> Failure {
    let place = PLACE.with(|place| place.borrow_mut().take()).unwrap_or_else(|| "an unknown place".to_owned());
    let message = format!("a defect of Menhu {}, at {place}; report it with that place", env!("CARGO_PKG_VERSION"));
    Failure::new(MENHU_PANIC, message)
}

/// A panic's message may quote what a person typed: inside of calls nothing of it is printed, only its place is kept.
fn guard_this_process() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if INSIDE.try_with(Cell::get).unwrap_or(0) == 0 {
                return before(info);
            }
            let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
            let _ = PLACE.try_with(|known| *known.borrow_mut() = place);
        }));
    });
}

/// This thread is Menhu's own: what panics in it prints nothing.
pub(crate) fn guard_this_thread() {
    guard_this_process();
    INSIDE.with(|inside| inside.set(1));
}

/// Where an output goes.
pub(crate) struct Out<T>(NonNull<T>);

/// Where an output goes.
///
/// # Safety
/// `place` is NULL or points to memory for a `T` that stays until the call returns.
pub(crate) unsafe fn out<T>(place: *mut T, argument: &'static str) -> Result<Out<T>, Failure> {
    let place = NonNull::new(place);
    place.map(Out).ok_or_else(|| Failure::argument(format!("`{argument}` is NULL; give a place for the result")))
}

impl<T> Out<T> {
    /// Writes it: the last thing that a call does.
    pub(crate) fn put(self, value: T) {
        // SAFETY: `out` was promised memory for a `T`, and aligned, as C's compilers give it.
        unsafe { self.0.write(value) };
    }
}

impl<H: Handle> Out<*mut H> {
    /// Opens a handle and writes it.
    pub(crate) fn open(self, value: H::Value) -> Result<(), Failure> {
        self.put(handle::open(value)?);
        Ok(())
    }
}

/// An output that the caller may not want.
///
/// # Safety
/// As for [`out`].
pub(crate) unsafe fn optional<T>(place: *mut T) -> Option<Out<T>> {
    NonNull::new(place).map(Out)
}

/// Whatever a caller hands to its own callbacks.
#[derive(Clone, Copy)]
pub(crate) struct User(pub(crate) *mut c_void);

// SAFETY: we never look at it; the header says that callbacks come from any thread, and whoever gives it agrees.
unsafe impl Send for User {}
// SAFETY: as for `Send`.
unsafe impl Sync for User {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::MENHU_INVALID_ARGUMENT;

    #[test]
    fn a_panic_is_a_status_and_its_place() {
        let mut error = std::ptr::null_mut();
        // SAFETY: `error` is memory for a pointer.
        let status = unsafe { call(&raw mut error, || panic!("110105194912310{}", 1002)) };
        assert_eq!(status, MENHU_PANIC);
        let message = peek(error, String::new(), |error| error.message().to_owned());
        assert!(message.contains("boundary.rs:") && !message.contains("1101"), "{message}");
        assert_eq!(free(error), MENHU_OK);
        assert_eq!(free(error), crate::status::MENHU_INVALID_HANDLE);
    }

    #[test]
    fn nothing_is_written_on_failure_and_null_is_named() {
        let mut place = 7u32;
        // SAFETY: `place` is memory for a `u32`.
        let out_place = unsafe { out(&raw mut place, "number") };
        let status = quiet(|| {
            let _out = out_place?;
            Err(Failure::argument("no"))
        });
        assert_eq!((status, place), (MENHU_INVALID_ARGUMENT, 7));
        // SAFETY: NULL is allowed.
        let missing = unsafe { out::<u32>(std::ptr::null_mut(), "number") }.err().unwrap();
        assert!(missing.message.starts_with("`number` is NULL"));
    }
}
