//! What of a thing is put to the embedding service: the words that say what it is about, and nothing else.
//!
//! Of a contact only the notes are, neither name nor number; of a picture what somebody has written about it.

use serde_json::Value;

use super::tokenizer::texts;
use crate::{
    error::Result,
    store::{Row, Sql, TenantRead},
};

/// The most characters of a text that are sent: models read no more than some hundred words.
const CHARS_MAX: usize = 1_500;

/// Things that are found by what they mean.
pub(super) struct Source {
    pub(super) table: &'static str,
    /// Reads `title`, `body` and `content` (JSON whose texts count, or null) of the row `:key`.
    own: Sql,
    /// Reads the same of its parts, in their order.
    parts: Option<Sql>,
}

/// What is found by its meaning.
pub(super) const SOURCES: &[Source] = &[
    Source { table: "image", own: IMAGE, parts: None },
    Source { table: "page", own: PAGE, parts: Some(SECTIONS) },
    Source { table: "post", own: POST, parts: None },
    Source { table: "entry", own: ENTRY, parts: None },
    Source { table: "contact", own: CONTACT, parts: None },
];

const IMAGE: Sql = Sql::scoped(
    "SELECT description AS title, '' AS body, '[' || tags || ',' || categories || ']' AS content
     FROM image WHERE tenant_id = :tenant AND id = :key",
);
const PAGE: Sql = Sql::scoped(
    "SELECT name AS title, '' AS body, meta AS content FROM page
     WHERE tenant_id = :tenant AND id = :key",
);
const SECTIONS: Sql = Sql::scoped(
    "SELECT '' AS title, '' AS body, content FROM section
     WHERE tenant_id = :tenant AND page_id = :key ORDER BY sort_order, id",
);
const POST: Sql = Sql::scoped(
    "SELECT title, excerpt || ' ' || category AS body, content FROM post
     WHERE tenant_id = :tenant AND id = :key",
);
const ENTRY: Sql = Sql::scoped(
    "SELECT title, '' AS body, content FROM entry WHERE tenant_id = :tenant AND id = :key",
);
const CONTACT: Sql = Sql::scoped(
    "SELECT '' AS title, notes AS body, NULL AS content FROM contact
     WHERE tenant_id = :tenant AND id = :key",
);

impl Source {
    /// The source of a table, if its things are found by their meaning.
    pub(super) fn of(table: &str) -> Option<&'static Source> {
        SOURCES.iter().find(|source| source.table == table)
    }

    /// What a thing says, at most so much as a model reads; empty if it says nothing.
    pub(super) fn text(&self, db: &TenantRead<'_>, key: &str) -> Result<String> {
        let key = [(":key", key.into())];
        let mut pieces = db.all(&self.own, &key, words)?;
        if let Some(parts) = &self.parts {
            pieces.extend(db.all(parts, &key, words)?);
        }
        pieces.retain(|piece| !piece.is_empty());
        let mut text = pieces.join("\n");
        if let Some((end, _)) = text.char_indices().nth(CHARS_MAX) {
            text.truncate(end);
        }
        Ok(text)
    }
}

fn words(row: &Row<'_>) -> Result<String> {
    let content = row.text_or_none("content")?;
    let content: Value =
        content.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let (title, body) = (row.text("title")?, row.text("body")?);
    let all = [title.as_str(), body.as_str()].into_iter().chain(texts(&content));
    let all: Vec<&str> = all.map(str::trim).filter(|text| !text.is_empty()).collect();
    Ok(all.join("\n"))
}
