//! What the pages show: templates and the values put into them.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use menhu::catalog::{Item, Kind, Validity};
use menhu::query::{FacetField, Filters, Hit, SearchAnswer, SearchRequest, Sort};
use menhu::{Deadline, Portal};

use super::ahead::{CardView, CorrectionView};
use super::frame::Frame;
use super::link;
use super::problem::Problem;
use crate::shown;

/// Hits on a page.
pub(crate) const PER_PAGE: usize = 10;
/// Values of a facet that are shown.
const VALUES: usize = 10;
/// Page links before and after the page shown.
const NEIGHBOURS: usize = 3;

/// Facets in the side column, with the names citizens read.
pub(crate) const FACETS: [(FacetField, &str); 9] = [
    (FacetField::Unit, "发布机构"),
    (FacetField::Column, "栏目"),
    (FacetField::Subject, "主题分类"),
    (FacetField::Genre, "体裁"),
    (FacetField::Year, "年份"),
    (FacetField::Validity, "有效性"),
    (FacetField::Audience, "适用对象"),
    (FacetField::Theme, "办事主题"),
    (FacetField::Group, "绿色通道"),
];

/// A link with a text, and how many items are behind it.
pub(crate) struct Choice {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) count: Option<u64>,
    pub(crate) current: bool,
}

pub(crate) struct FacetView {
    pub(crate) title: &'static str,
    pub(crate) open: bool,
    pub(crate) values: Vec<Choice>,
}

pub(crate) struct HitView {
    /// Escaped, with marks.
    pub(crate) title: String,
    /// Escaped, with marks.
    pub(crate) passage: String,
    pub(crate) href: String,
    pub(crate) kind: &'static str,
    pub(crate) unit: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) doc_number: Option<String>,
    /// Where it is not simply in force.
    pub(crate) validity: Option<&'static str>,
    pub(crate) score: String,
    /// Why it stands where it does, and what that adds or multiplies, where editors ask for it.
    pub(crate) reasons: Vec<(String, Option<String>)>,
}

/// Links to the other pages of a list.
pub(crate) struct Turning {
    pub(crate) pages: Vec<Choice>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

impl Turning {
    /// At page `page` (from 1) of `total` entries, so many on each; `href`: where a page is.
    pub(crate) fn new(page: usize, total: u64, on_each: usize, href: impl Fn(usize) -> String) -> Turning {
        let last = total.div_ceil(on_each as u64).min((menhu::query::MAX_OFFSET / on_each) as u64) as usize;
        let pages = (page.saturating_sub(NEIGHBOURS).max(1)..=last.min(page + NEIGHBOURS)).map(|number| Choice {
            label: number.to_string(),
            href: href(number),
            count: None,
            current: number == page,
        });
        Turning {
            pages: pages.collect(),
            previous: (page > 1).then(|| href(page - 1)),
            next: (page < last).then(|| href(page + 1)),
        }
    }
}

#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct SearchPage {
    pub(crate) frame: Frame,
    pub(crate) total: u64,
    pub(crate) seconds: String,
    pub(crate) notes: Vec<String>,
    pub(crate) correction: Option<CorrectionView>,
    pub(crate) cards: Vec<CardView>,
    pub(crate) tabs: Vec<Choice>,
    pub(crate) facets: Vec<FacetView>,
    pub(crate) removals: Vec<Choice>,
    pub(crate) clear: String,
    pub(crate) sorts: [Choice; 2],
    /// Filters that the search box and the date form keep.
    pub(crate) kept: Vec<(&'static str, String)>,
    pub(crate) date_from: String,
    pub(crate) date_to: String,
    pub(crate) hits: Vec<HitView>,
    pub(crate) first: usize,
    pub(crate) first_page: String,
    pub(crate) turning: Turning,
    pub(crate) units: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "problem.html")]
pub(crate) struct ProblemPage {
    pub(crate) frame: Frame,
    pub(crate) title: &'static str,
    pub(crate) advice: String,
}

/// A page as an answer.
pub(crate) fn render(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            Problem::internal().into_response()
        }
    }
}

/// A problem, in words for citizens; the frame of the site is put around it on its way out.
pub(crate) fn problem(problem: &Problem) -> Response {
    let mut response = problem_page(Frame::default(), problem);
    response.extensions_mut().insert(problem.clone());
    response
}

/// The page of a problem.
pub(crate) fn problem_page(frame: Frame, problem: &Problem) -> Response {
    let status = problem.status();
    let (title, advice) = match status {
        StatusCode::BAD_REQUEST => {
            let named = problem.parameter().map(|name| format!("“{name}”")).unwrap_or_default();
            ("请求有误", format!("地址中的参数{named}不正确，请返回上一页重新选择条件，或重新检索。"))
        }
        StatusCode::NOT_FOUND => ("没有找到这个页面", "内容可能已撤下或移动，请检索标题或文号。".to_owned()),
        StatusCode::METHOD_NOT_ALLOWED => ("不支持这种访问方式", "请从首页重新进入。".to_owned()),
        StatusCode::UNAUTHORIZED => {
            ("请先登录", "查询个人信息要先核验身份，请从门户网站登录以后再查询，或者到经办窗口查询。".to_owned())
        }
        StatusCode::FORBIDDEN => ("请求被拒绝", "请从本网站的查询页面重新填写。".to_owned()),
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("请求有误", "请从本网站的查询页面重新填写。".to_owned())
        }
        _ => ("暂时无法提供服务", "系统繁忙或正在维护，请稍后再试。".to_owned()),
    };
    let mut response = render(status, &ProblemPage { frame, title, advice });
    if let Some(seconds) = problem.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) fn with(request: &SearchRequest, change: impl FnOnce(&mut SearchRequest)) -> SearchRequest {
    let mut request = request.clone();
    request.offset = 0;
    change(&mut request);
    request
}

impl HitView {
    /// As a hit of an item that was not searched for.
    pub(crate) fn of_item(item: &Item) -> HitView {
        HitView {
            title: escape(&item.display_title()),
            passage: escape(&item.summary),
            href: link::to_item(&item.id),
            kind: item.kind.label(),
            unit: item.unit.clone(),
            date: item.date.map(|date| date.to_string()),
            doc_number: item.doc_number.clone(),
            validity: (item.validity != Validity::InForce).then(|| item.validity.label()),
            score: String::new(),
            reasons: Vec::new(),
        }
    }

    pub(crate) fn new(hit: &Hit) -> HitView {
        HitView {
            title: hit.highlight.title.clone(),
            passage: hit.highlight.passage.clone(),
            href: link::to_item(&hit.id),
            kind: hit.kind.label(),
            unit: hit.unit.clone(),
            date: hit.date.map(|date| date.to_string()),
            doc_number: hit.doc_number.clone(),
            score: format!("{:.2}", hit.score),
            reasons: hit.explain.iter().map(|reason| (reason.message.clone(), shown::amount(reason))).collect(),
            validity: (hit.validity != Validity::InForce).then(|| hit.validity.label()),
        }
    }
}

/// The first hits of a search, by date.
pub(crate) fn latest(
    portal: &Portal,
    filters: Filters,
    limit: usize,
    deadline: Deadline,
) -> Result<(u64, Vec<HitView>), menhu::Error> {
    let request = SearchRequest { limit, sort: Sort::Date, filters, ..SearchRequest::default() };
    let answer = portal.search_until(&request, deadline)?;
    Ok((answer.total, answer.hits.iter().map(HitView::new).collect()))
}

/// Links to all items of each unit.
pub(crate) fn unit_links(names: impl Iterator<Item = String>) -> Vec<Choice> {
    names
        .map(|name| {
            let mut request = SearchRequest::new("");
            request.filters.unit = vec![name.clone()];
            Choice { label: name, href: link::to_search(&request, 1), count: None, current: false }
        })
        .collect()
}

/// Links to all items of each kind that a facet counts.
pub(crate) fn kind_links(request: &SearchRequest, answer: &SearchAnswer) -> Vec<Choice> {
    let counts = answer.facets.get(&FacetField::Kind).map(Vec::as_slice).unwrap_or_default();
    let count = |kind: Kind| counts.iter().find(|value| value.value == kind.name()).map_or(0, |value| value.count);
    let shown = Kind::ALL.into_iter().filter(|kind| count(*kind) > 0 || request.filters.kind.contains(kind));
    shown
        .map(|kind| Choice {
            label: kind.label().to_owned(),
            href: link::to_search(&with(request, |r| r.filters.kind = vec![kind]), 1),
            count: Some(count(kind)),
            current: request.filters.kind == [kind],
        })
        .collect()
}

impl SearchPage {
    pub(crate) fn new(
        portal: &Portal,
        request: &SearchRequest,
        page: usize,
        answer: &SearchAnswer,
        units: Vec<Choice>,
    ) -> SearchPage {
        let counts = answer.facets.get(&FacetField::Kind).map(Vec::as_slice).unwrap_or_default();
        let everything = Choice {
            label: "全部".to_owned(),
            href: link::to_search(&with(request, |r| r.filters.kind.clear()), 1),
            count: Some(counts.iter().map(|value| value.count).sum()),
            current: request.filters.kind.is_empty(),
        };
        let turning = Turning::new(page, answer.total, PER_PAGE, |page| link::to_search(request, page));
        let sort = |label: &str, sort| Choice {
            label: label.to_owned(),
            href: link::to_search(&with(request, |r| r.sort = sort), 1),
            count: None,
            current: request.sort == sort,
        };
        let date = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let kept = request.filters.pairs().into_iter().filter(|(name, _)| !name.starts_with("date_"));
        let settings = [
            (request.sort == Sort::Date, "sort", "date"),
            (!request.correct, "correct", "false"),
            (request.explain, "explain", "true"),
        ];
        let settings = settings.into_iter().filter(|(is_set, ..)| *is_set);
        let kept = kept.chain(settings.map(|(_, name, value)| (name, value.to_owned())));
        SearchPage {
            frame: Frame { q: request.q.clone(), ..Frame::new(portal) },
            total: answer.total,
            seconds: format!("{:.3}", (answer.took_us as f64 / 1e6).max(0.001)),
            notes: answer.notes.iter().map(|note| note.message.clone()).collect(),
            correction: answer.did_you_mean.as_ref().map(|meant| CorrectionView::new(request, meant)),
            cards: answer.cards.iter().map(CardView::new).collect(),
            tabs: std::iter::once(everything).chain(kind_links(request, answer)).collect(),
            facets: FACETS.iter().filter_map(|(field, title)| facet(request, answer, *field, title)).collect(),
            removals: removals(portal, request),
            clear: link::to_search(&with(request, |r| r.filters = Filters::default()), 1),
            sorts: [sort("按相关度", Sort::Relevance), sort("按时间", Sort::Date)],
            kept: kept.collect(),
            date_from: date(request.filters.date_from),
            date_to: date(request.filters.date_to),
            hits: answer.hits.iter().map(HitView::new).collect(),
            first: request.offset + 1,
            first_page: link::to_search(request, 1),
            turning,
            units,
        }
    }
}

/// A facet with its most frequent values; a click on one sets the filter, on a set one takes it away.
fn facet(request: &SearchRequest, answer: &SearchAnswer, field: FacetField, title: &'static str) -> Option<FacetView> {
    let set: Vec<String> =
        request.filters.pairs().into_iter().filter(|(name, _)| *name == field.name()).map(|(_, value)| value).collect();
    let counted = answer.facets.get(&field)?;
    let (chosen, others): (Vec<_>, Vec<_>) = counted.iter().partition(|value| set.contains(&value.value));
    let values: Vec<Choice> = chosen
        .into_iter()
        .chain(others)
        .take(VALUES)
        .map(|value| {
            let current = set.contains(&value.value);
            let changed = with(request, |r| {
                r.filters = without(&r.filters, field.name(), current.then_some(value.value.as_str()));
                if !current {
                    // A value that was just counted is one that the filter takes.
                    let _ = r.filters.add(field.name(), &value.value);
                }
            });
            let href = link::to_search(&changed, 1);
            Choice { label: value.label.clone(), href, count: Some(value.count), current }
        })
        .collect();
    (!values.is_empty()).then(|| FacetView { title, open: !set.is_empty() || field == FacetField::Unit, values })
}

/// The filters without one of them: one value, or all values of the field.
fn without(filters: &Filters, name: &str, value: Option<&str>) -> Filters {
    let mut rest = Filters::default();
    for (field, own) in filters.pairs() {
        if field != name || value.is_some_and(|value| value != own) {
            // It came out of a set of filters that was read before.
            let _ = rest.add(field, &own);
        }
    }
    rest
}

/// The value of a filter, as citizens read it.
pub(crate) fn filter_label(portal: &Portal, name: &str, value: &str) -> String {
    let label = match name {
        "kind" => Kind::parse(value).map(|kind| kind.label().to_owned()),
        "validity" => Validity::parse(value).map(|validity| validity.label().to_owned()),
        // Items name topics by id; people know them by their titles.
        "topic" => portal.item(value).ok().flatten().map(|topic| topic.display_title()),
        _ => None,
    };
    label.unwrap_or_else(|| value.to_owned())
}

/// A link for each filter set, which takes it away.
fn removals(portal: &Portal, request: &SearchRequest) -> Vec<Choice> {
    let title = |name: &str| match name {
        "kind" => "类型",
        "date_from" => "起始日期",
        "date_to" => "截止日期",
        "topic" => "专题",
        "doc_number" => "文号",
        "doc_organ" => "发文机关代字",
        "doc_year" => "发文年份",
        "doc_serial" => "发文序号",
        _ => FACETS.iter().find(|(field, _)| field.name() == name).map_or("", |(_, title)| title),
    };
    let pairs = request.filters.pairs().into_iter();
    pairs
        .map(|(name, value)| Choice {
            label: format!("{}：{}", title(name), filter_label(portal, name, &value)),
            href: link::to_search(&with(request, |r| r.filters = without(&r.filters, name, Some(&value))), 1),
            count: None,
            current: true,
        })
        .collect()
}
