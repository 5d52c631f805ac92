//! The pages of lookups. They work without script. A form is sent by POST and answered by the page itself: there is no
//! address to go on to, since it would have to carry what was asked.

use std::net::SocketAddr;
use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use menhu::catalog::linkable;
use menhu_lookups::lookup::{ErrorClass, FieldFault, Fields, LookupError, Operation};
use secrecy::ExposeSecret;

use super::form::{self, Failure, Form, FormPage, Line, Typed};
use super::guard::From;
use super::office::Office;
use super::result::{ResultPage, View};
use super::{ask, guard, words};
use crate::lookups::{Opened, Visitor};
use crate::random::random;
use crate::web::frame::Frame;
use crate::web::problem::{NoParameters, Problem};
use crate::web::work::Work;
use crate::web::{App, page, view};

/// What the token of a form is for.
const FORM: &str = "form";

/// A page under way.
struct Desk {
    app: App,
    operation: Operation,
    opened: Arc<Opened>,
    visitor: Visitor,
    office: Office,
}

/// The form.
pub(super) async fn form(
    work: Work,
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    operation: Result<Path<String>, PathRejection>,
    _: NoParameters,
    headers: HeaderMap,
) -> Response {
    let desk = match Desk::open(work, app, operation, &headers, peer).await {
        Ok(desk) => desk,
        Err(response) => return response,
    };
    let people = desk.people();
    desk.show(StatusCode::OK, &Typed::new(), None, people)
}

/// A form that was filled in.
pub(super) async fn submit(
    work: Work,
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    operation: Result<Path<String>, PathRejection>,
    _: NoParameters,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    if guard::from(&headers, &app.portal) == From::Elsewhere {
        return view::problem(&guard::foreign());
    }
    let read = guard::check_type(&headers, "application/x-www-form-urlencoded").and_then(|()| guard::body(body));
    let body = match read {
        Ok(body) => body,
        Err(problem) => return view::problem(&problem),
    };
    let desk = match Desk::open(work, app, operation, &headers, peer).await {
        Ok(desk) => desk,
        Err(response) => return response,
    };
    let mut typed = Typed::new();
    let mut faults = Vec::new();
    for (name, value) in form_urlencoded::parse(&body) {
        if typed.insert(name.to_string(), value.into_owned()).is_some() {
            faults.push(FieldFault { field: name.into_owned(), reason: "重复填写".to_owned() });
        }
    }
    let token = typed.remove("token").unwrap_or_default();
    if !desk.opened.forms.fits(FORM, desk.visitor.requester.id.expose_secret(), &token) {
        // Perhaps the server was started anew; perhaps somebody else has made this form. What it says is not shown.
        let failure = Failure {
            title: "页面已经过期".to_owned(),
            advice: "为了保护您的信息，这次没有查询。请重新填写后提交。".to_owned(),
            wait: None,
            official: None,
            faults: Vec::new(),
            lines: Vec::new(),
            is_for_office: false,
        };
        let people = desk.people();
        return desk.show(StatusCode::FORBIDDEN, &Typed::new(), Some(failure), people);
    }
    let (fields, consent) = match fields(&typed, faults) {
        Ok(read) => read,
        Err(error) => return desk.refuse(&typed, error),
    };
    let who = desk.visitor.requester.clone();
    match ask::ask(Arc::clone(&desk.opened), desk.operation, who, fields).await {
        Ok(answered) => {
            let page = ResultPage {
                frame: Frame::new(&desk.app.portal),
                operation: desk.operation,
                view: View::new(answered),
                consent,
                office: desk.office.clone(),
            };
            desk.finish(StatusCode::OK, &page)
        }
        Err(error) => desk.refuse(&typed, error),
    }
}

/// The fields of a question, with the consent that the box stands for. Its id says nothing of who gave it.
fn fields(typed: &Typed, mut faults: Vec<FieldFault>) -> Result<(Fields, String), LookupError> {
    let mut fields = Fields::default();
    for (name, value) in typed.iter().filter(|(name, _)| *name != "consent") {
        faults.extend(fields.insert(name, value).err());
    }
    if typed.get("consent").is_none_or(|consent| consent != "yes") {
        faults.push(FieldFault {
            field: "consent".to_owned(), reason: "请阅读授权说明，勾选同意后再查询".to_owned()
        });
    }
    let unavailable = |reason| LookupError::new(ErrorClass::UpstreamUnavailable, reason);
    let consent = uuid(u128::from_be_bytes(random().map_err(unavailable)?));
    faults.extend(fields.insert("consent_id", &consent).err());
    if faults.is_empty() {
        return Ok((fields, consent));
    }
    let error = LookupError::new(ErrorClass::InvalidInput, "wrong fields");
    Err(LookupError { faults, ..error })
}

/// A random UUID (RFC 9562, version 4).
fn uuid(random: u128) -> String {
    let number = random & !(0xf << 76) & !(0b11 << 62) | (4 << 76) | (0b10 << 62);
    let hex = format!("{number:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

impl Desk {
    /// What both pages begin with; otherwise the page that says why there is no form.
    async fn open(
        work: Work,
        app: App,
        operation: Result<Path<String>, PathRejection>,
        headers: &HeaderMap,
        peer: SocketAddr,
    ) -> Result<Desk, Response> {
        let Some(operation) = operation.ok().and_then(|Path(name)| Operation::parse(&name)) else {
            return Err(page::not_found().await);
        };
        // Rather a page that does not name the office than none.
        let office =
            work.run(move |portal, deadline| Office::of(portal, operation, deadline)).await.unwrap_or_default();
        let answers =
            |opened: &Arc<Opened>| opened.lookups.providers().iter().any(|provider| provider.operation == operation);
        let Some(opened) = app.lookups.opened().filter(answers) else {
            let page = FailurePage {
                frame: Frame::new(&app.portal),
                operation,
                failure: failure(operation, ask::unsupported()),
                office,
            };
            return Err(view::render(StatusCode::NOT_FOUND, &page));
        };
        let visitor = guard::identify(&opened, headers, peer).map_err(|problem| view::problem(&problem))?;
        Ok(Desk { app, operation, opened, visitor, office })
    }

    fn people(&self) -> Vec<form::PersonView> {
        if self.app.lookups.is_demonstration() { form::people(self.operation) } else { Vec::new() }
    }

    /// The form again, with why there is no answer.
    fn refuse(self, typed: &Typed, error: LookupError) -> Response {
        let problem = Problem::from(error.clone());
        let failure = failure(self.operation, error);
        let mut response = self.show(problem.status(), typed, Some(failure), Vec::new());
        if let Some(seconds) = problem.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn show(
        self,
        status: StatusCode,
        typed: &Typed,
        failure: Option<Failure>,
        people: Vec<form::PersonView>,
    ) -> Response {
        let token = self.opened.forms.token(FORM, self.visitor.requester.id.expose_secret());
        let faults = failure.as_ref().map(|failure| failure.faults.as_slice()).unwrap_or_default();
        let page = FormPage {
            frame: Frame::new(&self.app.portal),
            form: Form::new(self.operation, token, &self.opened.lookups.providers(), typed, faults),
            failure,
            people,
            office: self.office.clone(),
            is_demonstration: self.app.lookups.is_demonstration(),
        };
        self.finish(status, &page)
    }

    fn finish(self, status: StatusCode, page: &impl Template) -> Response {
        let mut response = view::render(status, page);
        // The form says that it comes from here; what it leads to elsewhere is not told.
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        guard::begun(response, self.visitor.begun)
    }
}

/// A lookup that has no form here.
#[derive(Template)]
#[template(path = "lookup_failure.html")]
struct FailurePage {
    frame: Frame,
    operation: Operation,
    failure: Failure,
    office: Office,
}

/// What a citizen is told.
fn failure(operation: Operation, error: LookupError) -> Failure {
    let LookupError { class, faults, official, .. } = error.clone().shown();
    let (title, advice) = class.chinese();
    let line = |fault: &FieldFault| Line {
        // A fault that the form has no field for leads to the form.
        href: form::has(operation, &fault.field).then(|| format!("#{}", fault.field)),
        label: form::label(operation, &fault.field),
        reason: fault.reason.clone(),
    };
    Failure {
        title: title.to_owned(),
        advice: advice.to_owned(),
        wait: Problem::from(error).retry_after().map(words::within),
        official: official.as_deref().and_then(linkable).map(str::to_owned),
        is_for_office: faults.is_empty(),
        lines: faults.iter().map(line).collect(),
        faults,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consents_are_uuids_of_version_4() {
        let id = uuid(u128::MAX);
        assert_eq!(id, "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
    }
}
