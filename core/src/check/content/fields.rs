//! The fields that all items share.

use jiff::civil::Date;

use super::Of;
use crate::catalog::{Genre, Item, Kind, is_subject_class};
use crate::ids::{DocNumber, IndexNumber};
use crate::text::fold;

pub(super) fn check(of: &mut Of<'_>, item: &Item, today: Date) {
    // What is not open is not finished, or not meant for lists.
    let is_published = item.is_open() && matches!(item.kind, Kind::Document | Kind::News);
    if item.is_open() && item.title.trim().is_empty() {
        of.found("missing-title", "title", "the title is empty", "give it the title that it is known by");
    }
    if is_published && item.unit.is_none() {
        of.found("missing-unit", "unit", "it names no unit", "name the unit that publishes it (发布机构)");
    }
    if is_published && item.date.is_none() {
        of.found("missing-date", "date", "it has no date", "give the day of its publication (发布日期)");
    }
    if let Some(number) = &item.index_number
        && let Err(error) = IndexNumber::parse(&fold(number))
    {
        let message = format!("`{number}` is no 索引号: {error}");
        of.found("malformed-index-number", "index_number", message, "correct it; once given it never changes");
    }
    if let Some(number) = &item.doc_number
        && let Err(error) = DocNumber::parse(&fold(number))
    {
        let message = format!("`{number}` is no 文号: {error}");
        of.found("malformed-doc-number", "doc_number", message, "write it as GB/T 9704 does: 国发〔2019〕5号");
    }
    if let Some(genre) = item.genre.as_deref().filter(|genre| Genre::parse(genre).is_none()) {
        let known: Vec<&str> = Genre::all().map(Genre::name).collect();
        let advice = format!("choose one of {}", known.join("、"));
        of.found("unknown-genre", "genre", format!("`{genre}` is no 体裁"), &advice);
    }
    for subject in &item.subjects {
        let levels: Vec<&str> = subject.split(['\\', '/']).filter(|level| !level.is_empty()).collect();
        if levels.len() > 2 {
            let message = format!("`{subject}` has more than two levels");
            of.found("deep-subject", "subjects", message, "name class and subclass only, separated by `\\`");
        }
        if let Some(class) = levels.first().filter(|class| !is_subject_class(class)) {
            let advice = "begin it with one of the twenty-two classes of 主题分类";
            of.found("unknown-subject", "subjects", format!("`{class}` is no class of 主题分类"), advice);
        }
    }
    if let (Some(issued), Some(date)) = (item.issued, item.date)
        && issued > date
    {
        let message = format!("published on {date}, before it was written on {issued}");
        of.found("dates-out-of-order", "date", message, "exchange or correct the two dates");
    }
    for (field, date) in [("date", item.date), ("issued", item.issued)] {
        if let Some(date) = date.filter(|date| *date > today) {
            let advice = "correct it, or keep the item a draft until then";
            of.found("dates-out-of-order", field, format!("{date} lies in the future"), advice);
        }
    }
    for (at, attachment) in item.attachments.iter().enumerate() {
        let url = attachment.url.trim();
        let is_web = ["http://", "https://"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme));
        let is_address = is_web || (url.starts_with('/') && !url.starts_with("//"));
        let (name, field) = (&attachment.name, format!("attachments[{at}]"));
        match (&attachment.fault, &attachment.file) {
            (Some(fault), Some(_)) => {
                let message = format!("the text of `{name}` could not be read: {fault}");
                let advice = "attach a file whose text can be read, so that it is found by what it says";
                of.found("unread-attachment", &field, message, advice);
            }
            (Some(fault), None) if !is_address => {
                let message = format!("nobody can download `{name}`: {fault}");
                of.found("missing-attachment", &field, message, "put the file there, and index the item again");
            }
            (None, None) if !is_address => {
                let message = format!(
                    "nobody can download `{name}`: it has no address of the web, and the portal does not keep it"
                );
                let advice = "index it with --attachments DIR, the folder in which it lies, or give its address";
                of.found("missing-attachment", &field, message, advice);
            }
            _ => {}
        }
    }
}
