//! `menhu suggest`.

use std::process::ExitCode;

use menhu::suggest::SuggestRequest;

use super::search::plain;
use super::{Failure, say};
use crate::cli::Suggest;

pub(crate) fn run(args: &Suggest) -> Result<ExitCode, Failure> {
    let request = SuggestRequest { q: args.text.clone(), limit: args.limit };
    request.check()?;
    let answer = super::open(&args.portal)?.suggest(&request)?;
    if args.json {
        say(&serde_json::to_string(&answer)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut group = None;
    for suggestion in &answer.suggestions {
        if group != Some(suggestion.kind) {
            group = Some(suggestion.kind);
            say(suggestion.kind.label());
        }
        let id = suggestion.id.as_ref().map(|id| format!(" · {id}")).unwrap_or_default();
        say(&format!("  {}{id}", plain(&suggestion.highlight)));
    }
    Ok(ExitCode::SUCCESS)
}
