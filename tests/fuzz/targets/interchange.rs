//! An interchange line: refused with a reason, or an item that is written and read back as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::catalog::read_item;

fuzz_target!(|line: &str| {
    match read_item(line) {
        Ok(item) => {
            assert!(item.check().is_ok());
            let written = serde_json::to_string(&item).expect("an item has a JSON form");
            assert_eq!(read_item(&written).expect("what was written is read"), item);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
