//! Lookups of social security, housing fund and traffic violations: a call waits until its answer is there.

pub mod ask;
mod config;
pub mod state;

use std::ffi::{c_char, c_void};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use adapters::Lookups;
use adapters::lookup::SystemClock;
use secrecy::SecretString;
use tokio::runtime::Runtime;

use crate::boundary::{call, free, guard_this_thread, out};
use crate::error::menhu_error;
use crate::failure::Failure;
use crate::handle::{Handle, find};
use crate::log::{Log, menhu_log_callback};
use crate::process::Here;
use crate::status::{MENHU_ENGINE, MENHU_INVALID_ARGUMENT};
use crate::text::{given, text};
use config::Config;

/// How long work under way is waited for when lookups are freed.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// The lookups of a portal, with a runtime of their own. Any thread, also several at the same time; not for children of the
/// process that opened them: MENHU_FORKED.
pub struct menhu_lookups {
    _opaque: [u8; 0],
}

/// What stands behind it.
pub(crate) struct Asking {
    pub(crate) running: Here<Running>,
    log: Log,
}

/// What has threads.
pub(crate) struct Running {
    pub(crate) lookups: Lookups,
    config: Mutex<Config>,
    /// Taken when it is shut down.
    runtime: Option<Runtime>,
}

impl Handle for menhu_lookups {
    type Value = Asking;
    const NAME: &'static str = "menhu_lookups";
}

impl Running {
    fn open(config: Config, log: &Log) -> Result<Running, Failure> {
        let events = log.dispatch();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(config.threads())
            .thread_name("menhu-lookups")
            .on_thread_start(move || {
                guard_this_thread();
                // For as long as the thread lives: there is nothing to go back to.
                std::mem::forget(tracing::dispatcher::set_default(&events));
            })
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| {
            Failure::new(MENHU_ENGINE, format!("no threads for lookups: {error}; allow the process some more"))
        })?;
        let inside = runtime.enter();
        let settings = config.settings()?;
        let (keys, providers) = (config.keys(&settings)?, config.providers()?);
        let audit = Config::audit(&settings)?;
        let lookups = Lookups::new(&settings, keys, audit, providers, Arc::new(SystemClock::new()));
        let lookups = lookups.map_err(|error| Failure::config(error.to_string()))?;
        drop(inside);
        Ok(Running { lookups, config: Mutex::new(config), runtime: Some(runtime) })
    }

    pub(crate) fn runtime(&self) -> Result<&Runtime, Failure> {
        self.runtime.as_ref().ok_or_else(|| Failure::argument("the lookups are being freed"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A system that looks up names cannot be hurried: it is not waited for beyond this.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(LAST_WAIT);
        }
    }
}

/// Opens lookups. `config`: a JSON object, of which every member may be missing:
///
///   portal            folder of a portal: its config/lookups.toml and config/providers/*.toml are read
///   providers         files of providers, besides; providers_folder: a folder of them
///   variables         object of names and values: what provider files know as host:NAME; variables_file: a TOML file of them
///   secret            env:NAME, file:PATH or host:NAME: 32 bytes or more; without it one is drawn
///   audit             file of the audit, of this process alone; without one nothing is looked up
///   redis, cache_bytes, rates     as in config/lookups.toml (docs/lookups.md)
///   threads           of the runtime, 1 to 16; 2 without it
///
/// MENHU_CONFIG (the message has file and line, and quotes no secret), MENHU_LOCKED when another process writes the audit,
/// MENHU_IO.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_lookups_open(
    config: *const c_char,
    config_len: usize,
    lookups: *mut *mut menhu_lookups,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `lookups`.
        let lookups = unsafe { out(lookups, "lookups") }?;
        // SAFETY: the caller's promise about `config`.
        let config = Config::read(unsafe { text(config, config_len, "config") }?)?;
        let log = Log::default();
        let running = Running::open(config, &log)?;
        lookups.open(Asking { running: Here::new(running), log })
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Reads the files of providers anew: those that have changed, come or gone are taken over, all at once. What is under way
/// finishes as it began.
///
/// MENHU_CONFIG and MENHU_IO; then all stays as it was.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_lookups_reload(lookups: *const menhu_lookups, error: *mut *mut menhu_error) -> i32 {
    let run = || {
        let asking = find(lookups, "lookups")?;
        let running = asking.running.get("lookups")?;
        let providers = running.config.lock().unwrap_or_else(PoisonError::into_inner).providers()?;
        let _inside = running.runtime()?.enter();
        running.lookups.set_providers(providers).map_err(|error| Failure::config(error.to_string()))
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Forgets everything about a person or a vehicle: what is kept, and what is being fetched now (PIPL, article 47). `subject`:
/// person or vehicle; `number`: the number of the identity card, or the plate.
///
/// MENHU_LOOKUP_INVALID_INPUT for what is no number; MENHU_LOOKUP_UPSTREAM_UNAVAILABLE when a second level does not answer,
/// and other processes may still know.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_lookups_purge(
    lookups: *const menhu_lookups,
    subject: *const c_char,
    subject_len: usize,
    number: *const c_char,
    number_len: usize,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `subject`.
        let subject = unsafe { given(subject, subject_len, "subject") }?;
        // SAFETY: the caller's promise about `number`.
        let number: SecretString = unsafe { given(number, number_len, "number") }?.to_owned().into();
        let asking = find(lookups, "lookups")?;
        let running = asking.running.get("lookups")?;
        let runtime = running.runtime()?;
        let of_person = match subject {
            "person" => true,
            "vehicle" => false,
            _ => {
                return Err(Failure::new(MENHU_INVALID_ARGUMENT, "`subject` is none; expected person or vehicle"));
            }
        };
        let purge = async {
            match of_person {
                true => running.lookups.purge_person(&number).await,
                false => running.lookups.purge_vehicle(&number).await,
            }
        };
        Ok(runtime.block_on(purge)?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Sends the lookups' messages to a callback from now on; NULL: nowhere. Returns when no callback of before is running any
/// more.
///
/// # Safety
/// The pointers are as the head of the header says; `callback` may be called with `user` from any thread until another is
/// set, or until the lookups are freed and no call with them is under way.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_lookups_set_log(
    lookups: *const menhu_lookups,
    callback: menhu_log_callback,
    user: *mut c_void,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `callback` and `user`.
        unsafe { find(lookups, "lookups")?.log.set(callback, user) };
        Ok(())
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Frees lookups. Calls under way finish; what is kept is overwritten. Waits two seconds at most for work behind. NULL is
/// MENHU_OK; those that have been freed are MENHU_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_lookups_free(lookups: *mut menhu_lookups) -> i32 {
    free(lookups)
}
