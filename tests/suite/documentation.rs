//! The documentation says what the program does: its examples are run.

use menhu::query::{ParsedQuery, Part, parse};
use menhu_tests::workspace;

fn page(name: &str) -> String {
    let path = workspace().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The fenced blocks of a language in a page.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}");
    page.split("\n```")
        .zip(page.split("\n```").skip(1))
        .filter(|(_, block)| format!("```{block}").lines().next() == Some(fence.as_str()))
        .map(|(_, block)| block.lines().skip(1).collect::<Vec<_>>().join("\n"))
        .collect()
}

/// A parsed query in the words of docs/query-language.md.
fn described(query: &ParsedQuery) -> String {
    let parts = query.parts.iter().map(|part| match part {
        Part::Words(text) => format!("words: {text}"),
        Part::Phrase(text) => format!("phrase: {text}"),
        Part::DocNumber(number) => format!("number: {number}"),
    });
    let excluded = query.excluded.iter().map(|text| format!("exclude: {text}"));
    let filters = query.filters.pairs().into_iter().map(|(field, value)| format!("filter: {field}={value}"));
    let unwanted = query.excluded_filters.iter().flat_map(|filters| filters.pairs());
    let unwanted = unwanted.map(|(field, value)| format!("exclude filter: {field}={value}"));
    let notes = query.notes.iter().map(|note| format!("note: {}", note.code));
    parts.chain(excluded).chain(filters).chain(unwanted).chain(notes).collect::<Vec<_>>().join("; ")
}

#[test]
fn the_query_language_page_shows_what_the_parser_does() {
    let examples = blocks(&page("docs/query-language.md"), "query");
    let lines: Vec<&str> =
        examples.iter().flat_map(|block| block.lines()).filter(|line| !line.trim().is_empty()).collect();
    assert!(lines.len() >= 15, "the page has {} examples", lines.len());
    for line in lines {
        let (query, expected) = line.split_once(" => ").unwrap_or_else(|| panic!("no ` => ` in {line}"));
        assert_eq!(described(&parse(query)), expected.trim(), "{query}");
    }
}

#[test]
fn the_harvest_pages_source_file_is_one() {
    let sources = blocks(&page("docs/harvest.md"), "toml");
    assert_eq!(sources.len(), 1);
    let source = menhu_lookups::harvest::Source::parse(&sources[0]).unwrap();
    assert_eq!(source.sites.len(), 2);
}

#[test]
fn the_lookups_pages_files_are_read() {
    let files = blocks(&page("docs/lookups.md"), "toml");
    assert_eq!(files.len(), 2);
    let faults = menhu_lookups::provider::Provider::read("page", &files[0], &Default::default()).unwrap_err();
    // Its secrets are not here; nothing else is wrong.
    let lines: Vec<&str> = faults.iter().map(|fault| files[0].lines().nth(fault.line - 1).unwrap()).collect();
    assert!(
        lines.len() == 2 && lines.iter().all(|line| line.contains("GJJ_SID") || line.contains("gjj.key")),
        "{faults:?}"
    );
    menhu_lookups::service::Settings::read(&files[1]).unwrap();
}

#[test]
fn the_catalog_pages_items_are_read_and_nothing_is_wrong_with_them() {
    let mut check = menhu::check::ContentCheck::new(jiff::civil::date(2026, 1, 1));
    let mut items = 0;
    for line in blocks(&page("docs/catalog.md"), "item").iter().flat_map(|block| block.lines()) {
        check.item(&menhu::catalog::read_item(line).unwrap_or_else(|error| panic!("{error}: {line}")));
        items += 1;
    }
    let found = check.finish();
    assert!(items >= 3 && found.is_empty(), "{items} items: {found:#?}");
}

#[test]
fn the_scene_pages_scene_is_one_and_so_are_the_other_files_of_editors() {
    let scenes = blocks(&page("docs/scenes.md"), "scene");
    assert_eq!(scenes.len(), 1);
    for text in scenes {
        let scene = menhu::scene::Scene::parse("hunyin", &text).unwrap();
        assert_eq!((scene.questions.len(), scene.steps.len()), (2, 2));
    }
    let links = blocks(&page("docs/related.md"), "links");
    assert_eq!(menhu::config::Links::parse(&links[0]).unwrap().len(), 3);
    let sites = blocks(&page("docs/catalog.md"), "site");
    assert_eq!(menhu::config::Site::parse(&sites[0]).unwrap().domain(), Some("www.shifan.example"));
}

#[test]
fn the_page_of_search_in_the_page_has_a_page_whose_attributes_are_read() {
    let pages = blocks(&page("docs/in-page-search.md"), "page");
    assert_eq!(pages.len(), 1);
    let (page, marks) = menhu::html::read_marked_page(pages[0].as_bytes(), &Default::default()).unwrap();
    assert_eq!(
        (page.column.as_deref(), page.published.map(|day| day.date)),
        (Some("通知公告"), Some(jiff::civil::date(2026, 3, 5)))
    );
    assert_eq!(
        (marks.title.as_deref(), marks.body.as_deref()),
        (Some("关于停水的通知"), Some("因管道检修，明日上午停水。"))
    );
    assert_eq!((marks.weight, marks.kind.as_deref()), (Some(1.5), Some("通知")));
    assert_eq!(marks.filters, [("级别".to_owned(), "区级".to_owned())]);
    assert!(marks.faults.is_empty(), "{:?}", marks.faults);
}

#[test]
fn pages_link_to_files_that_exist() {
    for name in [
        "README.md",
        "docs/architecture.md",
        "docs/DESIGN.md",
        "docs/catalog.md",
        "docs/in-page-search.md",
        "docs/operations.md",
        "docs/query-language.md",
        "docs/related.md",
        "docs/relevance.md",
        "docs/reports.md",
        "docs/scenes.md",
    ] {
        let text = page(name);
        let folder = workspace().join(name).parent().unwrap().to_owned();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                assert!(folder.join(target).exists(), "{name} links to {target}");
            }
        }
    }
}
