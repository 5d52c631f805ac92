//! From pages to the items of a portal.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use menhu::catalog::{Item, ItemError, Origin};
use menhu::{Error, Portal, Writer, WriterOptions};

use super::error::HarvestError;
use super::group::{Member, group, is_passed_on, text_sum};
use super::report::Report;
use super::source::Source;
use super::state::{Page, PublishedAs, State};
use super::visit::{is_item_id, item_id};

/// Puts into the portal what is new, changed or gone, in one commit, and returns what the pages are published as. What is
/// put twice, because a process died between the portal's commit and its own notes, is the same both times.
pub(super) fn publish(
    state: &State,
    source: &Source,
    portal: &Portal,
    report: &mut Report,
) -> Result<Vec<(String, PublishedAs)>, HarvestError> {
    let (mut members, mut is_known) = (Vec::new(), false);
    state.each_page(|url, page| {
        let is_waiting = page.is_waiting();
        is_known |= page.published.is_some();
        if let Some(article) = page.article {
            members.push(Member {
                url: url.to_owned(),
                site: page.site,
                is_changed: page.published.as_ref().is_none_or(|published| published.sum != article.sum),
                item: page.published.map(|published| published.id),
                text: text_sum(&article.item.body),
                files: files_sum(&article.item),
                title_key: article.title_key,
                sketch: article.sketch,
                numbers: article.numbers,
                length: article.length,
                date: article.item.date,
                is_waiting,
            });
        }
    })?;
    if !is_known && !members.is_empty() {
        find_again(portal, &mut members)?;
    }
    let waiting: Vec<usize> = (0..members.len()).filter(|at| members[*at].is_waiting).collect();
    let mut failed = None;
    let mut text = |url: &str| match state.page(url) {
        Ok(page) => page.and_then(|page| page.article).map(|article| article.item.body).unwrap_or_default(),
        Err(error) => {
            failed = Some(error);
            String::new()
        }
    };
    let touched = group(&mut members, item_id, |a, b| is_passed_on(&text(a), &text(b)));
    if let Some(error) = failed {
        return Err(error);
    }
    let mut of_item: HashMap<&str, Vec<&str>> = HashMap::new();
    for member in &members {
        if let Some(item) = &member.item {
            of_item.entry(item).or_default().push(&member.url);
        }
    }
    report.shared_items = of_item.values().filter(|urls| urls.len() > 1).count() as u64;
    unknown_names(source, portal, report);
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    let mut writer = portal.writer(&WriterOptions::default())?;
    let mut refused = HashSet::new();
    for id in &touched {
        let mut pages: Vec<(String, Page)> = Vec::new();
        for url in of_item.get(id.as_str()).into_iter().flatten() {
            pages.extend(state.page(url)?.map(|page| ((*url).to_owned(), page)));
        }
        match item_of(id, source, pages) {
            Some(item) => match put(&mut writer, item) {
                Ok(()) => report.items_put += 1,
                Err(Error::Item { id: of, source }) => {
                    report.notes.push(format!("the portal does not take `{of}`: {source}"));
                    report.items_refused += 1;
                    refused.insert(id.as_str());
                }
                Err(error) => return Err(error.into()),
            },
            None => {
                writer.remove(id)?;
                report.items_removed += 1;
            }
        }
    }
    writer.finish()?;
    let mut published = Vec::new();
    for at in waiting {
        let Member { url, item: Some(id), .. } = &members[at] else { continue };
        if let Some(page) = state.page(url)?.filter(|_| !refused.contains(id.as_str()))
            && let Some(article) = page.article
        {
            published.push((url.clone(), PublishedAs { id: id.clone(), sum: article.sum, gone: page.gone }));
        }
    }
    Ok(published)
}

/// Where nothing is known of what pages were published as, because the file was removed, the portal knows it by their
/// addresses: they keep their names.
fn find_again(portal: &Portal, members: &mut [Member]) -> Result<(), HarvestError> {
    let mut items: HashMap<String, String> = HashMap::new();
    portal.each_item(|item| {
        if is_item_id(&item.id) {
            items.extend(item.origins.iter().map(|origin| (origin.url.clone(), item.id.clone())));
        }
        ControlFlow::Continue(())
    })?;
    for member in members {
        member.item = items.remove(&member.url);
    }
    Ok(())
}

/// A checksum of what an item attaches: of short texts it is all that they say.
fn files_sum(item: &Item) -> u64 {
    let names = item.attachments.iter().map(|file| file.file.as_ref().unwrap_or(&file.name).as_str());
    text_sum(&names.collect::<Vec<_>>().join("|"))
}

/// Puts an item in. The index number that it had first stays, whatever another page says.
fn put(writer: &mut Writer, item: Item) -> Result<(), Error> {
    match writer.put(&item) {
        Err(Error::Item { source: ItemError::IndexNumberChanged { .. }, .. }) => {
            writer.put(&Item { index_number: None, ..item })
        }
        put => put,
    }
}

/// The item of pages that are one notice: as it is on the page of the unit that it comes from, else on the first.
fn item_of(id: &str, source: &Source, mut pages: Vec<(String, Page)>) -> Option<Item> {
    pages.retain(|(_, page)| page.article.is_some());
    pages.sort_by_cached_key(|(url, page)| {
        let article = page.article.as_ref();
        let date = article.and_then(|article| article.item.date);
        (page.gone.is_some(), article.is_none_or(|article| !article.is_own), date.is_none(), date, url.clone())
    });
    let origins = pages.iter().map(|(url, page)| Origin {
        url: url.clone(),
        unit: page.article.as_ref().and_then(|article| article.item.unit.clone()),
        site: source.sites.iter().map(|site| &site.name).find(|name| **name == page.site).cloned(),
        date: page.article.as_ref().and_then(|article| article.item.date),
        gone: page.gone,
        ..Origin::default()
    });
    let origins = origins.collect();
    let first = pages.into_iter().next()?.1.article?;
    Some(Item { id: id.to_owned(), origins, ..first.item })
}

/// Units and columns of the source file that the portal does not have: what is harvested for them stands nowhere.
fn unknown_names(source: &Source, portal: &Portal, report: &mut Report) {
    let catalog = portal.catalog();
    for site in &source.sites {
        if !catalog.units.iter().any(|unit| unit.name == site.unit) {
            report
                .notes
                .push(format!("the portal has no unit `{}`, to which the site `{}` belongs", site.unit, site.name));
        }
        for column in &site.columns {
            if !catalog.columns.iter().any(|known| known.path == column.path) {
                report
                    .notes
                    .push(format!("the portal has no column `{}`, named for the site `{}`", column.path, site.name));
            }
        }
    }
    report.notes.sort();
    report.notes.dedup();
}
