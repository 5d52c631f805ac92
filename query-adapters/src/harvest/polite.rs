//! Manners: what robots.txt allows (RFC 9309), and how often a host may be asked.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use texting_robots::Robot;
use tokio::sync::OnceCell;
use url::Url;

use super::source::host;
use crate::http::{Client, FetchError, Limits, Request, Response};

/// How much of a robots.txt counts.
const ROBOTS_BYTES: usize = 512 << 10;
const ROBOTS_TIME: Duration = Duration::from_secs(30);
/// The longest pause that is kept between two requests.
const LONGEST_PAUSE: f64 = 60.0;

/// What is known of one host.
struct HostRules {
    /// `None` when it has no robots.txt: everything is allowed.
    robot: Option<Robot>,
    /// Why its robots.txt could not be fetched: nothing is allowed then.
    closed: Option<FetchError>,
    pace: DefaultDirectRateLimiter,
}

impl HostRules {
    fn new(robot: Option<Robot>, closed: Option<FetchError>, per_second: f64) -> HostRules {
        let pause = 1.0 / per_second;
        let asked = robot.as_ref().and_then(|robot| robot.delay).map_or(0.0, f64::from);
        let period = Duration::from_secs_f64(pause.max(asked).clamp(0.000_001, LONGEST_PAUSE.max(pause)));
        let quota = Quota::with_period(period).unwrap_or(Quota::per_second(NonZeroU32::MIN));
        HostRules { robot, closed, pace: RateLimiter::direct(quota.allow_burst(NonZeroU32::MIN)) }
    }

    fn allows(&self, url: &Url) -> bool {
        self.closed.is_none() && self.robot.as_ref().is_none_or(|robot| robot.allowed(url.as_str()))
    }
}

/// The hosts of a harvest, each asked for its robots.txt once.
pub(super) struct Hosts {
    client: Client,
    agent: String,
    known: Mutex<HashMap<String, Arc<OnceCell<HostRules>>>>,
}

impl Hosts {
    pub(super) fn new(client: Client, agent: String) -> Hosts {
        Hosts { client, agent, known: Mutex::default() }
    }

    fn cell(&self, host: String) -> Arc<OnceCell<HostRules>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(host).or_default())
    }

    /// Waits until the host of an address may be asked.
    ///
    /// # Errors
    /// [`FetchError::Robots`] when it may not be asked for this; why its robots.txt could not be fetched, when nobody knows.
    pub(super) async fn admit(&self, url: &Url, per_second: f64) -> Result<(), FetchError> {
        let Some(host) = host(url) else { return Err(FetchError::Scheme(url.to_string())) };
        let cell = self.cell(host);
        let rules = cell.get_or_init(|| self.ask(url, per_second)).await;
        if let Some(error) = &rules.closed {
            return Err(error.clone());
        }
        if !rules.allows(url) {
            return Err(FetchError::Robots);
        }
        rules.pace.until_ready().await;
        Ok(())
    }

    /// Whether an address that another one leads to is allowed, as far as its host is known already.
    pub(super) fn allows(&self, url: &Url) -> bool {
        let Some(host) = host(url) else { return false };
        self.cell(host).get().is_none_or(|rules| rules.allows(url))
    }

    async fn ask(&self, url: &Url, per_second: f64) -> HostRules {
        let Ok(robots) = url.join("/robots.txt") else {
            return HostRules::new(None, Some(FetchError::BadRedirect), per_second);
        };
        let limits = Limits { bytes: ROBOTS_BYTES, time: ROBOTS_TIME };
        let request = Request { url: &robots, etag: None, last_modified: None, limits };
        match self.client.fetch(request, |_| Ok(())).await {
            Ok(Response::Found(found)) => HostRules::new(Robot::new(&self.agent, &found.bytes).ok(), None, per_second),
            Ok(_) => HostRules::new(None, None, per_second),
            // It has none that could be read, and says so; or it does not answer, and then nobody knows what it allows.
            Err(FetchError::Status { status: 400..=499, .. } | FetchError::TooLarge(_) | FetchError::Redirects(_)) => {
                HostRules::new(None, None, per_second)
            }
            Err(error) => HostRules::new(None, Some(error), per_second),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(robots: &str, path: &str) -> bool {
        let rules = HostRules::new(Robot::new("MenhuHarvest", robots.as_bytes()).ok(), None, 2.0);
        rules.allows(&Url::parse("http://a.example").unwrap().join(path).unwrap())
    }

    #[test]
    fn robots_are_obeyed() {
        let robots = "User-agent: *\nDisallow: /\n\nUser-agent: menhuharvest\nDisallow: /admin\nAllow: /admin/open\n";
        assert!(allows(robots, "/x") && allows(robots, "/admin/open/1"));
        assert!(!allows(robots, "/admin/1") && !allows("User-agent: *\nDisallow: /*.pdf$", "/a.pdf"));
        assert!(allows("", "/x") && allows("<html>没有</html>", "/x"));
        assert!(!HostRules::new(None, Some(FetchError::Robots), 1.0).allows(&Url::parse("http://a.example/").unwrap()));
    }

    #[tokio::test]
    async fn a_host_is_asked_as_often_as_it_may_be() {
        let rules = HostRules::new(None, None, 50.0);
        let begin = std::time::Instant::now();
        for _ in 0..6 {
            rules.pace.until_ready().await;
        }
        // Five pauses of 20 ms: a machine that is busy takes longer, and none takes less.
        assert!(begin.elapsed() >= Duration::from_millis(95), "{:?}", begin.elapsed());
    }
}
