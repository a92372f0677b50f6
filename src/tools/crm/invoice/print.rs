//! The PDF of a document: written into the tenant's folder for files that leave, outside of the transaction.

use std::path::PathBuf;

use serde_json::Value;

use super::requirements;
use crate::{
    background,
    error::Result,
    paper::{self, Document, Made, Style},
    store::{TenantRead, entity::ImageRow, exports, open_named},
    tool::{Show, Shown},
    value::Color,
};

/// A document that is about to be printed.
pub(in crate::tools) struct Print {
    pub(super) path: PathBuf,
    document: Document,
    color: [u8; 3],
    logo: Option<PathBuf>,
}

/// The colour of headings where the brand has none.
const COLOR: [u8; 3] = [0x23, 0x39, 0x5b];

/// A logo is no larger than that; a document with one is still small.
const LOGO_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// Where the document goes, and what it is printed with.
pub(super) fn prepared(db: &TenantRead<'_>, document: Document) -> Result<Print> {
    let site = db.site()?;
    let color = site.brand().color.map_or(COLOR, |Color { red, green, blue }| [red, green, blue]);
    let image = site.logo.as_ref().and_then(|logo| logo.get("imageId")).and_then(Value::as_str);
    let image = image.and_then(|id| id.parse().ok());
    let image = image.map(|id| ImageRow::by_id(db, id)).transpose()?.flatten();
    let logo = image.and_then(|image| db.picture_file(&image.url));
    let name = match &document.number {
        Some(number) => exports::file_name(number, "pdf"),
        None => exports::file_name(&format!("draft order {}", document.order), "pdf"),
    };
    let path = exports::folder(db).join(name);
    Ok(Print { path, document, color, logo })
}

impl Print {
    /// Makes the file, and says what there is to know about it.
    pub(super) fn show(self) -> Show {
        Box::new(move |_, _| {
            Box::pin(async move { background::compute(move || self.write()).await? })
        })
    }

    /// The file itself, made on a thread that gives way.
    pub(in crate::tools) async fn bytes(self) -> Result<Vec<u8>> {
        background::compute(move || self.made().map(|made| made.bytes)).await?
    }

    fn made(&self) -> Result<Made> {
        let logo = self.logo.as_ref().and_then(|path| {
            use std::io::Read as _;
            let (file, mut bytes) = (open_named(path).ok()?, Vec::new());
            file.take(LOGO_BYTES_MAX).read_to_end(&mut bytes).ok()?;
            Some(bytes)
        });
        paper::pdf(&self.document, &Style { color: self.color, logo })
    }

    fn write(self) -> Result<Shown> {
        let made = self.made()?;
        exports::write(&self.path, &made.bytes)?;
        let mut note = format!("The PDF is written: {} page(s).", made.pages);
        if self.document.number.is_none() {
            note.push_str(" It is a draft and says so");
            let next = if requirements::is_certified_elsewhere(&self.document) {
                "; here it stays one."
            } else {
                "; issue it before it is sent."
            };
            note.push_str(next);
        }
        if !made.missing.is_empty() {
            let letters: String = made.missing.chars().take(20).collect();
            note = format!("{note} Its font has not these letters, which are � in it: {letters}");
        }
        Ok(Shown { views: Vec::new(), note: Some(note) })
    }
}
