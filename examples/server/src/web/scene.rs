//! Scenes, walked: a question at a time, each answer in the address, so that the way can be kept, shared and printed.
//!
//! What a scene's page shows is a template of its own (Jinja), which editors may exchange for theirs: a file beside the
//! scene's. It gets the walk as data and makes the middle of the page; the frame stays the site's.

use std::path::PathBuf;

use askama::Template;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use menhu::Portal;
use menhu::scene::{Answers, SCENE_PREFIX, Scene, Walk, WalkQuestion};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;
use tower_http::services::ServeFile;

use super::frame::Frame;
use super::problem::{NoParameters, Problem};
use super::view::{self, Choice};
use super::work::Work;
use super::{file, link, list, page};

/// The template of scenes that have none of their own.
pub(crate) const TEMPLATE: &str = include_str!("../../templates/scene_body.html");
/// Steps that a template may take: one that runs in circles ends.
const FUEL: u64 = 200_000;
/// Largest template of an editor, in bytes.
const LARGEST_TEMPLATE: u64 = 256 * 1024;

#[derive(Template)]
#[template(path = "scene.html")]
struct ScenePage {
    frame: Frame,
    title: String,
    crumbs: Vec<Choice>,
    /// HTML, made by a template that escapes what it is given.
    body: String,
}

/// What a template gets, by these names.
#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    summary: &'a str,
    trigger: &'a str,
    audience: &'a [String],
    /// Where the scene begins.
    href: &'a str,
    /// Where its picture is.
    picture: Option<String>,
    answered: Vec<Answered>,
    /// Ids of questions and of the answers given: what a form hands on.
    given: Vec<(&'a str, &'a str)>,
    /// The question to be answered next.
    next: Option<&'a WalkQuestion>,
    steps: Vec<Step>,
    /// Steps that depend on answers still to be given.
    open_steps: usize,
    materials: Vec<Material>,
    /// The longest promised time.
    longest: Option<String>,
    notes: &'a [String],
    /// Services that cannot be applied for at present.
    missing: usize,
}

/// A question that has been answered.
#[derive(Serialize)]
struct Answered {
    text: String,
    chosen: String,
    /// Where it is answered anew.
    change: String,
}

/// A service of a step.
#[derive(Serialize)]
struct ServiceLink {
    title: String,
    href: String,
    unit: String,
    limit: String,
}

#[derive(Serialize)]
struct Step {
    title: String,
    text: String,
    services: Vec<ServiceLink>,
}

#[derive(Serialize)]
struct Material {
    name: String,
    required: bool,
    form: String,
    source: String,
    notes: Vec<String>,
    services: Vec<String>,
    /// Names and addresses of forms to fill in.
    sheets: Vec<(String, String)>,
}

/// The id of a scene by its name; an id is a name as well.
pub(crate) fn id_of(name: &str) -> String {
    if name.starts_with(SCENE_PREFIX) { name.to_owned() } else { format!("{SCENE_PREFIX}{name}") }
}

pub(crate) async fn walk(work: Work, RawQuery(query): RawQuery, name: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(name)) = name else { return page::not_found().await };
    let answers: Answers = link::pairs(query.as_deref()).into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let made = work.run(move |portal, _| {
        let id = id_of(&name);
        let scenes = portal.scenes();
        let (Some(scene), Some(walk)) = (scenes.get(&id), portal.walk(&id, &answers)?) else { return Ok(None) };
        for fault in &walk.faults {
            tracing::warn!(scene = scene.id, code = fault.code, reason = fault.reason, "a scene does not fit");
        }
        let body = body(portal, scene, &walk)?;
        let crumbs = vec![
            list::Listed::of("scenes", "场景服务"),
            Choice { label: scene.title.clone(), href: link::to_scene(&scene.id), count: None, current: true },
        ];
        let frame = Frame::of_item(portal, &scene.item(), &link::to_scene(&scene.id));
        Ok(Some(ScenePage { frame, title: scene.title.clone(), crumbs, body }))
    });
    match made.await {
        Ok(Some(page)) => view::render(StatusCode::OK, &page),
        Ok(None) => page::not_found().await,
        Err(problem) => view::problem(&problem),
    }
}

/// The middle of a scene's page. A template that is missing or faulty is no reason to leave a citizen without an answer.
fn body(portal: &Portal, scene: &Scene, walk: &Walk) -> Result<String, menhu::Error> {
    let data = data(portal, scene, walk)?;
    if let Some(template) = scene.template.as_ref() {
        let path = beside(portal, template);
        match own_template(&path).and_then(|text| render(&text, &data).map_err(|error| format!("{error:#}"))) {
            Ok(body) => return Ok(body),
            Err(error) => tracing::error!(scene = scene.id, template, error, "the template of a scene is not used"),
        }
    }
    Ok(render(TEMPLATE, &data).unwrap_or_else(|error| {
        tracing::error!(%error, "the template of scenes is faulty");
        String::new()
    }))
}

/// What is wrong with the template of a scene: whether its page can be made with it, from the beginning of the walk on.
pub(crate) fn check_template(portal: &Portal, scene: &Scene, path: &std::path::Path) -> Result<(), String> {
    /// Ways of a scene that are tried: a page for each answer on them.
    const TRIED: usize = 64;
    let template = own_template(path)?;
    let mut begun = vec![Answers::new()];
    let mut tried = 0;
    while let Some(answers) = begun.pop().filter(|_| tried < TRIED) {
        tried += 1;
        let walk = scene.walk(&answers, |code| portal.find_code(code)).map_err(|error| error.to_string())?;
        let data = data(portal, scene, &walk).map_err(|error| error.to_string())?;
        render(&template, &data).map_err(|error| format!("{error:#}"))?;
        let next = walk.questions.iter().find(|question| walk.next.as_ref() == Some(&question.id));
        for (question, answer) in
            next.into_iter().flat_map(|question| question.answers.iter().map(move |a| (question, a)))
        {
            let mut answers = answers.clone();
            answers.insert(question.id.clone(), answer.id.clone());
            begun.push(answers);
        }
    }
    Ok(())
}

fn own_template(path: &std::path::Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > LARGEST_TEMPLATE {
        return Err(format!("it has {size} bytes; at most {LARGEST_TEMPLATE} are read"));
    }
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

fn render(template: &str, data: &minijinja::Value) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_fuel(Some(FUEL));
    environment.render_named_str("template", template, data)
}

/// What a template gets.
fn data(portal: &Portal, scene: &Scene, walk: &Walk) -> Result<minijinja::Value, menhu::Error> {
    let href = link::to_scene(&scene.id);
    let given: Vec<(&str, &str)> = walk
        .questions
        .iter()
        .filter_map(|question| Some((question.id.as_str(), question.chosen.as_deref()?)))
        .collect();
    let answered = walk.questions.iter().filter_map(|question| {
        let chosen = question.chosen.as_ref()?;
        let text = question.answers.iter().find(|answer| answer.id == *chosen).map(|answer| answer.text.clone())?;
        let before: Vec<_> = given.iter().take_while(|(id, _)| *id != question.id).collect();
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(before.iter().map(|(id, answer)| (*id, *answer)));
        let change = match query.finish() {
            none if none.is_empty() => href.clone(),
            query => format!("{href}?{query}"),
        };
        Some(Answered { text: question.text.clone(), chosen: text, change })
    });
    let limit = |days: u32| if days == 0 { "当场办结".to_owned() } else { format!("{days}个工作日") };
    let steps = walk.steps.iter().map(|step| Step {
        title: step.title.clone(),
        text: step.text.clone(),
        services: step
            .services
            .iter()
            .map(|service| ServiceLink {
                title: service.title.clone(),
                href: link::to_item(&service.id),
                unit: service.unit.clone().unwrap_or_default(),
                limit: service.promised_days.map(limit).unwrap_or_default(),
            })
            .collect(),
    });
    let mut materials = Vec::new();
    for material in &walk.materials {
        let formats = material.formats.iter().map(|format| format.label());
        let copies = material.copies.filter(|copies| *copies > 0).map(|copies| format!("{copies}份"));
        let mut sheets = Vec::new();
        for form in &material.forms {
            if let Some(item) = portal.item(form)? {
                sheets.push((item.display_title(), link::to_item(form)));
            }
        }
        materials.push(Material {
            name: material.name.clone(),
            required: material.required,
            form: formats.chain(copies).collect::<Vec<_>>().join(" "),
            source: material.source.map(|source| source.label()).unwrap_or_default(),
            notes: material.notes.clone(),
            services: material.services.clone(),
            sheets,
        });
    }
    let next = walk.questions.iter().find(|question| walk.next.as_ref() == Some(&question.id));
    Ok(minijinja::Value::from(Serde(Data {
        title: &scene.title,
        summary: &scene.summary,
        trigger: &scene.trigger,
        audience: &scene.audience,
        picture: picture_of(portal, scene),
        answered: answered.collect(),
        given,
        next,
        steps: steps.collect(),
        open_steps: walk.open_steps,
        materials,
        longest: walk.longest_days.map(limit),
        notes: &walk.notes,
        missing: walk.faults.len(),
        href: &href,
    })))
}

/// The address of a scene's picture, where it has one.
pub(super) fn picture_of(portal: &Portal, scene: &Scene) -> Option<String> {
    let is_there = scene.picture.as_ref().is_some_and(|picture| beside(portal, picture).is_file());
    is_there.then(|| link::to_picture(&scene.id))
}

fn beside(portal: &Portal, name: &str) -> PathBuf {
    portal.path().join("config/scenes").join(name)
}

/// The picture of a scene. What it holds is not the site's own page, whatever it is.
pub(crate) async fn picture(
    work: Work,
    _: NoParameters,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let Ok(Path(name)) = name else { return page::not_found().await };
    let found = work.run(move |portal, _| {
        let scenes = portal.scenes();
        let picture = scenes.get(&id_of(&name)).and_then(|scene| scene.picture.clone());
        let found = picture.map(|picture| (beside(portal, &picture), picture));
        Ok(found.filter(|(path, _)| path.is_file()))
    });
    match found.await {
        Ok(Some((path, name))) => {
            let kind = match name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "svg" => "image/svg+xml",
                "png" => "image/png",
                "webp" => "image/webp",
                _ => "image/jpeg",
            };
            serve(path, kind, "max-age=300", request).await
        }
        Ok(None) => page::not_found().await,
        Err(problem) => view::problem(&problem),
    }
}

/// A file from the disk, with parts of it where they are asked for, and nothing in it that could run.
pub(super) async fn serve(path: PathBuf, kind: &str, cache: &'static str, request: Request) -> Response {
    let Ok(kind) = kind.parse() else { return view::problem(&Problem::internal()) };
    match ServeFile::new_with_mime(path, &kind).try_call(request).await {
        Ok(answer) if answer.status() == StatusCode::NOT_FOUND => page::not_found().await,
        Ok(answer) => {
            let mut answer = answer.map(Body::new).into_response();
            let headers = answer.headers_mut();
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(file::POLICY));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
            answer
        }
        Err(error) => {
            tracing::error!(%error, "a file cannot be read");
            view::problem(&Problem::internal())
        }
    }
}
