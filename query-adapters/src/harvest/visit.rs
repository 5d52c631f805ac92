//! One address: fetched, read, compared with what was known of it.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use jiff::civil::Date;
use menhu::catalog::{Attachment, Item};
use menhu::html::{self, Link, PageKind, PageOptions, Published, read_page};
use tokio::sync::Semaphore;
use url::Url;

use super::crawl::Keep;
use super::discover;
use super::error::HarvestError;
use super::group::{numbers, title_key};
use super::polite::Hosts;
use super::source::{Column, Site, Source, normal};
use super::state::{Article, FileSeen, Missed, Outcome, Page, State, Step, Task, TaskKind};
use crate::http::{Client, FetchError, Found, Limits, Request, Response};
use crate::signing::{Encoding, sha256};
use menhu::text::Sketch;

/// What the name of a link must have, in letters and ideographs, to be the title of an article: 更多 has less.
const LEAST_TITLE: usize = 4;
/// What an article must say, in characters, unless it has an attachment.
const LEAST_BODY: usize = 10;
/// Bytes of a list or feed, and of a site map, unpacked; `page_bytes` where that is more.
const LIST_BYTES: usize = 8 << 20;
const SITEMAP_BYTES: usize = 32 << 20;
/// How many attachments of an article are kept.
const MOST_ATTACHMENTS: usize = 30;
/// How many site maps may lead to another.
const DEEPEST_SITEMAP: u32 = 3;
/// How much of a text, by its sketch, makes it the one that it was.
const MUCH: f64 = 0.5;
/// How pages are read. It counts up when that changes: what was read otherwise is read again, whatever its server says.
const READER: u32 = 1;
/// To how many hosts one address may lead whose robots.txt is asked for on the way.
const MOST_HOSTS: usize = 5;
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
    /// Pages that are read at the same time: each may take a hundred megabytes.
    reading: Semaphore,
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
    pub(super) fn new(
        client: Client,
        source: Arc<Source>,
        state: Arc<State>,
        keep: Arc<dyn Keep>,
        run: u64,
    ) -> Visitor {
        let hosts = Hosts::new(client.clone(), source.agent.clone());
        let reading = Semaphore::new(std::thread::available_parallelism().map_or(2, NonZeroUsize::get));
        Visitor { source, client, hosts, state, keep, run, today: menhu::today(), reading }
    }

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
            _ => Step { unread: vec![format!("{}: {reason}", task.url)], ..Step::default() },
        };
        step.done = Some(Task { is_done: true, ..task });
        Ok(step)
    }

    /// Fetches with manners, and tries again what may pass.
    async fn fetch(&self, site: &Site, url: &Url, known: Known<'_>, limits: Limits) -> Result<Response, FetchError> {
        let may = |next: &Url| {
            if next == url || site.has(next) {
                self.hosts.check(next)
            } else {
                Err(FetchError::LeftSite(host_of(next)))
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
        let admit = |url: Url| async move {
            let per_second = self.source.per_second(&url, per_second);
            self.hosts.admit(&url, per_second).await
        };
        let once = || async {
            admit(url.clone()).await?;
            for _ in 0..MOST_HOSTS {
                match self.client.fetch(Request { url, etag, last_modified, limits }, &may).await {
                    // A host that a redirect leads to is asked what it allows, as every other.
                    Err(FetchError::Unasked(next)) => admit(next).await?,
                    answer => return answer,
                }
            }
            Err(FetchError::Redirects(MOST_HOSTS))
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

    /// What an address may cost: what names fifty thousand others is larger than an article.
    fn limits(&self, kind: TaskKind) -> Limits {
        let page = self.source.page;
        let bytes = match kind {
            TaskKind::Sitemap(_) => page.bytes.max(SITEMAP_BYTES),
            TaskKind::Feed | TaskKind::List(_) => page.bytes.max(LIST_BYTES),
            TaskKind::Page => page.bytes,
        };
        Limits { bytes, ..page }
    }

    /// A site map, a feed or a list: what it leads to.
    async fn list(&self, site: &Site, task: &Task) -> (Step, Option<FetchError>) {
        let note = |reason: String| Step { unread: vec![format!("{}: {reason}", task.url)], ..Step::default() };
        let Ok(url) = Url::parse(&task.url) else { return (note("it is no address".to_owned()), None) };
        let found = match self.fetch(site, &url, (None, None), self.limits(task.kind)).await {
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
        let mut unread = |reason: String| step.unread.push(format!("{}: {reason}", task.url));
        let column = task.column.as_deref().and_then(|path| site.column(path));
        match task.kind {
            TaskKind::Sitemap(depth) => {
                let most = self.limits(task.kind).bytes;
                let map = self.read_aside(move || discover::sitemap(&bytes, most)).await?;
                map.cut.into_iter().for_each(&mut unread);
                if depth >= DEEPEST_SITEMAP && !map.sitemaps.is_empty() {
                    unread(format!("site maps lead on to others more than {DEEPEST_SITEMAP} times"));
                }
                let deeper = map.sitemaps.iter().filter(|_| depth < DEEPEST_SITEMAP);
                let deeper = deeper.filter_map(|next| of_site(site, &url, next));
                step.found = deeper.map(|next| new_task(site, next, TaskKind::Sitemap(depth + 1), None)).collect();
                for page in map.pages.iter().filter_map(|page| of_site(site, &url, page)) {
                    if let Some(column) = site.column_of(&page) {
                        step.found.push(new_task(site, page, TaskKind::Page, Some(column)));
                    }
                }
            }
            TaskKind::Feed => {
                let base = url.clone();
                for (href, published) in self.read_aside(move || discover::feed(&bytes, &base)).await? {
                    if let Some(page) = of_site(site, &url, &href).filter(|page| is_under(column, page)) {
                        step.found.push(Task { published, ..new_task(site, page, TaskKind::Page, column) });
                    }
                }
            }
            TaskKind::List(number) => {
                let options = PageOptions { charset, body: None, links: site.links.clone() };
                let page =
                    self.read_aside(move || read_page(&bytes, &options).map_err(|error| error.to_string())).await?;
                if page.is_cut {
                    unread("it has more links than are read; the others are left out".to_owned());
                }
                let base = page.base.as_deref().and_then(|base| url.join(base).ok()).unwrap_or(url);
                let mut more = Vec::new();
                for link in &page.links {
                    let Some(next) = of_site(site, &base, &link.href).filter(|next| next.as_str() != task.url) else {
                        continue;
                    };
                    if link.is_next {
                        more.push(next);
                    } else if is_title(&link.text) && !link.is_file() && is_under(column, &next) {
                        step.found
                            .push(Task { published: link.published, ..new_task(site, next, TaskKind::Page, column) });
                    }
                }
                // A page that names nothing may be there to lead to the list only.
                if step.found.is_empty() && more.is_empty() {
                    more.extend(page.refresh.as_deref().and_then(|next| of_site(site, &base, next)));
                    more.retain(|next| next.as_str() != task.url);
                }
                if number < self.source.list_pages {
                    step.found
                        .extend(more.into_iter().map(|next| new_task(site, next, TaskKind::List(number + 1), column)));
                } else if !more.is_empty() {
                    unread(format!(
                        "it is page {number} of its list, and leads on; the others are left out (`list_pages`)"
                    ));
                }
            }
            TaskKind::Page => {}
        }
        Ok(step)
    }

    /// An article.
    async fn page(&self, site: &Site, task: &Task) -> Result<(Step, Option<FetchError>), HarvestError> {
        let known = self.state.page(&task.url)?;
        let Ok(url) = Url::parse(&task.url) else {
            let failed = self.failed(task, known, "it is no address".to_owned());
            return Ok((Step { page: Some(failed), ..Step::default() }, None));
        };
        let Some((site, column)) = self.place(site, task, known.as_ref(), &url) else {
            let failed = self.failed(task, known, "its site has no column in the source file".to_owned());
            return Ok((Step { page: Some(failed), ..Step::default() }, None));
        };
        let task = &Task { site: site.name.clone(), column: Some(column.path.clone()), ..task.clone() };
        let read_by = read_by(site, column);
        // Without its text nobody could say that it has not changed, and what is read by something else has.
        let validators = known
            .as_ref()
            .filter(|known| known.article.is_some() && known.gone.is_none() && known.read_by == read_by)
            .map_or((None, None), |known| (known.etag.as_deref(), known.last_modified.as_deref()));
        let is_asked_for_change = validators != (None, None);
        let answer = self.fetch(site, &url, validators, self.source.page).await;
        let base = Page {
            site: site.name.clone(),
            column: column.path.clone(),
            read_by,
            placed_by: placed_by(site),
            is_doubted: false,
            run: self.run,
            outcome: Outcome::Unchanged,
            reason: None,
            etag: None,
            last_modified: None,
            gone: None,
            article: None,
            published: known.as_ref().and_then(|known| known.published.clone()),
        };
        let before = known.as_ref().filter(|known| known.run == self.run).map(|known| known.outcome);
        let mut step = Step::default();
        let mut page = match (answer, known) {
            (Ok(Response::NotModified), Some(known)) if is_asked_for_change => {
                let page = Page {
                    placed_by: base.placed_by,
                    is_doubted: false,
                    run: self.run,
                    outcome: Outcome::Unchanged,
                    reason: None,
                    ..known
                };
                self.not_modified(site, page).await
            }
            (Ok(Response::NotModified), known) => {
                let reason = "the server says that it has not changed, which nobody has asked".to_owned();
                self.failed(task, known, reason).1
            }
            (Ok(Response::Gone(status)), known) => {
                self.gone(known, base, Outcome::NoArticle, format!("it is not there (status {status})"))
            }
            // Where it leads may be forbidden for the moment.
            (Err(FetchError::Robots), known) if self.hosts.check(&url) == Err(FetchError::Robots) => {
                self.gone(known, base, Outcome::Unwanted, FetchError::Robots.to_string())
            }
            (Err(error), known) => {
                let failed = self.failed(task, known, error.to_string());
                return Ok((Step { page: Some(failed), ..Step::default() }, Some(error)));
            }
            (Ok(Response::Found(found)), known) => {
                self.found(site, column, task, &url, *found, known, base, &mut step).await
            }
        };
        // Visited twice in a run, what became of it in the run is what became of it first.
        if let Some(before @ (Outcome::New | Outcome::Changed)) = before
            && matches!(page.outcome, Outcome::New | Outcome::Changed | Outcome::Unchanged)
        {
            page.outcome = before;
        }
        step.page = Some((task.url.clone(), page));
        Ok((step, None))
    }

    /// The site and column that a page is of: those that it had, as long as the source file says the same of them; those of
    /// what leads to it; the column that takes its address, else the first of its site. A list that cannot be read at the
    /// moment takes nothing out of its column.
    fn place<'s>(
        &'s self,
        site: &'s Site,
        task: &Task,
        known: Option<&Page>,
        url: &Url,
    ) -> Option<(&'s Site, &'s Column)> {
        let known = known.filter(|known| known.article.is_some());
        let kept = known.and_then(|known| {
            let mut sites = self.source.sites.iter().filter(|site| site.name == known.site && site.has(url));
            let site = sites.find(|site| placed_by(site) == known.placed_by)?;
            let column = site.column(&known.column).filter(|column| column.takes(url))?;
            Some((site, column))
        });
        let column = || {
            let named = task.column.as_deref().and_then(|path| site.column(path));
            named.or_else(|| site.column_of(url)).or_else(|| site.columns.first())
        };
        kept.or_else(|| Some((site, column()?)))
    }

    /// A page that is there, or another that it leads on to.
    #[allow(clippy::too_many_arguments)] // all that is known of one page
    async fn found(
        &self,
        site: &Site,
        column: &Column,
        task: &Task,
        url: &Url,
        found: Found,
        known: Option<Page>,
        base: Page,
        step: &mut Step,
    ) -> Page {
        let Found { url: at, is_moved, charset, etag, last_modified, media_type, bytes } = found;
        let at = normal(at);
        let is_elsewhere = at != *url;
        let is_page = media_type.as_deref().is_none_or(is_page);
        let read = if is_page {
            let options = PageOptions { charset, body: site.body.clone(), links: None };
            match self.read_aside(move || read_page(&bytes, &options).map_err(|error| error.to_string())).await {
                Ok(read) => Some(read),
                Err(reason) => return self.failed(task, known, reason).1,
            }
        } else {
            None
        };
        // What the page says, what the list says, what was known; that only of the same article: in place of one that was
        // taken down often stands a page that says so, and is no article by any day of its own.
        let old = known.as_ref().and_then(|known| known.article.as_ref());
        let was = old.filter(|old| read.as_ref().is_some_and(|read| is_still(old, read))).and_then(|old| old.item.date);
        let published = task.published.or(was.map(|date| Published { date, time: None }));
        let fault = match &read {
            None => Some((Outcome::NoArticle, format!("it is {}", media_type.unwrap_or_default()))),
            Some(read) => fault_of(read, published),
        };
        let is_known = known.as_ref().is_some_and(|known| known.article.is_some());
        match (fault, read) {
            // Where it led was no article: the site may only be busy, or want something of its readers.
            (Some((_, reason)), _) if is_elsewhere && is_known => {
                self.failed(task, known, format!("it leads on to {at}: {reason}")).1
            }
            (_, Some(_)) if is_elsewhere && is_moved => {
                let reason = format!("it has moved to {at}");
                step.found.push(Task { published, ..new_task(site, at, TaskKind::Page, Some(column)) });
                self.gone(known, base, Outcome::NoArticle, reason)
            }
            (None, Some(read)) => {
                let base = Page { etag, last_modified, ..base };
                let published = read.published.or(published);
                let (page, attached) = self.read(site, column, url, &at, &read, published, known, base).await;
                if attached > MOST_ATTACHMENTS {
                    step.unread.push(format!("{url}: it has {attached} attachments; {MOST_ATTACHMENTS} are kept"));
                }
                page
            }
            // A site that is being mended says so in the place of every page, once: that does not make them gone.
            (Some((Outcome::NoArticle, reason)), _)
                if known.as_ref().is_some_and(|known| self.is_first_doubt(known)) =>
            {
                Page { is_doubted: true, ..self.failed(task, known, reason).1 }
            }
            (Some((outcome, reason)), _) => self.gone(known, base, outcome, reason),
            (None, None) => self.failed(task, known, "it could not be read".to_owned()).1,
        }
    }

    fn is_first_doubt(&self, known: &Page) -> bool {
        known.article.is_some() && known.gone.is_none() && (!known.is_doubted || known.run == self.run)
    }

    /// An article that was fetched and read, and how many attachments it has.
    #[allow(clippy::too_many_arguments)] // all that is known of one page
    async fn read(
        &self,
        site: &Site,
        column: &Column,
        url: &Url,
        at: &Url,
        read: &html::Page,
        published: Option<Published>,
        known: Option<Page>,
        base: Page,
    ) -> (Page, usize) {
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
        let base_url = read.base.as_deref().and_then(|base| at.join(base).ok()).unwrap_or_else(|| at.clone());
        let old = known.as_ref().and_then(|known| known.article.as_ref());
        let is_same_text =
            old.is_some_and(|old| sum(&Item { attachments: Vec::new(), ..old.item.clone() }, site) == sum(&item, site));
        item.attachments = attachments_of(&read.attachments, &base_url);
        let attached = item.attachments.len();
        item.attachments.truncate(MOST_ATTACHMENTS);
        let files = self.attach(&mut item.attachments, old, is_same_text, site.per_second).await;
        let text = &item.body;
        let article = Article {
            sum: sum(&item, site),
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
        (Page { outcome, article: Some(article), ..base }, attached)
    }

    /// A page that says of itself that it has not changed; its attachments may have, or have never come.
    async fn not_modified(&self, site: &Site, mut page: Page) -> Page {
        let Some(old) = page.article.clone() else { return page };
        let is_kept = |file: &Attachment| file.file.as_deref().is_some_and(|sha256| self.keep.has(sha256));
        let may_change = |file: &FileSeen| file.etag.is_some() || file.last_modified.is_some() || file.missed.is_some();
        if old.item.attachments.iter().all(is_kept) && !old.files.iter().any(may_change) {
            return page;
        }
        let mut item = old.item.clone();
        let files = self.attach(&mut item.attachments, Some(&old), true, site.per_second).await;
        let sum = sum(&item, site);
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
            let had = had.get(attachment.url.as_str());
            let had = had.filter(|had| had.file.as_deref().is_some_and(|sha256| self.keep.has(sha256)));
            let was = seen.get(attachment.url.as_str());
            let is_missed = was.is_some_and(|was| was.missed.is_some());
            let validators = was
                .filter(|_| had.is_some() && !is_missed)
                .map_or((None, None), |was| (was.etag.as_deref(), was.last_modified.as_deref()));
            let name = attachment.name.clone();
            // What was there once is better than nothing.
            let keep_old = |attachment: &mut Attachment| {
                if let Some(had) = had {
                    *attachment = Attachment { name: name.clone(), ..(*had).clone() };
                }
            };
            if had.is_some() && is_same_text && validators == (None, None) && !is_missed {
                keep_old(attachment);
                files.extend(was.map(|was| (*was).clone()));
                continue;
            }
            let Ok(url) = Url::parse(&attachment.url) else { continue };
            // Files often lie on another host; whether that may be reached is asked all the same.
            let answer = self.ask(&url, validators, self.source.attachment, per_second, |next| self.hosts.check(next));
            let mut file = FileSeen { url: attachment.url.clone(), etag: None, last_modified: None, missed: None };
            match answer.await {
                Ok(Response::NotModified) if validators != (None, None) => {
                    keep_old(attachment);
                    (file.etag, file.last_modified) =
                        (validators.0.map(str::to_owned), validators.1.map(str::to_owned));
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
                    (file.etag, file.last_modified) = (etag, last_modified);
                }
                Ok(Response::Gone(status)) => {
                    keep_old(attachment);
                    attachment.fault = Some(format!("it is not there (status {status})"));
                    file.missed = Some(Missed::Gone);
                }
                Ok(Response::NotModified) => {
                    keep_old(attachment);
                    file.missed = Some(Missed::Failed);
                }
                Err(error) => {
                    keep_old(attachment);
                    if had.is_none() {
                        attachment.fault = Some(error.to_string());
                    }
                    let is_forbidden = error == FetchError::Robots;
                    file.missed = Some(if is_forbidden { Missed::Gone } else { Missed::Failed });
                }
            }
            files.push(file);
        }
        files
    }

    /// A page that is none any more, or never was one: an article that was known stays, and says since when it is gone.
    fn gone(&self, known: Option<Page>, base: Page, outcome: Outcome, reason: String) -> Page {
        match known {
            Some(known) if known.article.is_some() => {
                let outcome = match (outcome, known.gone) {
                    (Outcome::Unwanted, _) => Outcome::Unwanted,
                    (_, Some(_)) => Outcome::Unchanged,
                    (_, None) => Outcome::Gone,
                };
                Page {
                    site: base.site,
                    column: base.column,
                    run: self.run,
                    outcome,
                    reason: Some(reason),
                    gone: known.gone.or(Some(self.today)),
                    etag: None,
                    last_modified: None,
                    ..known
                }
            }
            _ => Page { outcome, reason: Some(reason), ..base },
        }
    }

    /// Work that reads what strangers have written, on as many processors as there are.
    async fn read_aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, String> {
        let _one_of_few = self.reading.acquire().await;
        blocking(work).await
    }

    fn failed(&self, task: &Task, known: Option<Page>, reason: String) -> (String, Page) {
        let unknown = Page {
            site: task.site.clone(),
            column: task.column.clone().unwrap_or_default(),
            read_by: String::new(),
            placed_by: String::new(),
            is_doubted: false,
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
        let of_source = self.source.sites.iter().find(|site| site.name == known.site);
        let is_placed = known.article.is_some() && of_source.is_some_and(|site| site.column(&known.column).is_some());
        let (site, column) = match &task.column {
            Some(column) if !is_placed => (task.site.clone(), column.clone()),
            _ => (known.site, known.column),
        };
        let failed = Page { site, column, run: self.run, outcome: Outcome::Failed, reason: Some(reason), ..known };
        (task.url.clone(), failed)
    }
}

/// Why a page is no article, or none for us; `None` if it is one.
fn fault_of(read: &html::Page, published: Option<Published>) -> Option<(Outcome, String)> {
    if read.is_unwanted {
        return Some((Outcome::Unwanted, "the page asks not to be kept (robots: noindex)".to_owned()));
    }
    let has_text =
        read.body.chars().filter(|c| !c.is_whitespace()).count() >= LEAST_BODY || !read.attachments.is_empty();
    let is_dated = read.kind == PageKind::Article || read.published.or(published).is_some();
    let is_article = !read.title.is_empty() && has_text && is_dated;
    (!is_article).then(|| (Outcome::NoArticle, "it has no title, no text or no date of an article".to_owned()))
}

/// Whether a page is the article that it was: it says so by its tags, is called the same, or says much of the same.
fn is_still(old: &Article, read: &html::Page) -> bool {
    read.kind == PageKind::Article
        || read.title == old.item.title
        || Sketch::of(&read.body).likeness(&old.sketch) >= MUCH
}

/// By what of the source file a page is read, as a checksum.
fn read_by(site: &Site, column: &Column) -> String {
    hex(&format!("{READER} {:?}", (&site.name, &site.unit, &column.path, column.kind, &site.body)))
}

/// By what of the source file a page comes to its column, as a checksum.
fn placed_by(site: &Site) -> String {
    hex(&format!("{:?}", (&site.columns, &site.sitemaps)))
}

/// The address that a link leads to, if it is one of the site. Whether it may be asked for is said where it is asked for:
/// every address that is forbidden is counted, whoever was asked first.
fn of_site(site: &Site, base: &Url, href: &str) -> Option<Url> {
    let url = normal(base.join(href).ok()?);
    (matches!(url.scheme(), "http" | "https") && site.has(&url)).then_some(url)
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

pub(super) fn new_task(site: &Site, url: Url, kind: TaskKind, column: Option<&Column>) -> Task {
    let column = column.map(|column| column.path.clone());
    Task { url: url.into(), site: site.name.clone(), kind, column, published: None, is_done: false }
}

fn is_under(column: Option<&Column>, url: &Url) -> bool {
    column.is_none_or(|column| column.takes(url))
}

/// Whether a link may be named after an article: it says enough, and does not only lead about in a list (最后一页, 第10页).
fn is_title(text: &str) -> bool {
    const PAGERS: [&str; 14] = [
        "首页",
        "尾页",
        "末页",
        "末尾页",
        "最后一页",
        "最后页",
        "第一页",
        "上一页",
        "下一页",
        "上页",
        "下页",
        "前一页",
        "后一页",
        "返回首页",
    ];
    let word: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_number = |word: &str| word.chars().all(|c| c.is_numeric() || "一二三四五六七八九十百千".contains(c));
    let page = word.strip_suffix('页').map(|word| word.trim_start_matches(['第', '共', '转', '到']));
    let is_pager = PAGERS.contains(&word.as_str()) || is_number(&word) || page.is_some_and(is_number);
    word.chars().count() >= LEAST_TITLE && !is_pager
}

fn is_page(media_type: &str) -> bool {
    media_type.contains("html")
        || media_type.contains("xml")
        || media_type.starts_with("text/")
        || media_type == "application/octet-stream"
}

/// What names of items begin with that are made of addresses.
const ITEM: &str = "web-";

/// Name of the item that an address is on its own.
pub(super) fn item_id(url: &str) -> String {
    format!("{ITEM}{}", &hex(url)[..16])
}

/// Whether an item is named by an address.
pub(super) fn is_item_id(id: &str) -> bool {
    id.starts_with(ITEM)
}

/// Checksum of what an item says, and on which site; of attachments what they are, not how they were read.
fn sum(item: &Item, site: &Site) -> String {
    let attachments = item.attachments.iter().map(|file| Attachment {
        name: file.name.clone(),
        url: file.url.clone(),
        file: file.file.clone(),
        fault: file.fault.as_ref().map(|_| String::new()),
        ..Attachment::default()
    });
    let plain = Item { attachments: attachments.collect(), ..item.clone() };
    hex(&format!("{}\n{}", site.name, serde_json::to_string(&plain).unwrap_or_default()))
}

/// A checksum, in 32 hexadecimal digits.
fn hex(text: &str) -> String {
    Encoding::Hex.encode(&sha256(text.as_bytes())[..16])
}

fn attachments_of(links: &[Link], base: &Url) -> Vec<Attachment> {
    let (mut attachments, mut known) = (Vec::new(), HashSet::new());
    for link in links {
        let Ok(url) = base.join(&link.href).map(normal) else { continue };
        if !matches!(url.scheme(), "http" | "https") || !known.insert(url.clone()) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_about_in_a_list_is_no_title() {
        for pager in ["最后一页", "第10页", "[末页>>]", "返回首页", "1000", "2/50页", "共100页", "更多>>", "下一页 >"]
        {
            assert!(!is_title(pager), "{pager}");
        }
        for title in ["停水通知", "2026年", "第10页有误的更正", "首页改版公告"] {
            assert!(is_title(title), "{title}");
        }
    }
}
