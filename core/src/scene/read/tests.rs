use super::*;
use crate::catalog::{Item, read_item};
use crate::scene::{Answers, Found, Walk, WalkError};

const SCENE: &str = r#"
title = "婚姻登记"
trigger = "打算结婚"
keywords = ["领证"]

[[question]]
id = "matter"
text = "办哪件事？"
answers = [{ id = "marry", text = "结婚" }, { id = "divorce", text = "离婚", note = "有三十日冷静期" }]

[[question]]
id = "abroad"
text = "有一方在国外吗？"
when = ["matter=marry"]
answers = [{ id = "yes", text = "有" }, { id = "no", text = "没有" }]

[[step]]
id = "book"
title = "预约"

[[step]]
id = "translate"
title = "翻译"
services = ["A"]
when = ["abroad=yes"]

[[step]]
id = "marry"
title = "登记"
services = ["A", "B"]
when = ["matter=marry"]

[[step]]
id = "wait"
title = "等候"
services = ["C"]
when = ["matter=divorce"]
"#;

fn scene() -> Scene {
    Scene::parse("hunyin", SCENE).unwrap()
}

fn service(id: &str, days: &str, materials: &str) -> Item {
    let line = format!(
        r#"{{"id":"{id}","kind":"service","title":"事项{id}","promised_days":{days},"materials":[{materials}]}}"#
    );
    read_item(&line).unwrap()
}

fn find(code: &str) -> Result<Found, WalkError> {
    Ok(match code {
        "A" => {
            Found::One(Box::new(service("a", "0", r#"{"name":"身份证","required":true,"format":"原件","copies":1}"#)))
        }
        "B" => Found::One(Box::new(service(
            "b",
            "5",
            r#"{"name":" 身份证 ","format":"复印件","copies":2,"form":"f"},{"name":"照片"}"#,
        ))),
        _ => Found::Nothing,
    })
}

fn walk(answers: &[(&str, &str)]) -> Result<Walk, WalkError> {
    let answers: Answers = answers.iter().map(|(q, a)| ((*q).to_owned(), (*a).to_owned())).collect();
    scene().walk(&answers, find)
}

fn steps(walk: &Walk) -> Vec<&str> {
    walk.steps.iter().map(|step| step.id.as_str()).collect()
}

#[test]
fn the_template_is_a_scene() {
    let scene = Scene::parse("new", SCENE_TEMPLATE).unwrap();
    assert_eq!((scene.id.as_str(), scene.steps.len(), scene.questions.len()), ("scene-new", 3, 1));
}

#[test]
fn answers_lead_through() {
    let begun = walk(&[]).unwrap();
    assert_eq!((begun.next.as_deref(), steps(&begun), begun.open_steps), (Some("matter"), vec!["book"], 3));
    assert_eq!(begun.questions.len(), 1);
    let divorce = walk(&[("matter", "divorce")]).unwrap();
    assert_eq!((divorce.next.as_deref(), steps(&divorce), divorce.open_steps), (None, vec!["book", "wait"], 0));
    assert_eq!((divorce.notes, divorce.faults.len()), (vec!["有三十日冷静期".to_owned()], 1));
    assert!(divorce.faults[0].reason.contains("scene-hunyin") && divorce.faults[0].reason.contains("`C`"));
    let marry = walk(&[("matter", "marry")]).unwrap();
    assert_eq!((marry.next.as_deref(), steps(&marry), marry.open_steps), (Some("abroad"), vec!["book", "marry"], 1));
    let abroad = walk(&[("matter", "marry"), ("abroad", "yes")]).unwrap();
    assert_eq!((abroad.next, abroad.questions.len(), abroad.longest_days), (None, 2, Some(5)));
    // A later answer that no longer counts is left aside.
    let changed = walk(&[("matter", "divorce"), ("abroad", "yes")]).unwrap();
    assert_eq!(changed.steps, divorce.steps);
    assert_eq!(changed.questions.len(), 1);
    // One that comes too early waits for the question before it.
    assert_eq!(walk(&[("abroad", "yes")]).unwrap(), begun);
}

#[test]
fn what_is_asked_twice_is_brought_once() {
    let walk = walk(&[("matter", "marry"), ("abroad", "yes")]).unwrap();
    let names: Vec<&str> = walk.materials.iter().map(|material| material.name.as_str()).collect();
    assert_eq!(names, ["身份证", "照片"]);
    let card = &walk.materials[0];
    assert_eq!((card.required, card.copies, card.formats.len()), (true, Some(3), 2));
    assert_eq!(
        (card.services.as_slice(), card.forms.as_slice()),
        (&["事项a".to_owned(), "事项b".to_owned()][..], &["f".to_owned()][..])
    );
}

#[test]
fn a_service_that_is_not_there_for_it_names_both() {
    let withdrawn = read_item(r#"{"id":"w","kind":"service","title":"旧事项","state":"withdrawn"}"#).unwrap();
    let cases = [
        (Found::One(Box::new(withdrawn)), "service `w` (旧事项), which is withdrawn"),
        (Found::Hidden("h".into()), "service `h`, which is not open to the public"),
        (Found::Several(vec!["x".into(), "y".into()]), "several services have: x, y"),
        (
            Found::One(Box::new(read_item(r#"{"id":"n","kind":"news","title":"新闻"}"#).unwrap())),
            "no service but a news",
        ),
    ];
    for (found, expected) in cases {
        let faults = scene().faults(|_| Ok::<_, ()>(found.clone())).unwrap();
        assert_eq!(faults.len(), 4);
        let said = &faults[0].reason;
        assert!(said.starts_with("scene `scene-hunyin` (婚姻登记) refers to `A`") && said.contains(expected), "{said}");
    }
}

#[test]
fn answers_that_do_not_exist_are_named() {
    let error = walk(&[("colour", "red")]).unwrap_err().to_string();
    assert_eq!(error, "`colour` is no question of this scene; expected one of: matter, abroad");
    let error = walk(&[("matter", "red")]).unwrap_err().to_string();
    assert_eq!(error, "`red` is no answer to `matter`; expected one of: marry, divorce");
}

#[test]
fn errors_name_the_place_and_what_to_do() {
    let step = "[[step]]\nid = \"s\"\ntitle = \"甲\"\n";
    let question = "[[question]]\nid = \"q\"\ntext = \"乙\"\nanswers = [{id=\"a\",text=\"1\"},{id=\"b\",text=\"2\"}]\n";
    let cases = [
        ("title = \"\"\n".to_owned() + step, "line 1, column 9: `title` is empty"),
        ("colour = 1\ntitle = \"x\"".to_owned(), "line 1, column 1: unknown field `colour`"),
        ("title = \"x\"".to_owned(), "line 1, column 12: the scene has no step"),
        ("title = \"x\"\n[[step]]\nid = \"S\"\ntitle = \"a\"".to_owned(), "line 3, column 6: `S` is no name"),
        (format!("title = \"x\"\n{step}{step}"), "line 6, column 6: the name `s` stands twice"),
        (format!("title = \"x\"\npicture = \"../x.svg\"\n{step}"), "line 2, column 11: `picture` is `../x.svg`"),
        (format!("title = \"x\"\ntemplate = \"x.exe\"\n{step}"), "line 2, column 12: `template` is `x.exe`"),
        (format!("title = \"x\"\n{step}when = [\"q=a\"]"), "line 5, column 9: `q` is not a question: there is none"),
        (format!("title = \"x\"\n{question}{step}when = [\"q\"]"), "line 9, column 9: `q` is no condition"),
        (format!("title = \"x\"\n{question}{step}when = [\"q=c\"]"), "line 9, column 9: `c` is no answer to `q`: a, b"),
        (
            format!("title = \"x\"\n{question}when = [\"q=a\"]\n{step}"),
            "line 6, column 9: `q` is not an earlier question",
        ),
        (
            format!("title = \"x\"\n{question}{step}when = [\"q=a\"]"),
            "line 7, column 6: the answers q=b lead to no step",
        ),
        (format!("title = \"x\"\n{step}services = [\"1\", \" 1\"]"), "line 5, column 18: the service `1` stands twice"),
    ];
    for (text, expected) in cases {
        let error = Scene::parse("x", &text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{text}\n{error}");
    }
    let lost = format!(
        "title = \"x\"\n{question}{}{step}[[step]]\nid = \"t\"\ntitle = \"丙\"\nwhen = [\"r=a\", \"q=a\"]",
        question.replace("id = \"q\"", "id = \"r\"\nwhen = [\"q=b\"]")
    );
    let error = Scene::parse("x", &lost).unwrap_err().to_string();
    assert!(error.starts_with("line 15, column 6: no answers lead to the step `t`"), "{error}");
    assert!(Scene::parse("../x", SCENE).unwrap_err().to_string().contains("`../x` is no name"));
}
