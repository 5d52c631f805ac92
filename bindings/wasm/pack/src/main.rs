//! `menhu-wasm-pack FOLDER PROGRAM.wasm=NAME…`: writes `NAME.wasm` and the `NAME.js` that loads it into the folder.
//!
//! The work of the command `wasm-bindgen`, as a library: so its version is the one in Cargo.lock, which must be that of
//! the crate the programs were compiled with, and nobody has to install it.

use std::error::Error;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("menhu-wasm-pack FOLDER PROGRAM.wasm=NAME…")?;
    let folder = Path::new(&folder);
    for argument in arguments {
        let (program, name) = argument.split_once('=').ok_or_else(|| format!("{argument}: no `=NAME` behind it"))?;
        pack(Path::new(program), name, folder).map_err(|error| format!("{program}: {error}"))?;
    }
    Ok(())
}

fn pack(program: &Path, name: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut packer = Bindgen::new();
    packer.input_path(program).web(true)?.typescript(false).out_name(name);
    packer.generate(folder)?;
    // The command's own name for it would be repeated in every address that a page loads.
    let (given, wanted) = (format!("{name}_bg.wasm"), format!("{name}.wasm"));
    std::fs::rename(folder.join(&given), folder.join(&wanted))?;
    let glue = folder.join(format!("{name}.js"));
    let script = std::fs::read_to_string(&glue)?;
    std::fs::write(&glue, script.replace(&given, &wanted))?;
    Ok(())
}
