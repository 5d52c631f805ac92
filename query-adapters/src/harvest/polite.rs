//! Manners: what robots.txt allows (RFC 9309), and how often a host may be asked.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use texting_robots::Robot;
use tokio::sync::OnceCell;
use url::Url;

use super::source::host;
use crate::http::{Client, FetchError, Limits, Request, Response};

/// How much of a robots.txt counts.
const ROBOTS_BYTES: usize = 512 << 10;
const ROBOTS_TIME: Duration = Duration::from_secs(30);
/// How many rules of a robots.txt count, and how many of those that end with `$`: each of those costs kilobytes.
const RULES: usize = 5000;
const RULES_TO_THE_END: usize = 500;
const RETRIES: usize = 2;
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

    /// Whether an address that another one leads to is allowed.
    ///
    /// # Errors
    /// [`FetchError::Robots`] when it is not, [`FetchError::Unasked`] when its host was not asked for its robots.txt yet.
    pub(super) fn check(&self, url: &Url) -> Result<(), FetchError> {
        let Some(host) = host(url) else { return Err(FetchError::Scheme(url.to_string())) };
        match self.cell(host).get() {
            None => Err(FetchError::Unasked(url.clone())),
            Some(HostRules { closed: Some(error), .. }) => Err(error.clone()),
            Some(rules) if rules.allows(url) => Ok(()),
            Some(_) => Err(FetchError::Robots),
        }
    }

    async fn ask(&self, url: &Url, per_second: f64) -> HostRules {
        let Ok(robots) = url.join("/robots.txt") else {
            return HostRules::new(None, Some(FetchError::BadRedirect), per_second);
        };
        let limits = Limits { bytes: ROBOTS_BYTES, time: ROBOTS_TIME };
        let request = Request { url: &robots, etag: None, last_modified: None, limits };
        let once = || self.client.fetch_beginning(request, |_| Ok(()));
        let pauses = ExponentialBuilder::default().with_max_times(RETRIES).with_jitter();
        let again = |error: &FetchError| error.is_passing() && !matches!(error, FetchError::Timeout(_));
        match once.retry(pauses).when(again).await {
            Ok(Response::Found(found)) => match robot(&self.agent, &found.bytes) {
                Some(robot) => HostRules::new(Some(robot), None, per_second),
                None => HostRules::new(None, Some(FetchError::Broken("robots.txt".to_owned())), per_second),
            },
            Ok(_) => HostRules::new(None, None, per_second),
            // It has none that could be read, and says so; or it does not answer, or has enough of us (429), and then nobody
            // knows what it allows.
            Err(FetchError::Status { status: 400..=428 | 430..=499, .. } | FetchError::Redirects(_)) => {
                HostRules::new(None, None, per_second)
            }
            Err(error) => HostRules::new(None, Some(error), per_second),
        }
    }
}

/// The rules of a robots.txt; those that cannot be understood are none, and do not make the others so. What comes after
/// as many as anybody writes does not count.
fn robot(agent: &str, bytes: &[u8]) -> Option<Robot> {
    let (mut rules, mut to_the_end) = (0, 0);
    let is_kept = |line: &&[u8]| {
        let is_rule = [&b"allow"[..], b"disallow"].iter().any(|word| {
            line.trim_ascii_start().get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
        });
        if !is_rule {
            return true;
        }
        rules += 1;
        if !line.contains(&b'$') {
            return rules <= RULES;
        }
        to_the_end += 1;
        rules <= RULES && to_the_end <= RULES_TO_THE_END && Robot::new(agent, line).is_ok()
    };
    let lines: Vec<&[u8]> = bytes.split(|byte| matches!(byte, b'\n' | b'\r' | 0)).filter(is_kept).collect();
    Robot::new(agent, &lines.join(&b'\n')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(robots: &str, path: &str) -> bool {
        let rules = HostRules::new(robot("MenhuHarvest", robots.as_bytes()), None, 2.0);
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

    #[test]
    fn a_rule_that_nobody_understands_is_none() {
        let huge = format!("User-agent: *\nDisallow: /{}$\nDisallow: /admin\n", "*a".repeat(20_000));
        assert!(Robot::new("MenhuHarvest", huge.as_bytes()).is_err());
        assert!(!allows(&huge, "/admin/1") && allows(&huge, "/x"));
        let many: String = (0..100_000).map(|at| format!("Disallow: /{at}$\n")).collect();
        assert!(!allows(&format!("User-agent: *\nDisallow: /admin\n{many}"), "/admin/1"));
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
