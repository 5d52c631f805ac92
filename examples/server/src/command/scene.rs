//! `menhu scene`.

use std::path::Path;
use std::process::ExitCode;

use menhu::scene::{Answers, SCENE_PREFIX, SCENE_TEMPLATE, Scene, SceneAnswer, Walk};
use menhu::{Portal, WriterOptions};
use serde::Serialize;

use super::{Failure, say};
use crate::cli::{SceneCheck, SceneCommand, SceneNew, ScenePreview, ScenePublish};
use crate::web;

/// The folder of scenes, below the portal's.
const FOLDER: &str = "config/scenes";

/// What is wrong with a scene.
#[derive(Debug, Serialize)]
struct Fault {
    file: String,
    reason: String,
}

pub(crate) fn run(command: &SceneCommand) -> Result<ExitCode, Failure> {
    match command {
        SceneCommand::New(args) => new(args),
        SceneCommand::Check(args) => check(args),
        SceneCommand::Preview(args) => preview(args),
        SceneCommand::Publish(args) => publish(args),
        SceneCommand::Template => {
            say(web::SCENE_TEMPLATE);
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn new(args: &SceneNew) -> Result<ExitCode, Failure> {
    Portal::open(&args.portal)?;
    // A name that is none must not become a path.
    Scene::parse(&args.name, SCENE_TEMPLATE)?;
    let folder = args.portal.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let path = folder.join(format!("{}.toml", args.name));
    let written = std::fs::File::create_new(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, SCENE_TEMPLATE.as_bytes()));
    written.map_err(|error| format!("{}: {error}; nothing is overwritten", path.display()))?;
    say(&format!("{}: edit it, then run `menhu scene check`", path.display()));
    Ok(ExitCode::SUCCESS)
}

/// Everything that is wrong, with the file; faultless scenes are looked at with the portal's services.
fn check(args: &SceneCheck) -> Result<ExitCode, Failure> {
    let names = match args.names.is_empty() {
        true => names(&args.portal)?,
        false => args.names.clone(),
    };
    let portal = Portal::open(&args.portal)?;
    let (mut faults, mut steps) = (Vec::new(), 0);
    for name in &names {
        let file = format!("{FOLDER}/{name}.toml");
        let mut fault = |reason: String| faults.push(Fault { file: file.clone(), reason });
        let scene = match read(&args.portal, name) {
            Ok(scene) => scene,
            Err(reason) => {
                fault(reason);
                continue;
            }
        };
        steps += scene.steps.len();
        portal
            .scene_faults(&scene)?
            .into_iter()
            .for_each(|found| fault(format!("step `{}`: {}", found.step, found.reason)));
        for (field, beside) in [("picture", &scene.picture), ("template", &scene.template)] {
            let Some(beside) = beside else { continue };
            let path = args.portal.join(FOLDER).join(beside);
            if !path.is_file() {
                fault(format!("{field}: there is no file `{beside}` beside it; put it there, or take its name out"));
            } else if field == "template"
                && let Err(error) = web::check_template(&portal, &scene, &path)
            {
                fault(format!("template `{beside}`: {error}"));
            }
        }
    }
    if args.json {
        say(&serde_json::json!({"scenes": names.len(), "steps": steps, "faults": faults}).to_string());
    } else {
        for Fault { file, reason } in &faults {
            say(&format!("{file}: {reason}"));
        }
        say(&format!("{} scenes with {steps} steps checked: {} faults", names.len(), faults.len()));
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn names(portal: &Path) -> Result<Vec<String>, Failure> {
    let folder = portal.join(FOLDER);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("{}: {error}", folder.display()).into()),
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned))
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    Ok(names)
}

fn read(portal: &Path, name: &str) -> Result<Scene, String> {
    let path = portal.join(FOLDER).join(format!("{name}.toml"));
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Scene::parse(name, &text).map_err(|error| error.to_string())
}

fn preview(args: &ScenePreview) -> Result<ExitCode, Failure> {
    let portal = Portal::open(&args.portal)?;
    let scene = read(&args.portal, &args.name).map_err(|error| format!("{FOLDER}/{}.toml: {error}", args.name))?;
    let mut answers = Answers::new();
    for answer in &args.answers {
        let (question, answer) =
            answer.split_once('=').ok_or_else(|| format!("`{answer}` is no answer; write it as QUESTION=ANSWER"))?;
        answers.insert(question.to_owned(), answer.to_owned());
    }
    let walk = scene.walk(&answers, |code| portal.find_code(code))?;
    if args.json {
        say(&serde_json::to_string(&walk)?);
    } else {
        show(&walk);
    }
    Ok(if walk.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn show(walk: &Walk) {
    let limit = |days: u32| if days == 0 { "当场办结".to_owned() } else { format!("{days}个工作日") };
    say(&walk.title);
    for question in &walk.questions {
        say(&format!("？ {} [{}]", question.text, question.id));
        for SceneAnswer { id, text, .. } in &question.answers {
            let mark = if question.chosen.as_ref() == Some(id) { "●" } else { "○" };
            say(&format!("    {mark} {text} [{}={id}]", question.id));
        }
    }
    walk.notes.iter().for_each(|note| say(&format!("！ {note}")));
    for (at, step) in walk.steps.iter().enumerate() {
        say(&format!("{}. {}　{}", at + 1, step.title, step.text));
        for service in &step.services {
            let days = service.promised_days.map(|days| format!("，{}", limit(days))).unwrap_or_default();
            say(&format!("    → {}（{}{days}）", service.title, service.unit.as_deref().unwrap_or("未说明单位")));
        }
    }
    if walk.open_steps > 0 {
        say(&format!("…… 还有{}个步骤视回答而定", walk.open_steps));
    }
    if !walk.materials.is_empty() {
        let names: Vec<&str> = walk.materials.iter().map(|material| material.name.as_str()).collect();
        say(&format!("材料：{}", names.join("、")));
    }
    walk.longest_days.iter().for_each(|days| say(&format!("最长承诺时限：{}", limit(*days))));
    walk.faults.iter().for_each(|fault| say(&format!("✗ {}", fault.reason)));
}

fn publish(args: &ScenePublish) -> Result<ExitCode, Failure> {
    let portal = Portal::open(&args.portal)?;
    portal.writer(&WriterOptions { threads: 1, ..WriterOptions::default() })?.finish()?;
    let ids: Vec<String> = portal.scenes().iter().map(|scene| scene.id.clone()).collect();
    say(&format!("{} scenes stand in the index: {}", ids.len(), ids.join(", ")));
    debug_assert!(ids.iter().all(|id| id.starts_with(SCENE_PREFIX)));
    Ok(ExitCode::SUCCESS)
}
