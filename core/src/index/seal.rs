//! A checksum for `meta.json`, the one file of the engine's that has none of its own: every other file of the index
//! ends in a footer with its CRC-32. The checksum is a last field of the JSON object, so that the file stays JSON and
//! the engine, which ignores fields it does not know, still reads it.

/// What stands before the checksum …
const BEFORE: &str = ",\n  \"checksum\": \"";
/// … and what ends the file behind it.
const AFTER: &str = "\"\n}\n";
/// What ends the file as the engine writes it.
const END: &str = "\n}\n";

/// The file with its checksum. What is no JSON object over several lines stays as it is.
pub(super) fn seal(data: &[u8]) -> Vec<u8> {
    let Some(object) = std::str::from_utf8(data).ok().and_then(|text| text.strip_suffix(END)) else {
        return data.to_vec();
    };
    format!("{object}{BEFORE}{:08x}{AFTER}", crc32fast::hash(object.as_bytes())).into_bytes()
}

/// The file as the engine wrote it, if its checksum is right. A file without one is of a version that wrote none.
///
/// # Errors
/// Says in which way the file is not what was written.
pub(super) fn unseal(data: Vec<u8>) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(&data).map_err(|_| "it is not UTF-8".to_owned())?;
    let Some((object, rest)) = text.rsplit_once(BEFORE) else {
        return match text.ends_with(END) {
            true => Ok(data),
            false => Err("its end is missing".to_owned()),
        };
    };
    let expected = rest.strip_suffix(AFTER).and_then(|sum| u32::from_str_radix(sum, 16).ok());
    match expected {
        Some(sum) if sum == crc32fast::hash(object.as_bytes()) => Ok(format!("{object}{END}").into_bytes()),
        Some(_) => Err("its checksum is wrong".to_owned()),
        None => Err("its end is missing or changed".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_read_back_and_is_json() {
        let data = serde_json::to_vec_pretty(&serde_json::json!({"segments": [], "payload": "x"})).unwrap();
        let data = [&data[..], b"\n"].concat();
        let sealed = seal(&data);
        let json: serde_json::Value = serde_json::from_slice(&sealed).unwrap();
        assert!(json["checksum"].is_string());
        assert_eq!(unseal(sealed).unwrap(), data);
        assert_eq!(unseal(data.clone()).unwrap(), data);
    }

    #[test]
    fn no_change_goes_unseen() {
        let data = b"{\n  \"segments\": [1, 2],\n  \"opstamp\": 17\n}\n";
        let sealed = seal(data);
        for length in 0..sealed.len() {
            assert!(unseal(sealed[..length].to_vec()).is_err(), "{length}");
        }
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[at] ^= 1 << bit;
                // A change in the checksum's own name leaves what it stands for untouched, if it leaves JSON at all.
                let read = unseal(changed).ok();
                let json = read.and_then(|read| serde_json::from_slice::<serde_json::Value>(&read).ok());
                if let Some(json) = json {
                    assert_eq!((&json["segments"], &json["opstamp"]), (&serde_json::json!([1, 2]), &17.into()), "{at}");
                }
            }
        }
    }
}
