//! `menhu backup`.

use std::process::ExitCode;

use menhu::Portal;

use super::{Failure, say};
use crate::cli::Backup;

pub(crate) fn run(args: &Backup) -> Result<ExitCode, Failure> {
    let copied = Portal::backup(&args.portal, &args.out)?;
    if args.json {
        say(&serde_json::to_string(&copied)?);
    } else {
        let megabytes = copied.bytes as f64 / 1e6;
        say(&format!("{} files, {megabytes:.1} MB, copied to {} and verified", copied.files, args.out.display()));
    }
    Ok(ExitCode::SUCCESS)
}
