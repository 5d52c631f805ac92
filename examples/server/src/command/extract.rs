//! `menhu extract-text`: the worker that reads a stranger's file. It may do nothing else, nor more than a little of that.

use std::io::Read;
use std::process::ExitCode;

use menhu::extract::{Limits, extract_text};
use rlimit::Resource;
use serde_json::json;

use super::{Failure, say};
use crate::attachments::{CPU_SECONDS, MEMORY};
use crate::cli::ExtractText;

/// Prints `{"text":…}` or `{"fault":…}`.
pub(crate) fn run(args: &ExtractText) -> Result<ExitCode, Failure> {
    for (resource, limit) in [
        (Resource::AS, MEMORY),
        (Resource::CPU, CPU_SECONDS),
        (Resource::FSIZE, 0),
        (Resource::NOFILE, 3),
        (Resource::CORE, 0),
    ] {
        resource
            .set(limit, limit)
            .map_err(|error| format!("the limit of {} cannot be set: {error}", resource.as_name()))?;
    }
    let limits = Limits::default();
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(limits.file_bytes + 1).read_to_end(&mut bytes)?;
    let answer = match extract_text(&args.name, &bytes, &limits) {
        Ok(text) => json!({"text": text}),
        Err(error) => json!({"fault": error.to_string()}),
    };
    say(&answer.to_string());
    Ok(ExitCode::SUCCESS)
}
