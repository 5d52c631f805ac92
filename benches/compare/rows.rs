//! Tables in text files: a row a line, cells separated by tabs, nothing quoted.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Calls `each` with the cells of every row. A failure names the file and, where there is one, the line.
pub(crate) fn each<const CELLS: usize>(
    path: &Path,
    mut each: impl FnMut([&str; CELLS]) -> Result<(), String>,
) -> Result<(), String> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    for (at, line) in BufReader::with_capacity(1 << 20, file).lines().enumerate() {
        let failed = |reason: String| format!("{}:{}: {reason}", path.display(), at + 1);
        let line = line.map_err(|error| failed(error.to_string()))?;
        each(cells(&line).map_err(failed)?).map_err(failed)?;
    }
    Ok(())
}

/// Exactly so many cells: a row cut short, or with a tab in its text, would be measured as another one.
fn cells<const CELLS: usize>(line: &str) -> Result<[&str; CELLS], String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let found = cells.len();
    cells.try_into().map_err(|_| format!("{found} cells; expected {CELLS}, separated by tabs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_exactly_the_cells_expected() {
        assert_eq!(cells("1\t\t正文"), Ok(["1", "", "正文"]));
        assert_eq!(cells::<2>("1"), Err("1 cells; expected 2, separated by tabs".to_owned()));
        assert!(cells::<2>("1\t2\t3").is_err());
    }
}
