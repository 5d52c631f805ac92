//! Reports on what people search for: on the administration listener only.

use askama::Template;
use axum::Json;
use axum::extract::{Extension, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use menhu::query::RequestError;
use serde_json::{Value, json};

use super::problem::Problem;
use super::{App, link, view};
use crate::cli;
use crate::queries::{Popular, Recorder, Report, Row, Rows, Scope};

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPage {
    report: Report,
    days: String,
    lists: [List; 3],
}

struct List {
    title: &'static str,
    about: &'static str,
    rows: Rows,
}

pub(crate) async fn page(
    State(app): State<App>,
    Extension(recorder): Extension<Recorder>,
    RawQuery(query): RawQuery,
) -> Response {
    let scope = match read(query.as_deref()) {
        Ok(scope) => scope,
        Err(error) => return view::problem(&Problem::from(error)),
    };
    let made = tokio::task::spawn_blocking(move || Report::read(recorder.path(), scope, &app.portal.dictionary()));
    let made = made.await.unwrap_or_else(|error| Err(error.into()));
    match made {
        Ok(mut report) => {
            let lists = [
                List {
                    title: "热门检索", about: "检索次数最多的词语", rows: std::mem::take(&mut report.top)
                },
                List {
                    title: "没有结果的检索",
                    about: "最近一次不带筛选条件的检索没有结果",
                    rows: std::mem::take(&mut report.without_hits),
                },
                List {
                    title: "很少点击的检索",
                    about: "检索多而很少有人点开结果",
                    rows: std::mem::take(&mut report.few_clicks),
                },
            ];
            let days = scope.days.map(|days| days.to_string()).unwrap_or_default();
            view::render(StatusCode::OK, &ReportsPage { report, days, lists })
        }
        Err(error) => {
            tracing::error!(%error, "a report cannot be made");
            view::problem(&Problem::internal())
        }
    }
}

fn read(query: Option<&str>) -> Result<Scope, RequestError> {
    let mut scope = Scope { days: Some(cli::REPORT_DAYS), least: cli::REPORT_LEAST };
    for (name, value) in link::pairs(query) {
        let bad =
            |name: String| RequestError::Parameter { name, reason: format!("`{value}` is no whole number above 0") };
        let number = value.trim().parse::<u32>().ok().filter(|number| *number > 0);
        match name.as_str() {
            // A form sends its empty fields, too.
            "days" if value.trim().is_empty() => scope.days = None,
            "days" => scope.days = Some(number.ok_or_else(|| bad(name))?),
            "least" => scope.least = u64::from(number.ok_or_else(|| bad(name))?),
            _ => return Err(RequestError::UnknownParameter { name, expected: "days, least".to_owned() }),
        }
    }
    Ok(scope)
}

/// What is suggested of past queries, for those who watch over it.
pub(crate) async fn suggestions(Extension(popular): Extension<Popular>) -> Json<Value> {
    let list = popular.list();
    let entries: Vec<Value> = list.iter().map(|(query, asked)| json!({"query": query, "asked": asked})).collect();
    Json(json!({"suggestions": entries}))
}

/// The row of a list as a table shows it.
impl Row {
    fn found(&self) -> String {
        self.hits.map_or_else(|| "-".to_owned(), |hits| hits.to_string())
    }
}
