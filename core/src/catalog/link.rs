//! Addresses that pages link to.

/// The address, if a page may link to it: one of the web, or of the page's own site. A `javascript:` address from an import is
/// none.
#[must_use]
pub fn linkable(url: &str) -> Option<&str> {
    let url = url.trim();
    let begins = |with: &str| url.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    let is_local = url.starts_with('/') && !url.starts_with("//");
    (begins("http://") || begins("https://") || is_local).then_some(url)
}

/// A text as a segment of an address's path (RFC 3986): everything but the unreserved characters is encoded.
#[must_use]
pub fn path_segment(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_and_local_addresses_are_linked() {
        for url in ["https://example.com/", "HTTP://example.com/", "/files/a.pdf", " /a"] {
            assert_eq!(linkable(url), Some(url.trim()));
        }
        for url in
            ["javascript:alert(1)", " JavaScript:x", "data:text/html,x", "//evil.example", "files/a", "", "公积金"]
        {
            assert!(linkable(url).is_none(), "{url}");
        }
    }

    #[test]
    fn segments_are_encoded() {
        assert_eq!(path_segment("a/b?c~"), "a%2Fb%3Fc~");
        assert_eq!(path_segment("证"), "%E8%AF%81");
    }
}
