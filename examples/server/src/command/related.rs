//! `menhu related`.

use std::process::ExitCode;

use menhu::Deadline;
use menhu::catalog::Validity;
use menhu::related::{Graph, GraphNode, Related};

use super::{Failure, open, say};
use crate::cli::{GraphFormat, RelatedArgs};

pub(crate) fn run(args: &RelatedArgs) -> Result<ExitCode, Failure> {
    let portal = open(&args.portal)?;
    let format = if args.json { GraphFormat::Json } else { args.format };
    let Some(id) = &args.id else {
        let graph = portal.graph(Deadline::NONE)?;
        match format {
            GraphFormat::Json => say(&serde_json::to_string(&graph)?),
            GraphFormat::Graphml => say(graph.to_graphml().trim_end()),
            _ => return Err("name an item, or take --format json or graphml for the links of all".into()),
        }
        return Ok(ExitCode::SUCCESS);
    };
    let missing = || format!("there is no item `{id}` that is open to the public");
    let related = portal.related_with(id, args.limit, true, Deadline::NONE)?.ok_or_else(missing)?;
    let item = portal.item(id)?.ok_or_else(missing)?;
    match format {
        GraphFormat::Json => say(&serde_json::to_string(&related)?),
        GraphFormat::Text => show(&item.display_title(), &related),
        GraphFormat::Graphml | GraphFormat::Svg => {
            let (title, kind, validity) = (item.display_title(), item.kind, item.validity);
            let graph = Graph::around(GraphNode { id: item.id, title, kind, validity }, &related);
            say(if format == GraphFormat::Svg { graph.to_svg() } else { graph.to_graphml() }.trim_end());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(title: &str, related: &Related) {
    say(title);
    for group in &related.groups {
        say(&format!("\n{} ({})", group.label, group.total));
        for item in &group.items {
            let state = if item.validity == Validity::InForce {
                String::new()
            } else {
                format!("[{}] ", item.validity.label())
            };
            let date = item.date.map(|date| format!(" {date}")).unwrap_or_default();
            say(&format!("  {state}{}{date} · {}\n      {}", item.title, item.id, item.reason));
        }
    }
}
