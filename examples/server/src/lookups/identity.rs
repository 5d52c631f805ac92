//! Who asks. Menhu authenticates nobody: a proxy before it does, or the demonstration takes everybody for who they are.

use std::fmt;
use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use menhu_lookups::service::{Proxied, Requester};
use menhu_lookups::signing::Encoding;

use super::token::Key;
use crate::cookie::cookie;
use crate::random::random;

/// Name of the demonstration's cookie.
const COOKIE: &str = "menhu_person";
/// What its value is signed for.
const SESSION: &str = "session";
/// Bytes of what a proxy may call somebody.
const LONGEST: usize = 256;

/// Who asks.
pub(crate) struct Visitor {
    pub(crate) requester: Requester,
    /// The cookie that the answer sets: a session begins.
    pub(crate) begun: Option<HeaderValue>,
}

/// Why it is not known who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Nothing says how they are authenticated.
    Unconfigured,
    /// The request does not come from the proxy that authenticates.
    Foreign,
    /// The proxy does not say who asks.
    Unnamed,
    /// The system gives no random numbers for a session.
    Random,
}

/// Finds out who asks.
pub(crate) trait Identity: Send + Sync + fmt::Debug {
    /// Who asks, by the headers of the request and the address it comes from.
    fn identify(&self, headers: &HeaderMap, peer: IpAddr) -> Result<Visitor, Refused>;
}

/// Nobody is anybody.
#[derive(Debug)]
pub(super) struct Nobody;

impl Identity for Nobody {
    fn identify(&self, _: &HeaderMap, _: IpAddr) -> Result<Visitor, Refused> {
        Err(Refused::Unconfigured)
    }
}

/// Sessions of a demonstration: a signed random number in a cookie. It proves that a browser is the one of before, and
/// nothing about whose it is.
#[derive(Debug)]
pub(super) struct Sessions(Key);

impl Sessions {
    pub(super) fn new() -> Result<Sessions, String> {
        Key::random().map(Sessions)
    }
}

impl Identity for Sessions {
    fn identify(&self, headers: &HeaderMap, peer: IpAddr) -> Result<Visitor, Refused> {
        let own = cookie(headers, COOKIE).and_then(|value| value.split_once('.'));
        if let Some((id, tag)) = own
            && self.0.fits(SESSION, id, tag)
        {
            return Ok(Visitor { requester: Requester { id: id.into(), address: peer.to_canonical() }, begun: None });
        }
        let id = Encoding::Hex.encode(&random::<16>().map_err(|_| Refused::Random)?);
        let line = format!("{COOKIE}={id}.{}; Path=/; HttpOnly; SameSite=Strict", self.0.token(SESSION, &id));
        let begun = HeaderValue::from_str(&line).ok();
        Ok(Visitor { requester: Requester { id: id.into(), address: peer.to_canonical() }, begun })
    }
}

/// A proxy that authenticates citizens and says in a header who asks.
#[derive(Debug)]
pub(super) struct Proxy {
    settings: Proxied,
    header: HeaderName,
    address: Option<HeaderName>,
}

impl Proxy {
    /// # Errors
    /// What is wrong with the settings.
    pub(super) fn new(settings: &Proxied) -> Result<Proxy, String> {
        let name = |field: &str, text: &str| {
            HeaderName::try_from(text).map_err(|_| format!("`identity.{field}`: not the name of a header"))
        };
        if settings.from.is_empty() {
            return Err("`identity.from` is empty: name the networks from which the proxy comes, such as \
                        [\"127.0.0.1/32\"]"
                .to_owned());
        }
        Ok(Proxy {
            header: name("header", &settings.header)?,
            address: settings.address_header.as_deref().map(|text| name("address_header", text)).transpose()?,
            settings: settings.clone(),
        })
    }
}

impl Identity for Proxy {
    fn identify(&self, headers: &HeaderMap, peer: IpAddr) -> Result<Visitor, Refused> {
        let peer = peer.to_canonical();
        if !self.settings.from.iter().any(|network| network.contains(&peer)) {
            return Err(Refused::Foreign);
        }
        // Two lines: one of them may be the client's own.
        let mut lines = headers.get_all(&self.header).iter();
        let (Some(line), None) = (lines.next(), lines.next()) else { return Err(Refused::Unnamed) };
        let id = std::str::from_utf8(line.as_bytes()).unwrap_or_default().trim();
        if id.is_empty() || id.len() > LONGEST {
            return Err(Refused::Unnamed);
        }
        let said = self.address.as_ref().and_then(|name| headers.get_all(name).iter().next_back());
        // Of a list, the proxy itself has added the last.
        let said = said.and_then(|line| line.to_str().ok()?.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
        let address = said.map_or(peer, |address| address.to_canonical());
        Ok(Visitor { requester: Requester { id: id.into(), address }, begun: None })
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_session_goes_on_by_its_cookie_and_a_forged_one_begins_anew() {
        let sessions = Sessions::new().unwrap();
        let first = sessions.identify(&HeaderMap::new(), HERE).unwrap();
        let line = first.begun.unwrap().to_str().unwrap().to_owned();
        assert!(line.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{line}");
        let cookie = line.split(';').next().unwrap();
        let again = sessions.identify(&headers(&[("cookie", &format!("a=b; {cookie}"))]), HERE).unwrap();
        assert!(again.begun.is_none());
        assert_eq!(again.requester.id.expose_secret(), first.requester.id.expose_secret());
        for other in [cookie.replace('.', "0."), cookie.replace('.', ""), format!("{COOKIE}=x.y")] {
            assert!(sessions.identify(&headers(&[("cookie", &other)]), HERE).unwrap().begun.is_some(), "{other}");
        }
    }

    #[test]
    fn a_proxy_is_believed_from_its_own_network_only() {
        let proxied = |from: &str| Proxied {
            header: "x-person".to_owned(),
            from: vec![from.parse().unwrap()],
            address_header: Some("x-forwarded-for".to_owned()),
        };
        let proxy = Proxy::new(&proxied("127.0.0.0/8")).unwrap();
        let identify =
            |lines: &[(&'static str, &str)]| proxy.identify(&headers(lines), "::ffff:127.0.0.1".parse().unwrap());
        let visitor = identify(&[("x-person", "u-1"), ("x-forwarded-for", "9.9.9.9, 10.1.2.3")]).unwrap();
        assert_eq!(visitor.requester.id.expose_secret(), "u-1");
        assert_eq!(visitor.requester.address.to_string(), "10.1.2.3");
        assert_eq!(identify(&[("x-person", "u-1")]).unwrap().requester.address, HERE);
        assert_eq!(identify(&[]).err(), Some(Refused::Unnamed));
        assert_eq!(identify(&[("x-person", "u-1"), ("x-person", "u-2")]).err(), Some(Refused::Unnamed));
        let other = Proxy::new(&proxied("10.0.0.0/8")).unwrap();
        assert_eq!(other.identify(&headers(&[("x-person", "u-1")]), HERE).err(), Some(Refused::Foreign));
        assert!(Proxy::new(&Proxied { from: Vec::new(), ..proxied("10.0.0.0/8") }).is_err());
        assert!(Proxy::new(&Proxied { header: "a b".to_owned(), ..proxied("10.0.0.0/8") }).is_err());
    }
}
