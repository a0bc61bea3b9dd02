//! What a command tells: results on standard output, warnings and failures on standard error.

use std::io::{ErrorKind, Write};

use crate::error::{Code, Error, Result, reason};

/// Writes a text and a line's end to standard output. Who stopped reading (`| head -1`) has seen enough: no error.
pub(super) fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
    match written {
        Err(cause) if cause.kind() != ErrorKind::BrokenPipe => {
            Err(Error::new(Code::Unavailable, format!("No se pudo escribir el resultado: {}", reason(&cause))))
        }
        _ => Ok(()),
    }
}

/// Writes a line to standard error; nobody can be told when that fails.
pub(super) fn warn(text: &str) {
    writeln!(std::io::stderr().lock(), "{text}").ok();
}

/// `1 persona`, `2 personas`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What a database holds, in words.
pub(super) fn holdings(report: &crate::db::Report) -> String {
    let number = |count: i64| u64::try_from(count).unwrap_or_default();
    let mut parts = vec![
        counted(number(report.users), "persona", "personas"),
        counted(number(report.conversations), "conversación", "conversaciones"),
        counted(number(report.messages), "mensaje", "mensajes"),
    ];
    if report.files > 0 {
        parts.push(counted(report.files, "archivo", "archivos"));
    }
    let last = parts.pop().unwrap_or_default();
    format!("{} y {last}", parts.join(", "))
}

/// What of the files is not there, in words; `None` when all is.
pub(super) fn losses(report: &crate::db::Report) -> Option<String> {
    match report.lost_files {
        0 => None,
        1 => Some("Falta o está dañado 1 archivo".to_owned()),
        lost => Some(format!("Faltan o están dañados {lost} archivos")),
    }
}

/// Columns side by side, two spaces apart, each as wide as its longest cell; the first row is the heading.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_characters() {
        let rows = [["RUT", "Nombre", "Rol"], ["1-9", "Íñigo", ""], ["12-K", "Ana", "caja"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(table(&rows), "RUT   Nombre  Rol\n1-9   Íñigo\n12-K  Ana     caja");
    }
}
