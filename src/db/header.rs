//! What can be told of the files before SQLite opens them. Nothing that is there is touched.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::connection::APPLICATION_ID;
use crate::error::{Code, Error, Result, reason};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// The first bytes of a write-ahead log, but for the last bit, which tells the byte order of its checksums.
const WAL_MAGIC: u32 = 0x377f_0682;

/// An error that ends a start or a command with its sentence.
pub(super) fn refusal(sentence: String) -> Error {
    Error::new(Code::Unavailable, sentence)
}

/// Passes a file that SQLite and this program can use, as far as its first 100 bytes and its length tell.
pub(super) fn refuse_unusable(path: &Path) -> Result<()> {
    let name = path.display();
    let unreadable = |cause: &std::io::Error| refusal(format!("No se puede leer {name}: {}", reason(cause)));
    let mut header = [0u8; 100];
    let mut file = File::open(path).map_err(|cause| unreadable(&cause))?;
    let length = file.metadata().map_err(|cause| unreadable(&cause))?.len();
    file.read_exact(&mut header).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            refusal(format!("{name} está vacío o cortado: no es una base de datos de Weigence Chat"))
        }
        _ => unreadable(&cause),
    })?;
    if &header[..16] != MAGIC || number(&header, 68) != APPLICATION_ID as u32 {
        return Err(refusal(format!("{name} no es una base de datos de Weigence Chat")));
    }
    // While there is something in the log, the file may be shorter: what is missing of it may stand there.
    match told_length(&header) {
        Some(told) if length < told && wal_length(path) == 0 => {
            Err(refusal(format!("{name} está cortado: tiene {length} bytes y debe tener {told}")))
        }
        _ => Ok(()),
    }
}

/// How long the file is by its own header. The page count counts only where the last writer knew of it.
fn told_length(header: &[u8; 100]) -> Option<u64> {
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let is_valid = number(header, 24) == number(header, 92);
    is_valid.then(|| page * u64::from(number(header, 28)))
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The name of the write-ahead log of the database at `path`.
pub(super) fn wal_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// Bytes of the write-ahead log; 0 when there is none.
pub(super) fn wal_length(path: &Path) -> u64 {
    fs::metadata(wal_of(path)).map_or(0, |file| file.len())
}

/// Whether the write-ahead log is one at all: SQLite passes over one that isn't and writes over it.
pub(super) fn wal_is_one(path: &Path) -> bool {
    let mut first = [0u8; 4];
    let read = File::open(wal_of(path)).and_then(|mut file| file.read_exact(&mut first));
    read.is_ok() && number(&first, 0) & !1 == WAL_MAGIC
}
