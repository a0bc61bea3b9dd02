//! The file of `user import`: CSV with a header, each person with the line of the file that an error names.

use std::collections::HashMap;

use csv::StringRecord;

use crate::error::{Error, Result};
use crate::model::limits;
use crate::model::user::{Profile, email_key};

/// The columns, in the order of the contract's header; a file may have them in any order.
const COLUMNS: [&str; 5] = ["rut", "nombre", "correo", "rol", "password"];

/// One person of the file.
#[derive(Debug)]
pub(super) struct Row {
    /// Where it starts in the file, counted from 1.
    pub line: usize,
    /// The person.
    pub profile: Profile,
    /// The password, if there is one.
    pub password: Option<String>,
}

/// Reads a whole file.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Row>> {
    if bytes.len() > limits::IMPORT_BYTES {
        return Err(Error::invalid(format!("El archivo pesa más de {} MiB", limits::IMPORT_BYTES >> 20)));
    }
    let text = decode(bytes)?;
    let mut records = Records::new(text);
    let Some((line, header)) = records.next()? else {
        return Err(at(1, Error::invalid(format!("Falta el encabezado {}", COLUMNS.join(",")))));
    };
    let places = columns(&header).map_err(|error| at(line, error))?;
    let mut people = People::default();
    while let Some((line, record)) = records.next()? {
        let row = row(line, &record, header.len(), &places).map_err(|error| at(line, error))?;
        people.take(row)?;
    }
    Ok(people.rows)
}

/// Says in which line an error is.
pub(super) fn at(line: usize, error: Error) -> Error {
    let mut letters = error.message.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    Error { message: format!("Línea {line}: {first}{}", letters.as_str()).into(), ..error }
}

fn decode(bytes: &[u8]) -> Result<&str> {
    let text = std::str::from_utf8(bytes).map_err(|cause| {
        let line = 1 + line_ends(&bytes[..cause.valid_up_to()]);
        at(line, Error::invalid("El texto no está en UTF-8; guarda el archivo como «CSV UTF-8»"))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// How many lines end in a text: with LF, CRLF or, as on old Macs, CR.
fn line_ends(text: &[u8]) -> usize {
    let ends = |(index, byte): (usize, &u8)| *byte == b'\n' || *byte == b'\r' && text.get(index + 1) != Some(&b'\n');
    text.iter().enumerate().filter(|&at| ends(at)).count()
}

/// The records with their lines. The reader's own count is off after blank lines and after CRLF.
struct Records<'t> {
    reader: csv::Reader<&'t [u8]>,
    text: &'t [u8],
    counted_to: usize,
    line: usize,
}

impl<'t> Records<'t> {
    fn new(text: &'t str) -> Self {
        let head = text.trim_start().lines().next().unwrap_or_default();
        // A spreadsheet set to Chile writes semicolons.
        let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter);
        Self { reader: builder.from_reader(text.as_bytes()), text: text.as_bytes(), counted_to: 0, line: 1 }
    }

    /// The next record that holds anything; a spreadsheet leaves rows of nothing but commas.
    fn next(&mut self) -> Result<Option<(usize, StringRecord)>> {
        let mut record = StringRecord::new();
        while self.reader.read_record(&mut record).map_err(Error::internal)? {
            let line = self.line_of(&record);
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some((line, record)));
            }
        }
        Ok(None)
    }

    fn line_of(&mut self, record: &StringRecord) -> usize {
        let mut start = record.position().map_or(self.counted_to, |at| at.byte() as usize).min(self.text.len());
        start += self.text[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.line += line_ends(&self.text[self.counted_to.min(start)..start]);
        self.counted_to = start;
        self.line
    }
}

/// Where each of [`COLUMNS`] is.
fn columns(header: &StringRecord) -> Result<[usize; 5]> {
    let names: Vec<&str> = header.iter().map(str::trim).collect();
    if let Some(unknown) = names.iter().find(|name| !COLUMNS.contains(name)) {
        let expected = COLUMNS.join(",");
        return Err(Error::invalid(format!("No se conoce la columna «{unknown}»; el encabezado es {expected}")));
    }
    let mut places = [0; 5];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let mut found = names.iter().enumerate().filter(|(_, name)| **name == column);
        let Some((index, _)) = found.next() else {
            return Err(Error::invalid(format!("Falta la columna «{column}»")));
        };
        if found.next().is_some() {
            return Err(Error::invalid(format!("La columna «{column}» está repetida")));
        }
        *place = index;
    }
    Ok(places)
}

fn row(line: usize, record: &StringRecord, width: usize, places: &[usize; 5]) -> Result<Row> {
    if record.len() != width {
        return Err(Error::invalid(format!("Tiene {} columnas y el encabezado {width}", record.len())));
    }
    let cell = |column: usize| record.get(places[column]).unwrap_or_default();
    let profile = Profile::parse(cell(0), cell(1), cell(2), cell(3))?;
    let password = Some(cell(4).to_owned()).filter(|password| !password.is_empty());
    if let Some(password) = &password {
        crate::chat::passwords::check(password)?;
        // Nobody can type one into the login page: it comes from a quote that is never closed.
        if password.contains(['\r', '\n']) {
            return Err(Error::invalid("La contraseña ocupa más de una línea; revisa las comillas"));
        }
    }
    Ok(Row { line, profile, password })
}

/// The people so far, and the lines of their RUTs and e-mails.
#[derive(Default)]
struct People {
    rows: Vec<Row>,
    ruts: HashMap<String, usize>,
    emails: HashMap<String, usize>,
}

impl People {
    fn take(&mut self, row: Row) -> Result<()> {
        let repeated = |what: &str, value: &str, first: usize| {
            Err(at(row.line, Error::invalid(format!("El {what} {value} ya está en la línea {first}"))))
        };
        if let Some(first) = self.ruts.insert(row.profile.id.to_string(), row.line) {
            return repeated("RUT", row.profile.id.as_str(), first);
        }
        if let Some(email) = &row.profile.email
            && let Some(first) = self.emails.insert(email_key(email), row.line)
        {
            return repeated("correo", email, first);
        }
        self.rows.push(row);
        if self.rows.len() > limits::IMPORT_PEOPLE {
            return Err(Error::invalid(format!(
                "El archivo trae más de {} personas; divídelo en varios",
                limits::IMPORT_PEOPLE
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "rut,nombre,correo,rol,password\n";

    fn refusal(text: &str) -> String {
        parse(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn columns_come_in_any_order_with_bom_crlf_and_semicolons() {
        let text = "\u{feff}nombre;password;rut;rol;correo\r\nAna;clave uno;1-9;caja;\r\n\r\n;;;;\r\n";
        let rows = parse(text.as_bytes()).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].profile.name.as_str(), rows[0].password.as_deref()), ("Ana", Some("clave uno")));
        assert!(rows[0].profile.email.is_none() && rows[0].profile.role == "caja");
    }

    #[test]
    fn an_error_names_the_real_line() {
        for end in ["\n", "\r\n", "\r"] {
            let text =
                format!("{HEAD}\n\n1-9,\"Ana\n\",,\"\",clave\n\n2-7,Luis,sin arroba,,clave\n").replace('\n', end);
            assert_eq!(refusal(&text), "Línea 7: el correo «sin arroba» no es válido", "{end:?}");
        }
        assert!(refusal(&format!("{HEAD}1-9,Ana,,,clave\n2-7,Luis\n")).starts_with("Línea 3: tiene 2 columnas"));
        assert!(refusal(&format!("{HEAD}1-9,Ana,,,abc\n")).starts_with("Línea 2: la contraseña"));
        assert!(refusal(&format!("{HEAD}1-9,Ana,,,\"clave\n2-7,Luis,,,clave\n")).starts_with("Línea 2: la contraseña"));
        let latin = [HEAD.as_bytes(), b"1-9,Ana,,,clave\n2-7,Jos\xe9,,,clave\n"].concat();
        assert!(parse(&latin).unwrap_err().message.starts_with("Línea 3: el texto no está en UTF-8"));
    }

    #[test]
    fn a_header_is_needed_and_its_columns_are_told() {
        assert!(refusal("").starts_with("Línea 1: falta el encabezado"));
        assert!(refusal("\n1-9,Ana,,,clave").starts_with("Línea 2: no se conoce la columna «1-9»"));
        assert_eq!(refusal("rut,nombre,correo,password\n"), "Línea 1: falta la columna «rol»");
        assert_eq!(refusal("rut,nombre,rut,correo,rol,password\n"), "Línea 1: la columna «rut» está repetida");
    }

    #[test]
    fn nobody_comes_twice() {
        let text = format!("{HEAD}1-9,Ana,a@x,,clave\n2-7,Luis,,,clave\n1.-9,Eva,,,clave\n");
        assert_eq!(refusal(&text), "Línea 4: el RUT 1-9 ya está en la línea 2");
        let text = format!("{HEAD}1-9,Ana,a@x,,clave\n2-7,Luis,A@X,,clave\n");
        assert_eq!(refusal(&text), "Línea 3: el correo A@X ya está en la línea 2");
    }

    #[test]
    fn there_is_a_limit() {
        let many: String = (0..=limits::IMPORT_PEOPLE).map(|number| format!("{number}-0,Ana,,,clave\n")).collect();
        assert!(refusal(&format!("{HEAD}{many}")).contains("más de 10000 personas"));
        assert!(refusal(&" ".repeat(limits::IMPORT_BYTES + 1)).contains("10 MiB"));
    }
}
