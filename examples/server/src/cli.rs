//! What can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use menhu::query::SearchRequest;

/// Sessions that must have asked a query before a report shows it.
pub(crate) const REPORT_LEAST: u64 = 3;
/// Days that the report page looks back, unless it is told otherwise.
pub(crate) const REPORT_DAYS: u32 = 30;
/// Sessions that must have asked a query before it is suggested.
const SUGGEST_LEAST: u64 = 5;
/// Requests that wait for their turn, unless told otherwise.
const QUEUE: usize = 256;
/// Seconds in which a request is answered, unless told otherwise.
const DEADLINE: u64 = 10;
/// Connections at a time, unless told otherwise.
const CONNECTIONS: usize = 1024;

/// Search and query of a government portal.
#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant)] // there is one of it in the life of the program
pub(crate) enum Command {
    /// Start the server. Without --portal: on the demonstration portal.
    Serve(Serve),
    /// Put items into a portal: .jsonl, .jsonl.zst or .csv files. Makes the portal where there is none.
    Index(Index),
    /// Take items out of a portal.
    Remove(Remove),
    /// Make a portal's index anew from its stored items: after its dictionary, or this program, has changed.
    Reindex(Reindex),
    /// Search a portal.
    Search(Search),
    /// Suggest what a person may mean by what is typed so far: characters, pinyin or initials.
    Suggest(Suggest),
    /// Count what a portal holds.
    Stats(Stats),
    /// Check a portal: whether its files are what was written (errors), and its items what should be published (warnings).
    Check(Check),
    /// Copy a portal while it is searched and written to.
    Backup(Backup),
    /// Report on a query log: what is asked, what is not found, what is found and not chosen.
    Report(Report),
    /// Write out everything that a portal holds: interchange lines, a spreadsheet, or core metadata.
    Export(Export),
    /// Write what is open to the public as static files, from which pages on plain hosting search by themselves.
    ExportPageIndex(ExportPageIndex),
    /// Make such files of a folder of HTML pages, without a portal. Exit code 0: all pages are in that are to be; 2: some
    /// were left out, and are named; 1 (an error): nothing was written.
    IndexSite(IndexSite),
    /// What is related to an item, each with its reason; or all links of a portal.
    Related(RelatedArgs),
    /// Read the units' own sites into a portal: what is new, changed and gone. Goes on where an interrupted run was. Exit
    /// code 0: all was read; 2: something could not be, and is named; 1 (an error): nothing was published.
    Harvest(Harvest),
    /// Make, check and look at scenes (config/scenes/NAME.toml).
    #[command(subcommand)]
    Scene(SceneCommand),
    /// Serve simulated providers of lookups, until it is stopped: for demonstrations, and to try provider files against.
    SimulateProviders(SimulateProviders),
    /// Check the files and the audit of lookups.
    #[command(subcommand)]
    Lookup(LookupCommand),
    /// Read the text of one file from standard input: what `index` runs for every attachment, in a process whose memory and
    /// time are limited.
    #[command(hide = true)]
    ExtractText(ExtractText),
    /// Measure ranking on judged queries: indexes a corpus into a temporary portal and searches it.
    Eval(Eval),
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: Option<PathBuf>,
    /// Where to listen; port 0 picks a free one.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Where administration listens; never open this to the public.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8081")]
    pub(crate) admin_listen: SocketAddr,
    /// What provider files of lookups know as `host:NAME`: a file that `menhu simulate-providers --credentials` writes.
    #[arg(long, value_name = "FILE", requires = "portal")]
    pub(crate) variables: Option<PathBuf>,
    /// Record searches and chosen hits in this file, outside the portal; see docs/reports.md for what is in it.
    #[arg(long, value_name = "FILE")]
    pub(crate) query_log: Option<PathBuf>,
    /// Suggest past queries that found something.
    #[arg(long, requires = "query_log")]
    pub(crate) suggest_queries: bool,
    /// Sessions that must have asked a query before it is suggested.
    #[arg(long, value_name = "K", default_value_t = SUGGEST_LEAST, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) suggest_least: u64,
    /// Requests worked on at the same time; without it: two for each processor.
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) workers: Option<usize>,
    /// Requests that wait for their turn; more are refused with 503 and Retry-After.
    #[arg(long, value_name = "N", default_value_t = QUEUE)]
    pub(crate) queue: usize,
    /// Seconds in which a request is answered, waiting included; then its search ends.
    #[arg(long, value_name = "SECONDS", default_value_t = DEADLINE, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) deadline: u64,
    /// Connections at the same time; more are refused with 503.
    #[arg(long, value_name = "N", default_value_t = CONNECTIONS, value_parser = at_least_one)]
    pub(crate) connections: usize,
    /// Say in the log what is searched for. Without it the log has no query, whatever its level.
    #[arg(long)]
    pub(crate) trace_queries: bool,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "expected a whole number above 0".to_owned())
}

impl Default for Serve {
    fn default() -> Serve {
        let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Serve {
            portal: None,
            listen: local(8080),
            admin_listen: local(8081),
            variables: None,
            query_log: None,
            suggest_queries: false,
            suggest_least: SUGGEST_LEAST,
            workers: None,
            queue: QUEUE,
            deadline: DEADLINE,
            connections: CONNECTIONS,
            trace_queries: false,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Index {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Files of items, one JSON object a line, or CSV with a header.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Folder in which attachments lie that have a path for an address: they are kept in the portal, and their text is
    /// searched.
    #[arg(long, value_name = "DIR")]
    pub(crate) attachments: Option<PathBuf>,
    /// What the columns of CSV files are called: a TOML file with lines such as "文件标题" = "title".
    #[arg(long, value_name = "FILE")]
    pub(crate) columns: Option<PathBuf>,
    /// Print a summary as one JSON object, and nothing else to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Ids of the items.
    #[arg(required = true, value_name = "ID")]
    pub(crate) ids: Vec<String>,
    /// Print a summary as one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Reindex {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Print a summary as one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Exit code 0: nothing is wrong; 1: errors; 2: warnings only.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Judge by this day instead of today: what is new today is stale some day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<jiff::civil::Date>,
    /// Print the whole report as one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// How items are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Interchange lines: one JSON object a line. Nothing is lost.
    Jsonl,
    /// A spreadsheet with a header. Nothing is lost: a column whose values no cell can hold is marked `:json`.
    Csv,
    /// Core metadata of government information resources (GB/T 21063.3) of what is open to the public.
    Xml,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// jsonl, csv or xml.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub(crate) format: Format,
    /// The file to write; must not exist. Without it: standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Only what is open to the public. Without it everything is written, drafts and what is given on request too.
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExportPageIndex {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// What stands before the address /items/ID of an item that has no address of its own: https://www.shifan.example.
    #[arg(long, value_name = "URL", default_value = "")]
    pub(crate) base: String,
    #[command(flatten)]
    pub(crate) files: PageFiles,
}

#[derive(Debug, Args)]
pub(crate) struct IndexSite {
    /// Folder of the site: its .html, .htm, .shtml and .xhtml files are read, in any charset.
    #[arg(long, value_name = "DIR")]
    pub(crate) site: PathBuf,
    /// Address of that folder; the pages' addresses begin with it.
    #[arg(long, value_name = "URL", default_value = "/")]
    pub(crate) base: String,
    /// Plain words and the standard terms that they find, like a portal's config/synonyms.toml. Without it only what holds
    /// a query's words is found.
    #[arg(long, value_name = "FILE")]
    pub(crate) synonyms: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) files: PageFiles,
}

/// Where the files for browsers go, and which; see docs/in-page-search.md.
#[derive(Debug, Args)]
pub(crate) struct PageFiles {
    /// Folder of the index; made where it is missing. One that holds an older index stays usable at every moment.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Where the built WASM and JavaScript are, which are copied to OUT/assets. Without it: bindings/wasm/dist, where
    /// bindings/wasm/build puts them.
    #[arg(long, value_name = "DIR")]
    pub(crate) assets: Option<PathBuf>,
    /// Write the index alone.
    #[arg(long, conflicts_with = "assets")]
    pub(crate) no_assets: bool,
    /// Delete what neither this index nor the one before it needs.
    #[arg(long)]
    pub(crate) prune: bool,
    /// Print a summary as one JSON object, and nothing else to standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// How links are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum GraphFormat {
    /// For people.
    Text,
    /// One JSON object: of an item as HTTP gives it, of a portal nodes and links.
    Json,
    /// GraphML, which tools for graphs read.
    Graphml,
    /// A drawing of an item's neighbourhood.
    Svg,
}

#[derive(Debug, Args)]
pub(crate) struct RelatedArgs {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Id of the item. Without it: the links of all items, as json or graphml.
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
    /// text, json, graphml or svg.
    #[arg(long, value_enum, default_value_t = GraphFormat::Text)]
    pub(crate) format: GraphFormat,
    /// As --format json.
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// Most items of a group.
    #[arg(long, default_value_t = 10)]
    pub(crate) limit: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Harvest {
    /// Folder of the portal; made where it is missing.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Which sites, and how; see docs/harvest.md. What is known of them is kept under the name of this file.
    #[arg(value_name = "SOURCE.toml")]
    pub(crate) source: PathBuf,
    /// Print the report as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SceneCommand {
    /// Write the file of a new scene, with every key and what it is for.
    New(SceneNew),
    /// Check the scenes of a portal, or some of them: form, services, picture, template.
    Check(SceneCheck),
    /// Walk a scene: what is asked, what is to be done, what to bring.
    Preview(ScenePreview),
    /// Put the scenes as they are now into the index, so that they are found by a search.
    Publish(ScenePublish),
    /// Print the template of pages of scenes, to begin an own one with.
    Template,
}

#[derive(Debug, Args)]
pub(crate) struct SceneNew {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Name of the scene: a-z, 0-9 and -.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

/// Exit code 0: nothing is wrong; 1: something is.
#[derive(Debug, Args)]
pub(crate) struct SceneCheck {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Names of scenes; all, without any.
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ScenePreview {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Name of the scene.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// An answer, such as `matter=marry`; may be repeated.
    #[arg(long = "answer", value_name = "QUESTION=ANSWER")]
    pub(crate) answers: Vec<String>,
    /// Print the walk as one JSON object, as HTTP gives it.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ScenePublish {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SimulateProviders {
    /// Where to listen; port 0 picks a free one. Whoever reaches it can order faults: keep it on loopback.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8082")]
    pub(crate) listen: SocketAddr,
    /// Write the address and the keys of a client into this file, for `menhu serve --variables FILE`. Only its owner can
    /// read it.
    #[arg(long, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LookupCommand {
    /// Check provider files: every fault with its line. Exit code 0: nothing is wrong; 1: something is.
    Check(LookupCheck),
    /// The audit of lookups.
    #[command(subcommand)]
    Audit(AuditCommand),
}

#[derive(Debug, Args)]
pub(crate) struct LookupCheck {
    /// Provider files.
    #[arg(required = true, value_name = "PROVIDER.toml")]
    pub(crate) files: Vec<PathBuf>,
    /// Take `host:` names for those of the demonstration, with an address and keys that nobody answers to.
    #[arg(long)]
    pub(crate) simulator: bool,
    /// Take `host:` names from this file, as `menhu serve` does.
    #[arg(long, value_name = "FILE", conflicts_with = "simulator")]
    pub(crate) variables: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Follow the chain of an audit. Exit code 0: it is whole; 1: it is not.
    Verify(AuditVerify),
}

#[derive(Debug, Args)]
pub(crate) struct AuditVerify {
    /// The audit.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The hash that was noted of its last entry: without it, an end that was cut off is not missed.
    #[arg(long, value_name = "HASH")]
    pub(crate) head: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExtractText {
    /// Name of the file.
    #[arg(long)]
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// Folder of the copy, missing or empty.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Print a summary as one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The query log. An older part beside it, `FILE.1`, is read too.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
    /// Only the last so many days.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) days: Option<u32>,
    /// Sessions that must have asked a query before it is shown; others are counted together.
    #[arg(long, value_name = "K", default_value_t = REPORT_LEAST, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) least: u64,
}

#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// Files of items to search.
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub(crate) corpus: Vec<PathBuf>,
    /// Queries: `qid TAB text` a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) queries: PathBuf,
    /// Judgements: `qid TAB 0 TAB docid TAB relevance` a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) qrels: PathBuf,
    /// Set a weight of the ranking formula, such as `synonym=0`; may be repeated.
    #[arg(long = "weight", value_name = "NAME=VALUE")]
    pub(crate) weights: Vec<String>,
    /// Print one JSON object alone.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// The query: words, "phrases", -exclusions, field:value.
    #[arg(value_name = "QUERY")]
    pub(crate) query: String,
    /// Print the answer as HTTP gives it.
    #[arg(long)]
    pub(crate) json: bool,
    /// How many hits.
    #[arg(long, default_value_t = 10)]
    pub(crate) limit: usize,
    /// How many hits to skip.
    #[arg(long, default_value_t = 0)]
    pub(crate) offset: usize,
    /// Where to go on, as the last answer to the same search said; reaches any depth.
    #[arg(long, conflicts_with = "offset")]
    pub(crate) cursor: Option<String>,
    /// relevance or date.
    #[arg(long, default_value = "relevance")]
    pub(crate) sort: String,
    /// Facets to count, separated by commas: kind, unit, column, subject, genre, year, validity, topic, audience, theme,
    /// group, doc_organ, doc_year.
    #[arg(long, value_delimiter = ',')]
    pub(crate) facets: Vec<String>,
    /// Which items facets count: exclude_field_filter (as if the facet's own filter were not set) or all_filters.
    #[arg(long, default_value = "exclude_field_filter")]
    pub(crate) facet_scope: String,
    /// How many values of each facet.
    #[arg(long, default_value_t = 100)]
    pub(crate) facet_limit: usize,
    /// Say of each hit why it stands where it does.
    #[arg(long)]
    pub(crate) explain: bool,
    /// Search for exactly what is typed, even where it looks mistyped.
    #[arg(long)]
    pub(crate) no_correct: bool,
    #[command(flatten)]
    filters: FilterArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Suggest {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR")]
    pub(crate) portal: PathBuf,
    /// What is typed so far.
    #[arg(value_name = "TEXT")]
    pub(crate) text: String,
    /// Print the answer as HTTP gives it.
    #[arg(long)]
    pub(crate) json: bool,
    /// How many suggestions.
    #[arg(long, default_value_t = 10)]
    pub(crate) limit: usize,
}

/// Filters; each may be given several times.
#[derive(Debug, Args)]
struct FilterArgs {
    /// Publishing unit.
    #[arg(long)]
    unit: Vec<String>,
    /// Column path.
    #[arg(long)]
    column: Vec<String>,
    /// Kind of item.
    #[arg(long)]
    kind: Vec<String>,
    /// Subject.
    #[arg(long)]
    subject: Vec<String>,
    /// Genre.
    #[arg(long)]
    genre: Vec<String>,
    /// Year of publication.
    #[arg(long)]
    year: Vec<String>,
    /// First day of publication.
    #[arg(long)]
    date_from: Option<String>,
    /// Last day of publication.
    #[arg(long)]
    date_to: Option<String>,
    /// in_force, amended, repealed or expired.
    #[arg(long)]
    validity: Vec<String>,
    /// Id of a topic (专题).
    #[arg(long)]
    topic: Vec<String>,
    /// For whom it is (适用对象), such as 个人.
    #[arg(long)]
    audience: Vec<String>,
    /// Theme of services (主题), such as 婚姻登记.
    #[arg(long)]
    theme: Vec<String>,
    /// Group that services are especially for (绿色通道), such as 老人.
    #[arg(long)]
    group: Vec<String>,
    /// Document number.
    #[arg(long)]
    doc_number: Vec<String>,
    /// Organ code of the document number.
    #[arg(long)]
    doc_organ: Vec<String>,
    /// Year of the document number.
    #[arg(long)]
    doc_year: Vec<String>,
    /// Running number of the document number.
    #[arg(long)]
    doc_serial: Vec<String>,
}

impl Search {
    /// The request that was typed.
    pub(crate) fn request(&self) -> Result<SearchRequest, String> {
        let filters = &self.filters;
        let lists = [
            ("unit", &filters.unit),
            ("column", &filters.column),
            ("kind", &filters.kind),
            ("subject", &filters.subject),
            ("genre", &filters.genre),
            ("year", &filters.year),
            ("validity", &filters.validity),
            ("topic", &filters.topic),
            ("audience", &filters.audience),
            ("theme", &filters.theme),
            ("group", &filters.group),
            ("doc_number", &filters.doc_number),
            ("doc_organ", &filters.doc_organ),
            ("doc_year", &filters.doc_year),
            ("doc_serial", &filters.doc_serial),
        ];
        let single = [("date_from", &filters.date_from), ("date_to", &filters.date_to)];
        let lists = lists.into_iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_str())));
        let single = single.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let (limit, offset) = (self.limit.to_string(), self.offset.to_string());
        let facet_limit = self.facet_limit.to_string();
        let own = [
            ("q", self.query.as_str()),
            ("limit", &limit),
            ("offset", &offset),
            ("sort", &self.sort),
            ("facet_scope", &self.facet_scope),
            ("facet_limit", &facet_limit),
        ];
        let facets = self.facets.iter().map(|facet| ("facets", facet.as_str()));
        let request = SearchRequest::from_pairs(own.into_iter().chain(facets).chain(lists).chain(single))
            .map_err(|error| error.to_string())?;
        let cursor = self.cursor.clone();
        Ok(SearchRequest { cursor, correct: !self.no_correct, explain: self.explain, ..request })
    }
}
