//! Files, in messages and on their way.

use serde::Serialize;
use serde_json::json;

use super::text;
use crate::model::{Attachment, FileId, Upload};

/// A file that a message carries.
#[derive(Serialize)]
pub(super) struct AttachmentOut<'a> {
    id: FileId,
    nombre: &'a str,
    tipo: &'a str,
    bytes: u64,
    ancho: Option<u32>,
    alto: Option<u32>,
    miniatura: bool,
}

impl<'a> AttachmentOut<'a> {
    pub(super) fn of(file: &'a Attachment) -> Self {
        let (ancho, alto) = file.content.size.unzip();
        Self {
            id: file.id,
            nombre: &file.name,
            tipo: &file.content.kind,
            bytes: file.bytes,
            ancho,
            alto,
            miniatura: file.content.has_thumbnail,
        }
    }
}

#[derive(Serialize)]
struct UploadOut<'a> {
    id: FileId,
    nombre: &'a str,
    bytes: u64,
    recibidos: u64,
    completo: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    tipo: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ancho: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alto: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    miniatura: Option<bool>,
}

impl<'a> UploadOut<'a> {
    fn of(file: &'a Upload, received: u64) -> Self {
        let content = file.content.as_ref();
        let (ancho, alto) = content.and_then(|content| content.size).unzip();
        Self {
            id: file.id,
            nombre: &file.name,
            bytes: file.bytes,
            recibidos: content.map_or(received, |_| file.bytes),
            completo: content.is_some(),
            tipo: content.map(|content| content.kind.as_str()),
            ancho,
            alto,
            miniatura: content.map(|content| content.has_thumbnail),
        }
    }
}

/// `{"archivo": {"id", "nombre", "bytes", "recibidos", "completo", "tipo"?, "ancho"?, "alto"?, "miniatura"?}}`.
pub fn upload(file: &Upload, received: u64) -> String {
    text(&json!({"archivo": UploadOut::of(file, received)}))
}

/// The same, where somebody would go on from another place.
pub fn wrong_offset(file: &Upload, received: u64, sentence: &str) -> String {
    text(&json!({"error": sentence, "archivo": UploadOut::of(file, received)}))
}
