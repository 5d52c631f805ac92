//! One address: fetched, read, compared with what was known of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use jiff::civil::Date;
use menhu::catalog::{Attachment, Item};
use menhu::html::{self, Link, PageKind, PageOptions, read_page};
use sha2::{Digest, Sha256};
use url::Url;

use super::crawl::Keep;
use super::discover;
use super::error::HarvestError;
use super::group::{numbers, title_key};
use super::polite::Hosts;
use super::source::{Column, Site, Source, normal};
use super::state::{Article, FileSeen, Outcome, Page, State, Step, Task, TaskKind};
use crate::http::{Client, FetchError, Found, Limits, Request, Response};
use menhu::text::Sketch;

/// What the name of a link must have, in letters and ideographs, to be the title of an article: 更多 has less.
const LEAST_TITLE: usize = 4;
/// What an article must say, in characters, unless it has an attachment.
const LEAST_BODY: usize = 10;
/// How many attachments of an article are kept.
const MOST_ATTACHMENTS: usize = 30;
/// How many site maps may lead to another.
const DEEPEST_SITEMAP: u32 = 3;
/// Tries after the first, and the longest that a server may ask to be waited for.
const RETRIES: usize = 2;
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Visits addresses.
pub(super) struct Visitor {
    pub(super) source: Arc<Source>,
    pub(super) client: Client,
    pub(super) hosts: Hosts,
    pub(super) state: Arc<State>,
    pub(super) keep: Arc<dyn Keep>,
    pub(super) run: u64,
    pub(super) today: Date,
}

/// What a visit came to.
pub(super) struct Visit {
    pub(super) step: Step,
    /// Whether the server as a whole did not answer.
    pub(super) is_server_down: bool,
}

/// Validators of what is known.
type Known<'a> = (Option<&'a str>, Option<&'a str>);

impl Visitor {
    pub(super) async fn visit(&self, site: &Site, task: Task) -> Result<Visit, HarvestError> {
        let (step, error) = match task.kind {
            TaskKind::Page => self.page(site, &task).await?,
            _ => self.list(site, &task).await,
        };
        let is_server_down = error.is_some_and(|error| error.is_of_server());
        Ok(Visit { step: Step { done: Some(Task { is_done: true, ..task }), ..step }, is_server_down })
    }

    /// What a visit comes to that is not made: the site does not answer.
    pub(super) fn give_up(&self, task: Task) -> Result<Step, HarvestError> {
        let reason = "the site does not answer; it was given up for this run".to_owned();
        let mut step = match task.kind {
            TaskKind::Page => {
                Step { page: Some(self.failed(&task, self.state.page(&task.url)?, reason)), ..Step::default() }
            }
            _ => Step { unread: Some(format!("{}: {reason}", task.url)), ..Step::default() },
        };
        step.done = Some(Task { is_done: true, ..task });
        Ok(step)
    }

    /// Fetches with manners, and tries again what may pass.
    async fn fetch(
        &self,
        site: &Site,
        url: &Url,
        known: Known<'_>,
        limits: Limits,
        is_page: bool,
    ) -> Result<Response, FetchError> {
        let may = |next: &Url| {
            let known = normal(next.clone());
            if known == *url {
                return Ok(());
            }
            match (site.has(next), self.hosts.allows(next)) {
                (true, true) if is_page => Err(FetchError::Moved(known)),
                (true, true) => Ok(()),
                (true, false) => Err(FetchError::Robots),
                (false, _) => Err(FetchError::LeftSite(host_of(next))),
            }
        };
        self.ask(url, known, limits, site.per_second, may).await
    }

    async fn ask(
        &self,
        url: &Url,
        (etag, last_modified): Known<'_>,
        limits: Limits,
        per_second: f64,
        may: impl Fn(&Url) -> Result<(), FetchError>,
    ) -> Result<Response, FetchError> {
        let once = || async {
            self.hosts.admit(url, per_second).await?;
            self.client.fetch(Request { url, etag, last_modified, limits }, &may).await
        };
        let pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(500))
            .with_max_times(RETRIES)
            .with_jitter();
        // What took all of its time once takes it again.
        let again = |error: &FetchError| error.is_passing() && !matches!(error, FetchError::Timeout(_));
        let wait = |error: &FetchError, pause: Option<Duration>| match error {
            FetchError::Status { retry_after: Some(asked), .. } => {
                pause.map(|pause| pause.max(*asked)).filter(|pause| *pause <= LONGEST_WAIT)
            }
            _ => pause,
        };
        once.retry(pauses).when(again).adjust(wait).await
    }

    /// A site map, a feed or a list: what it leads to.
    async fn list(&self, site: &Site, task: &Task) -> (Step, Option<FetchError>) {
        let note = |reason: String| Step { unread: Some(format!("{}: {reason}", task.url)), ..Step::default() };
        let Ok(url) = Url::parse(&task.url) else { return (note("it is no address".to_owned()), None) };
        let found = match self.fetch(site, &url, (None, None), self.source.page, false).await {
            Ok(Response::Found(found)) => *found,
            Ok(Response::Gone(status)) => return (note(format!("it is not there (status {status})")), None),
            Ok(Response::NotModified) => return (note("it was not asked whether it has changed".to_owned()), None),
            Err(error) => return (note(error.to_string()), Some(error)),
        };
        match self.links(site, task, found).await {
            Ok(step) => (step, None),
            Err(reason) => (note(reason), None),
        }
    }

    async fn links(&self, site: &Site, task: &Task, found: Found) -> Result<Step, String> {
        let Found { url, bytes, charset, .. } = found;
        let mut step = Step::default();
        let column = task.column.as_deref().and_then(|path| site.columns.iter().find(|column| column.path == path));
        match task.kind {
            TaskKind::Sitemap(depth) => {
                let most = self.source.page.bytes;
                let map = blocking(move || discover::sitemap(&bytes, most)).await?;
                if depth >= DEEPEST_SITEMAP && !map.sitemaps.is_empty() {
                    step.unread =
                        Some(format!("{}: site maps lead on to others more than {DEEPEST_SITEMAP} times", task.url));
                }
                let deeper = map
                    .sitemaps
                    .iter()
                    .filter(|_| depth < DEEPEST_SITEMAP)
                    .filter_map(|next| self.of_site(site, &url, next));
                step.found = deeper.map(|next| new_task(site, next, TaskKind::Sitemap(depth + 1), None)).collect();
                for page in map.pages.iter().filter_map(|page| self.of_site(site, &url, page)) {
                    if let Some(column) = site.column_of(&page) {
                        step.found.push(new_task(site, page, TaskKind::Page, Some(column)));
                    }
                }
            }
            TaskKind::Feed => {
                let base = url.clone();
                for (href, published) in blocking(move || discover::feed(&bytes, &base)).await? {
                    if let Some(page) = self.of_site(site, &url, &href).filter(|page| is_under(column, page)) {
                        step.found.push(Task { published, ..new_task(site, page, TaskKind::Page, column) });
                    }
                }
            }
            TaskKind::List(number) => {
                let options = PageOptions { charset, body: None, links: site.links.clone() };
                let page = blocking(move || read_page(&bytes, &options).map_err(|error| error.to_string())).await?;
                let base = page.base.as_deref().and_then(|base| url.join(base).ok()).unwrap_or(url);
                for link in &page.links {
                    let Some(next) = self.of_site(site, &base, &link.href).filter(|next| next.as_str() != task.url)
                    else {
                        continue;
                    };
                    if link.is_next {
                        if number < self.source.list_pages {
                            step.found.push(new_task(site, next, TaskKind::List(number + 1), column));
                        }
                    } else if is_title(&link.text) && !link.is_file() && is_under(column, &next) {
                        step.found
                            .push(Task { published: link.published, ..new_task(site, next, TaskKind::Page, column) });
                    }
                }
            }
            TaskKind::Page => {}
        }
        Ok(step)
    }

    /// The address that a link leads to, if it is one of the site that may be asked for.
    fn of_site(&self, site: &Site, base: &Url, href: &str) -> Option<Url> {
        let url = normal(base.join(href).ok()?);
        let is_http = matches!(url.scheme(), "http" | "https");
        (is_http && site.has(&url) && self.hosts.allows(&url)).then_some(url)
    }

    /// An article.
    async fn page(&self, site: &Site, task: &Task) -> Result<(Step, Option<FetchError>), HarvestError> {
        let known = self.state.page(&task.url)?;
        let column = task.column.clone().or_else(|| known.as_ref().map(|known| known.column.clone()));
        let column = column.and_then(|path| site.columns.iter().find(|column| column.path == path));
        let (Ok(url), Some(column)) = (Url::parse(&task.url), column) else {
            let reason = "its column is not in the source file any more".to_owned();
            return Ok((Step { page: Some(self.failed(task, known, reason)), ..Step::default() }, None));
        };
        // Without its text nobody could say that it has not changed.
        let validators = known.as_ref().filter(|known| known.article.is_some() && known.gone.is_none());
        let validators =
            validators.map_or((None, None), |known| (known.etag.as_deref(), known.last_modified.as_deref()));
        let answer = self.fetch(site, &url, validators, self.source.page, true).await;
        let base = Page {
            site: site.name.clone(),
            column: column.path.clone(),
            run: self.run,
            outcome: Outcome::Unchanged,
            reason: None,
            etag: None,
            last_modified: None,
            gone: None,
            article: None,
            published: known.as_ref().and_then(|known| known.published.clone()),
        };
        let mut found = Vec::new();
        let page = match answer {
            Ok(Response::NotModified) => {
                let known = known.unwrap_or_else(|| base.clone());
                self.not_modified(Page { run: self.run, outcome: Outcome::Unchanged, reason: None, ..known }).await
            }
            Ok(Response::Gone(status)) => self.gone(known, base, format!("it is not there (status {status})")),
            Err(FetchError::Moved(next)) => {
                let reason = format!("it has moved to {next}");
                found.push(new_task(site, next, TaskKind::Page, Some(column)));
                self.gone(known, base, reason)
            }
            Err(FetchError::Robots) => {
                Page { outcome: Outcome::Unwanted, reason: Some(FetchError::Robots.to_string()), ..kept(known, base) }
            }
            Err(error) => {
                let failed = self.failed(task, known, error.to_string());
                return Ok((Step { page: Some(failed), ..Step::default() }, Some(error)));
            }
            Ok(Response::Found(found)) => {
                let Found { charset, etag, last_modified, media_type, bytes, .. } = *found;
                let base = Page { etag, last_modified, ..base };
                if media_type.as_deref().is_some_and(|media| !is_page(media)) {
                    let reason = format!("it is {}", media_type.unwrap_or_default());
                    Page { outcome: Outcome::NoArticle, reason: Some(reason), ..kept(known, base) }
                } else {
                    let options = PageOptions { charset, body: site.body.clone(), links: None };
                    match blocking(move || read_page(&bytes, &options).map_err(|error| error.to_string())).await {
                        Ok(read) => self.read(site, column, task, &url, &read, known, base).await,
                        Err(reason) => self.failed(task, known, reason).1,
                    }
                }
            }
        };
        Ok((Step { page: Some((task.url.clone(), page)), found, ..Step::default() }, None))
    }

    /// A page that was fetched and read.
    #[allow(clippy::too_many_arguments)] // all that is known of one page
    async fn read(
        &self,
        site: &Site,
        column: &Column,
        task: &Task,
        url: &Url,
        read: &html::Page,
        known: Option<Page>,
        base: Page,
    ) -> Page {
        if read.is_unwanted {
            let reason = "the page asks not to be kept (robots: noindex)".to_owned();
            return Page { outcome: Outcome::Unwanted, reason: Some(reason), ..kept(known, base) };
        }
        let published = read.published.or(task.published);
        let has_text =
            read.body.chars().filter(|c| !c.is_whitespace()).count() >= LEAST_BODY || !read.attachments.is_empty();
        if read.title.is_empty() || !has_text || read.kind != PageKind::Article && published.is_none() {
            let reason = "it has no title, no text or no date of an article".to_owned();
            return Page { outcome: Outcome::NoArticle, reason: Some(reason), ..kept(known, base) };
        }
        let mut item = read.item(item_id(url.as_str()), column.kind);
        item.date = published.map(|published| published.date);
        item.unit = Some(site.unit.clone());
        item.column = Some(column.path.clone());
        item.url = Some(url.to_string());
        let source = read.source.as_deref();
        let is_own = source.is_none_or(|source| {
            site.unit.ends_with(source) || source.contains(&site.unit) || site.name.contains(source)
        });
        if let Some(source) = source {
            item.extra.insert("content_source".to_owned(), source.into());
        }
        let base_url = read.base.as_deref().and_then(|base| url.join(base).ok()).unwrap_or_else(|| url.clone());
        let old = known.as_ref().and_then(|known| known.article.as_ref());
        let is_same_text =
            old.is_some_and(|old| sum(&Item { attachments: Vec::new(), ..old.item.clone() }) == sum(&item));
        item.attachments = attachments_of(&read.attachments, &base_url);
        let files = self.attach(&mut item.attachments, old, is_same_text, site.per_second).await;
        let text = &item.body;
        let article = Article {
            sum: sum(&item),
            is_own,
            title_key: title_key(&item.title),
            sketch: Sketch::of(text),
            numbers: numbers(text),
            length: text.chars().count(),
            files,
            item,
        };
        let outcome = match &known {
            Some(Page { article: Some(old), gone: None, .. }) if old.sum == article.sum => Outcome::Unchanged,
            Some(Page { article: Some(_), .. }) => Outcome::Changed,
            _ => Outcome::New,
        };
        Page { outcome, article: Some(article), ..base }
    }

    /// A page that says of itself that it has not changed; its attachments may have.
    async fn not_modified(&self, mut page: Page) -> Page {
        let Some(old) = page.article.clone() else { return page };
        if old.files.iter().all(|file| file.etag.is_none() && file.last_modified.is_none()) {
            return page;
        }
        let mut item = old.item.clone();
        let files = self.attach(&mut item.attachments, Some(&old), true, 1.0).await;
        let sum = sum(&item);
        if sum != old.sum {
            page.outcome = Outcome::Changed;
        }
        page.article = Some(Article { item, files, sum, ..old });
        page
    }

    /// Fetches attachments that are new or may have changed, and keeps them.
    async fn attach(
        &self,
        attachments: &mut [Attachment],
        old: Option<&Article>,
        is_same_text: bool,
        per_second: f64,
    ) -> Vec<FileSeen> {
        let had: HashMap<&str, &Attachment> =
            old.iter().flat_map(|old| &old.item.attachments).map(|file| (file.url.as_str(), file)).collect();
        let seen: HashMap<&str, &FileSeen> =
            old.iter().flat_map(|old| &old.files).map(|file| (file.url.as_str(), file)).collect();
        let mut files = Vec::new();
        for attachment in attachments.iter_mut() {
            let had = had.get(attachment.url.as_str()).filter(|had| had.file.is_some());
            let was = seen.get(attachment.url.as_str());
            let validators = was
                .filter(|_| had.is_some())
                .map_or((None, None), |was| (was.etag.as_deref(), was.last_modified.as_deref()));
            let name = attachment.name.clone();
            let keep_old = |attachment: &mut Attachment| {
                if let Some(had) = had {
                    *attachment = Attachment { name: name.clone(), ..(*had).clone() };
                }
            };
            if had.is_some() && is_same_text && validators == (None, None) {
                keep_old(attachment);
                files.extend(was.map(|was| (*was).clone()));
                continue;
            }
            let Ok(url) = Url::parse(&attachment.url) else { continue };
            // Files often lie on another host; whether that may be reached is asked all the same.
            let answer = self.ask(&url, validators, self.source.attachment, per_second, |next| {
                if self.hosts.allows(next) { Ok(()) } else { Err(FetchError::Robots) }
            });
            match answer.await {
                Ok(Response::NotModified) => {
                    keep_old(attachment);
                    files.extend(was.map(|was| (*was).clone()));
                }
                Ok(Response::Found(found)) => {
                    let Found { etag, last_modified, bytes, .. } = *found;
                    let (keep, mut kept) = (
                        Arc::clone(&self.keep),
                        Attachment { text: String::new(), fault: None, file: None, ..attachment.clone() },
                    );
                    let put = move || {
                        keep.keep(&mut kept, &bytes);
                        Ok::<_, String>(kept)
                    };
                    match blocking(put).await {
                        Ok(kept) => *attachment = kept,
                        Err(reason) => attachment.fault = Some(reason),
                    }
                    files.push(FileSeen { url: attachment.url.clone(), etag, last_modified });
                }
                Ok(Response::Gone(status)) => attachment.fault = Some(format!("it is not there (status {status})")),
                // What was there once is better than nothing.
                Err(_) if had.is_some() => {
                    keep_old(attachment);
                    files.extend(was.map(|was| (*was).clone()));
                }
                Err(error) => attachment.fault = Some(error.to_string()),
            }
        }
        files
    }

    fn gone(&self, known: Option<Page>, base: Page, reason: String) -> Page {
        match known {
            Some(known) if known.article.is_some() => {
                let was_gone = known.gone.is_some();
                let outcome = if was_gone { Outcome::Unchanged } else { Outcome::Gone };
                Page {
                    run: self.run,
                    outcome,
                    reason: Some(reason),
                    gone: known.gone.or(Some(self.today)),
                    etag: None,
                    last_modified: None,
                    ..known
                }
            }
            _ => Page { outcome: Outcome::NoArticle, reason: Some(reason), ..base },
        }
    }

    fn failed(&self, task: &Task, known: Option<Page>, reason: String) -> (String, Page) {
        let unknown = Page {
            site: task.site.clone(),
            column: task.column.clone().unwrap_or_default(),
            run: self.run,
            outcome: Outcome::Failed,
            reason: None,
            etag: None,
            last_modified: None,
            gone: None,
            article: None,
            published: None,
        };
        let known = known.unwrap_or(unknown);
        (task.url.clone(), Page { run: self.run, outcome: Outcome::Failed, reason: Some(reason), ..known })
    }
}

/// What was known of the article stays, where the page is not one at the moment.
fn kept(known: Option<Page>, base: Page) -> Page {
    let (article, gone) = known.map_or((None, None), |known| (known.article, known.gone));
    // Its validators are not those of the article.
    Page { article, gone, etag: None, last_modified: None, ..base }
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

pub(super) fn new_task(site: &Site, url: Url, kind: TaskKind, column: Option<&Column>) -> Task {
    let column = column.map(|column| column.path.clone());
    Task { url: url.into(), site: site.name.clone(), kind, column, published: None, is_done: false }
}

fn is_under(column: Option<&Column>, url: &Url) -> bool {
    column.is_none_or(|column| {
        column.under.is_empty() || column.under.iter().any(|path| url.path().starts_with(path.as_str()))
    })
}

fn is_title(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= LEAST_TITLE
}

fn is_page(media_type: &str) -> bool {
    media_type.contains("html")
        || media_type.contains("xml")
        || media_type.starts_with("text/")
        || media_type == "application/octet-stream"
}

/// Name of the item that an address is on its own.
pub(super) fn item_id(url: &str) -> String {
    let sum = Sha256::digest(url.as_bytes());
    let hex: String = sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("web-{hex}")
}

/// Checksum of what an item says; of attachments what they are, not how they were read.
fn sum(item: &Item) -> String {
    let attachments = item.attachments.iter().map(|file| Attachment {
        name: file.name.clone(),
        url: file.url.clone(),
        file: file.file.clone(),
        ..Attachment::default()
    });
    let plain = Item { attachments: attachments.collect(), ..item.clone() };
    let sum = Sha256::digest(serde_json::to_vec(&plain).unwrap_or_default());
    sum.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn attachments_of(links: &[Link], base: &Url) -> Vec<Attachment> {
    let mut attachments: Vec<Attachment> = Vec::new();
    for link in links {
        let Ok(url) = base.join(&link.href).map(normal) else { continue };
        let is_known = attachments.iter().any(|known| known.url == url.as_str());
        if is_known || !matches!(url.scheme(), "http" | "https") || attachments.len() == MOST_ATTACHMENTS {
            continue;
        }
        let file_name = url.path().rsplit('/').next().unwrap_or_default().to_owned();
        let name = if link.text.trim().is_empty() { file_name } else { link.text.trim().to_owned() };
        attachments.push(Attachment { name, url: url.into(), ..Attachment::default() });
    }
    attachments
}

/// Work that computes, away from what waits for the network.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err("reading it failed; that is a fault of the program".to_owned()))
}
