//! What a pointer of ours is: a number that looks like a pointer, under which a table knows what was opened.
//!
//! Nothing that a caller gives us as a handle is ever followed. A handle that was freed twice, used after it was freed,
//! or is one of another type is therefore told for what it is, with certainty: a number is used once. Whoever is inside a
//! call holds what it works on, so a handle may be freed while another thread uses it.
//!
//! The table is the one thing of this library that is shared by all of a process; it decides nothing. The numbers are no
//! addresses that a processor knows, so that a garbage collector that looks at pointers (Go's does) takes them for nothing
//! of its own.

use std::any::Any;
use std::sync::{Arc, PoisonError, RwLock};

use crate::failure::Failure;
use crate::status::MENHU_INVALID_HANDLE;

#[cfg(not(target_pointer_width = "64"))]
compile_error!("handles are numbers of 64 bits: build for a machine of 64 bits");

/// A type of the header, and what stands behind it.
pub(crate) trait Handle {
    /// What stands behind it.
    type Value: Send + Sync + 'static;
    /// Its name in the header.
    const NAME: &'static str;
}

/// The uppermost byte of every handle. No processor has such addresses.
const MARK: usize = 0xA5;
/// Bits of the place in the table, and of how often the place has been used.
const BITS: u32 = 28;
const MASK: usize = (1 << BITS) - 1;

struct Slot {
    /// Counts up with every use, so that an old handle fits no later one. A place that has been used as often as can be
    /// told apart is used no more.
    uses: usize,
    opened: Option<Opened>,
}

#[derive(Clone)]
struct Opened {
    name: &'static str,
    value: Arc<dyn Any + Send + Sync>,
}

struct Table {
    slots: Vec<Slot>,
    free: Vec<usize>,
}

static TABLE: RwLock<Table> = RwLock::new(Table { slots: Vec::new(), free: Vec::new() });

/// Puts a value behind a new handle.
pub(crate) fn open<H: Handle>(value: H::Value) -> Result<*mut H, Failure> {
    let opened = Opened { name: H::NAME, value: Arc::new(value) };
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    let place = match table.free.pop() {
        Some(place) => place,
        None if table.slots.len() > MASK => {
            return Err(Failure::argument(format!(
                "{} handles are open at the same time; free some",
                table.slots.len()
            )));
        }
        None => {
            table.slots.push(Slot { uses: 0, opened: None });
            table.slots.len() - 1
        }
    };
    let slot = &mut table.slots[place];
    slot.uses += 1;
    slot.opened = Some(opened);
    let number = MARK << (2 * BITS) | slot.uses << BITS | place;
    Ok(std::ptr::without_provenance_mut(number))
}

/// What stands behind a handle.
pub(crate) fn find<H: Handle>(handle: *const H, argument: &'static str) -> Result<Arc<H::Value>, Failure> {
    let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
    let opened = parts(handle).and_then(|(place, uses)| {
        let slot = table.slots.get(place).filter(|slot| slot.uses == uses)?;
        slot.opened.as_ref()
    });
    let opened = opened.ok_or_else(|| unknown::<H>(handle, argument))?.clone();
    drop(table);
    expect::<H>(opened, argument)
}

/// Closes a handle. What stands behind it goes as soon as nobody is inside a call with it.
pub(crate) fn close<H: Handle>(handle: *mut H, argument: &'static str) -> Result<(), Failure> {
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    let place = parts(handle).filter(|(place, uses)| {
        table.slots.get(*place).is_some_and(|slot| slot.uses == *uses && slot.opened.is_some())
    });
    let (place, uses) = place.ok_or_else(|| unknown::<H>(handle, argument))?;
    let slot = &mut table.slots[place];
    if let Some(opened) = &slot.opened
        && opened.name != H::NAME
    {
        return Err(other::<H>(opened.name, argument));
    }
    let opened = slot.opened.take();
    if uses < MASK {
        table.free.push(place);
    }
    drop(table);
    // To let go of it may take long, or fail: nobody waits for the table meanwhile.
    drop(opened);
    Ok(())
}

/// Place and use of a number that is a handle's.
fn parts<H>(handle: *const H) -> Option<(usize, usize)> {
    let number = handle.addr();
    (number >> (2 * BITS) == MARK).then_some((number & MASK, number >> BITS & MASK))
}

fn expect<H: Handle>(opened: Opened, argument: &'static str) -> Result<Arc<H::Value>, Failure> {
    let name = opened.name;
    if name != H::NAME {
        return Err(other::<H>(name, argument));
    }
    opened.value.downcast().map_err(|_| other::<H>(name, argument))
}

fn unknown<H: Handle>(handle: *const H, argument: &'static str) -> Failure {
    let what = if handle.is_null() { "is NULL" } else { "has been freed, or never was one" };
    Failure::new(MENHU_INVALID_HANDLE, format!("`{argument}` {what}; expected an open {}", H::NAME))
}

fn other<H: Handle>(name: &str, argument: &'static str) -> Failure {
    Failure::new(MENHU_INVALID_HANDLE, format!("`{argument}` is a {name}; expected a {}", H::NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Word;
    struct Number;
    impl Handle for Word {
        type Value = String;
        const NAME: &'static str = "word";
    }
    impl Handle for Number {
        type Value = u32;
        const NAME: &'static str = "number";
    }

    fn message<T>(result: Result<T, Failure>) -> String {
        let failure = result.err().unwrap();
        assert_eq!(failure.status, MENHU_INVALID_HANDLE);
        failure.message
    }

    #[test]
    fn a_handle_is_what_it_was_opened_as_until_it_is_closed() {
        let word = open::<Word>("甲".to_owned()).unwrap();
        assert_eq!(*find(word, "w").unwrap(), "甲");
        let as_number: *mut Number = word.cast();
        assert_eq!(message(find(as_number, "n")), "`n` is a word; expected a number");
        assert_eq!(message(close(as_number, "n")), "`n` is a word; expected a number");
        let held = find(word, "w").unwrap();
        close(word, "w").unwrap();
        assert_eq!(*held, "甲", "who is inside goes on");
        for _ in 0..3 {
            assert_eq!(message(close(word, "w")), "`w` has been freed, or never was one; expected an open word");
            assert_eq!(message(find(word, "w")), "`w` has been freed, or never was one; expected an open word");
        }
        assert_eq!(message(find(std::ptr::null::<Word>(), "w")), "`w` is NULL; expected an open word");
    }

    #[test]
    fn the_next_handle_in_a_place_is_another() {
        let mut seen = std::collections::HashSet::new();
        for number in 0..200 {
            let handle = open::<Number>(number).unwrap();
            assert!(seen.insert(handle.addr()));
            close(handle, "n").unwrap();
            assert!(find(handle, "n").is_err());
        }
    }

    #[test]
    fn what_never_was_a_handle_is_none() {
        let local = 7u32;
        let here: *const Number = (&raw const local).cast();
        for pointer in [here, std::ptr::without_provenance(1), std::ptr::without_provenance(usize::MAX)] {
            assert!(find(pointer, "n").is_err());
            assert!(close(pointer.cast_mut(), "n").is_err());
        }
    }

    #[test]
    fn threads_open_find_and_close_at_the_same_time() {
        let shared = open::<Number>(7).unwrap().addr();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                scope.spawn(move || {
                    for at in 0..50 {
                        let own = open::<Word>(format!("{thread}-{at}")).unwrap();
                        assert_eq!(*find(own, "w").unwrap(), format!("{thread}-{at}"));
                        assert_eq!(*find::<Number>(std::ptr::without_provenance(shared), "n").unwrap(), 7);
                        close(own, "w").unwrap();
                        assert!(close(own, "w").is_err());
                    }
                });
            }
        });
        close::<Number>(std::ptr::without_provenance_mut(shared), "n").unwrap();
    }
}
