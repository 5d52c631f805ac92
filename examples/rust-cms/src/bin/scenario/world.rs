//! What the steps work on, and the steps.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use menhu::catalog::{Item, Listing, read_item};
use menhu::page::{PublishOptions, publish};
use menhu::query::{Highlighter, SearchAnswer, SearchRequest, escape_html};
use menhu::suggest::SuggestRequest;
use menhu::{Deadline, Error, Portal, Writer, WriterOptions};
use menhu_cms::Counter;
use menhu_lookups::lookup::{
    HousingFundQuestion, Operation, Question, SocialSecurityQuestion, TrafficViolationsQuestion,
};
use menhu_lookups::service::Requester;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::Step;
use crate::said::{Said, read_json};
use crate::texts;

#[derive(Default)]
pub(crate) struct World {
    portal: Option<Portal>,
    writer: Option<Writer>,
    counter: Option<Counter>,
}

/// What the C interface takes as JSON, and Rust as values.
#[derive(Deserialize)]
struct Options {
    threads: usize,
    memory_mb: usize,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Export {
    item_url: Option<String>,
    prune: bool,
}

#[derive(Deserialize)]
struct Config {
    providers_folder: PathBuf,
    variables_file: PathBuf,
    audit: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Who {
    id: SecretString,
    address: IpAddr,
}

impl World {
    pub(crate) fn run(&mut self, step: &Step) -> Result<String, Said> {
        match step.r#do.as_str() {
            "open" => self.portal = Some(Portal::open(&step.path)?),
            "open_or_create" => self.portal = Some(Portal::open_or_create(&step.path)?),
            "writer_open" => {
                let options = match step.options.as_str() {
                    "" => WriterOptions::default(),
                    json => {
                        let Options { threads, memory_mb } = read_json(json, "options")?;
                        WriterOptions { threads, memory: memory_mb << 20 }
                    }
                };
                self.writer = Some(self.portal()?.writer(&options)?);
            }
            "put" => {
                let item = read_item(&step.line);
                let item = item.map_err(|error| Said::new(28, "MENHU_ITEM", error.to_string()))?;
                self.writer()?.put(&item)?;
            }
            "remove" => self.writer()?.remove(&step.id)?,
            "commit" => return Ok(format!("generation {}", self.writer()?.commit()?.generation)),
            "rollback" => self.writer()?.rollback()?,
            "writer_free" => self.writer = None,
            "reload" => return Ok(format!("changed {}", i32::from(self.portal()?.reload()?))),
            "search" => {
                let request = SearchRequest { limit: step.limit, offset: step.offset, ..SearchRequest::new(&step.q) };
                return Ok(hits(&self.portal()?.search(&request)?));
            }
            "search_json" => {
                let request: SearchRequest = serde_json::from_str(&step.request)
                    .map_err(|error| Said::new(27, "MENHU_REQUEST", error.to_string()))?;
                return json(&self.portal()?.search(&request)?);
            }
            "suggest" => {
                return json(&self.portal()?.suggest(&SuggestRequest { q: step.q.clone(), limit: step.limit })?);
            }
            "related" => {
                return json(&self.portal()?.related(&step.id, Deadline::NONE)?.ok_or_else(|| no_item(&step.id))?);
            }
            "browse" => return json(&self.portal()?.browse(list(&step.list)?, Deadline::NONE)?),
            "export_page_index" => {
                let options = if step.options.is_empty() { "{}" } else { &step.options };
                let Export { item_url, prune } = read_json(options, "options")?;
                let built = self.portal()?.page_index(item_url.as_deref(), Deadline::NONE)?;
                let mut options = PublishOptions::default();
                options.prune = prune;
                return json(&publish(&built, Path::new(&step.path), &options).map_err(Error::from)?);
            }
            "item" => {
                let item = self.portal()?.item(&step.id)?.map(Item::without_attached_texts);
                return json(&item.ok_or_else(|| no_item(&step.id))?);
            }
            "segment" => return texts::cut(&step.words, &step.text),
            "personal" => return texts::personal(&step.text),
            "fold" => return Ok(menhu::text::fold(&step.text)),
            "escape_html" => return Ok(escape_html(&step.text)),
            "highlight" => return Ok(Highlighter::new(step.words.lines()).mark(&step.text)),
            "passage" => return Ok(Highlighter::new(step.words.lines()).passage(&step.text)),
            "validate" => return texts::validate(&step.kind, &step.text),
            "mask" => return texts::mask(&step.kind, &step.text),
            "lookups_open" => self.counter = Some(open_counter(&step.config)?),
            "ask" => return self.ask(step),
            // The scenario purges persons.
            "purge" => self.counter()?.forget(&step.number.clone().into())?,
            "lookups_free" => self.counter = None,
            "check" => return json(&Portal::check(&step.path)?),
            "reindex" => {
                return Ok(format!("items {}", Portal::reindex(&step.path, &WriterOptions::default(), |_, _| {})?));
            }
            "free" => self.portal = None,
            other => return Err(missing(&format!("this program does not know the step `{other}`"))),
        }
        Ok(String::new())
    }

    fn portal(&self) -> Result<&Portal, Said> {
        self.portal.as_ref().ok_or_else(|| missing("no portal is open"))
    }

    fn writer(&mut self) -> Result<&mut Writer, Said> {
        self.writer.as_mut().ok_or_else(|| missing("no writer is open"))
    }

    fn counter(&self) -> Result<&Counter, Said> {
        self.counter.as_ref().ok_or_else(|| missing("no lookups are open"))
    }

    fn ask(&self, step: &Step) -> Result<String, Said> {
        let operation = Operation::parse(&step.operation).ok_or_else(|| {
            let known: Vec<&str> = Operation::ALL.iter().map(|operation| operation.name()).collect();
            Said::not_found(format!("there is no such `operation`; expected one of {}", known.join(", ")))
        })?;
        let Who { id, address } = read_json(&step.requester, "requester")?;
        let who = Requester { id, address };
        match operation {
            Operation::SocialSecurity => self.ask_one::<SocialSecurityQuestion>(&who, &step.request),
            Operation::HousingFund => self.ask_one::<HousingFundQuestion>(&who, &step.request),
            Operation::TrafficViolations => self.ask_one::<TrafficViolationsQuestion>(&who, &step.request),
        }
    }

    fn ask_one<Q: Question>(&self, who: &Requester, request: &str) -> Result<String, Said> {
        json(&self.counter()?.ask::<Q>(who, request)?)
    }
}

fn open_counter(config: &str) -> Result<Counter, Said> {
    let Config { providers_folder, variables_file, audit } = read_json(config, "config")?;
    let audit = audit.ok_or_else(|| {
        Said::config(
            "`audit` is missing: nothing is looked up without one; name a file, such as \
             /var/lib/menhu/lookups-audit.jsonl, of this process alone",
        )
    })?;
    Ok(Counter::open(&providers_folder, &variables_file, &audit)?)
}

fn list(name: &str) -> Result<Listing, Said> {
    Listing::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Listing::ALL.iter().map(|list| list.name()).collect();
        Said::not_found(format!("there is no list `{name}`; expected one of {}", known.join(", ")))
    })
}

fn hits(answer: &SearchAnswer) -> String {
    let mut line = format!("total {} relaxed {}", answer.total, i32::from(answer.relaxed));
    for hit in &answer.hits {
        let date = hit.date.map(|date| date.to_string());
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let (date, unit, url, number) =
            (or_none(&date), or_none(&hit.unit), or_none(&hit.url), or_none(&hit.doc_number));
        let (id, kind, shown) = (&hit.id, hit.kind.name(), &hit.highlight);
        line += &format!(" | {id} {kind} {date} {unit} {url} {number} {} {}", shown.title, shown.passage);
    }
    line
}

fn json(answer: &impl Serialize) -> Result<String, Said> {
    serde_json::to_string(answer).map_err(|error| Said::new(30, "MENHU_ENGINE", error.to_string()))
}

fn no_item(id: &str) -> Said {
    Said::not_found(format!("there is no item `{id}`, or it is not open to the public"))
}

/// The scenario itself is wrong.
fn missing(what: &str) -> Said {
    Said::new(1, "MENHU_INVALID_ARGUMENT", what)
}
