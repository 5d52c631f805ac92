//! `site.toml`: what the portal is called, and where it is published.
//!
//! ```toml
//! name = "示范区人民政府"              # SiteName
//! url = "https://www.shifan.example"  # its address, without a path
//! id_code = "9901010001"              # 网站标识码: ten digits, or bm and eight digits
//! notice = "主办：示范区人民政府办公室"   # what stands at the foot of every page
//! ```

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::error::ConfigError;

/// What to do where a value has the wrong type.
const FORM: &str = "write name = \"...\", url = \"https://...\", id_code = \"...\", each in quotes";

/// What a portal is called where its editors have not said so.
const UNNAMED: &str = "政务门户";

/// What pages, feeds and the site map say of the portal as a whole (网站发展指引, annex: SiteName, SiteDomain,
/// SiteIDCode).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Site {
    /// 网站名称.
    pub name: String,
    /// Its address: scheme and host, without a slash at the end.
    pub url: Option<String>,
    /// 网站标识码.
    pub id_code: Option<String>,
    /// What stands at the foot of every page.
    pub notice: Option<String>,
}

impl Default for Site {
    fn default() -> Site {
        Site { name: UNNAMED.to_owned(), url: None, id_code: None, notice: None }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Option<Spanned<String>>,
    url: Option<Spanned<String>>,
    id_code: Option<Spanned<String>>,
    notice: Option<String>,
}

impl Site {
    /// Reads the text of `site.toml`.
    ///
    /// ```
    /// use menhu::config::Site;
    ///
    /// let site = Site::parse("name = \"示范区人民政府\"\nurl = \"https://www.shifan.example/\"\n")?;
    /// assert_eq!(site.domain(), Some("www.shifan.example"));
    /// let error = Site::parse("id_code = \"12\"").unwrap_err();
    /// assert!(error.to_string().starts_with("line 1, column 11: `12` is no 网站标识码"));
    /// # Ok::<(), menhu::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`] names the first place that is wrong.
    pub fn parse(text: &str) -> Result<Site, ConfigError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: File = toml::from_str(text).map_err(|error| ConfigError::toml(text, &error, FORM))?;
        let bad = |place: &Spanned<String>, reason: String| Err(ConfigError::at(text, place.span().start, reason));
        let mut site = Site::default();
        if let Some(name) = file.name {
            if name.get_ref().trim().is_empty() {
                return bad(&name, "`name` is empty; write what the site is called".to_owned());
            }
            name.get_ref().trim().clone_into(&mut site.name);
        }
        if let Some(url) = file.url {
            let address = url.get_ref().trim().trim_end_matches('/').to_owned();
            let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or_default();
            let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
            if host.is_empty() || !host.chars().all(is_host) {
                let reason =
                    format!("`{address}` is no address of a site; write https:// and its host, without a path");
                return bad(&url, reason);
            }
            site.url = Some(address);
        }
        if let Some(code) = file.id_code {
            let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
            let known = code.get_ref().trim();
            if !digits(known, 10) && !known.strip_prefix("bm").is_some_and(|rest| digits(rest, 8)) {
                let reason = format!("`{known}` is no 网站标识码; write its ten digits, or bm and eight digits");
                return bad(&code, reason);
            }
            site.id_code = Some(known.to_owned());
        }
        site.notice = file.notice.map(|notice| notice.trim().to_owned()).filter(|notice| !notice.is_empty());
        Ok(site)
    }

    /// Its host, without the scheme (SiteDomain).
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        self.url.as_deref().and_then(|url| url.split_once("://")).map(|(_, host)| host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_place_and_what_to_do() {
        assert_eq!(Site::parse("").unwrap(), Site::default());
        assert_eq!(Site::parse("id_code = \"bm01000001\"").unwrap().id_code.as_deref(), Some("bm01000001"));
        for (text, expected) in [
            ("nmae = \"a\"", "line 1, column 1: unknown field `nmae`"),
            ("name = \" \"", "line 1, column 8: `name` is empty"),
            ("name = 5", "line 1, column 8: invalid type"),
            ("url = \"www.a.example\"", "line 1, column 7: `www.a.example` is no address"),
            ("url = \"https://a.example/b\"", "line 1, column 7: `https://a.example/b` is no address"),
            ("id_code = \"bm123\"", "line 1, column 11: `bm123` is no 网站标识码"),
        ] {
            let error = Site::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text}\n{error}");
        }
    }
}
