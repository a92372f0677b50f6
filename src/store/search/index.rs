//! Maintains the index: one document for each searchable row, rebuilt when the row changes.

use serde_json::Value;

use super::{
    WORDS_MAX, meaning, numbers,
    tokenizer::{distinct, grams, texts},
};
use crate::{
    error::Result,
    store::{
        Dml, Sql, TenantRead, TenantWrite,
        entity::{self, ENTITIES, Entity, SearchSource, of_table},
        portable,
        row_change::{Op, RowChange},
    },
    unicode::words,
};

/// The most trigrams stored for one document: those of about 2,000 new words, more than a real text has. Further words
/// are found without typing errors only. The limit exists because all other writes wait meanwhile.
const NEW_GRAMS_MAX: usize = 20_000;

/// Updates the documents of changed rows.
pub(in crate::store) fn follow(db: &mut TenantWrite<'_>, rows: &[RowChange]) -> Result<()> {
    let mut says_something_else = false;
    for row in rows {
        let entity = row.entity()?;
        // The items of a list are part of the owner's document.
        if let Some((owner, key)) = owner(entity, row) {
            index_of(db, owner, key)?;
        }
        if let Some((thing, key, _)) = row.translated() {
            index_of(db, thing, &key)?;
            says_something_else |= meaning::concerns(thing.table);
        }
        let Some(searched) = &entity.search else { continue };
        let touched = |columns: &serde_json::Map<String, Value>| {
            searched.columns.iter().any(|column| columns.contains_key(*column))
        };
        match row.op {
            Op::Delete => remove(db, entity.table, &row.key)?,
            Op::Update if !row.after.as_ref().is_some_and(touched) => {}
            Op::Insert | Op::Update => {
                index(db, entity.table, searched, &row.key)?;
                says_something_else |= meaning::concerns(entity.table);
            }
        }
        if entity.table == "section" {
            meaning::follow_section(db, row)?;
            says_something_else = true;
        }
    }
    if says_something_else { db.want_meaning() } else { Ok(()) }
}

/// The entity and the key of the owner of a link.
fn owner<'a>(entity: &Entity, row: &'a RowChange) -> Option<(&'static Entity, &'a str)> {
    let link = entity.link.as_ref()?;
    let columns = row.after.as_ref().or(row.before.as_ref())?;
    Some((entity::of_name(link.owner)?, columns.get(link.owner_column)?.as_str()?))
}

/// Rebuilds the document of a row, if its entity is searchable.
fn index_of(db: &mut TenantWrite<'_>, entity: &Entity, key: &str) -> Result<()> {
    entity.search.as_ref().map_or(Ok(()), |searched| index(db, entity.table, searched, key))
}

impl TenantWrite<'_> {
    /// Indexes all rows of the tenant: for files from before the index existed.
    pub fn index_all(&mut self) -> Result<()> {
        let searched = |entity: &'static Entity| Some((entity.table, entity.search.as_ref()?));
        for (table, searched) in ENTITIES.iter().filter_map(searched) {
            for key in self.all(&searched.keys, &[], |row| row.text("row_key"))? {
                index(self, table, searched, &key)?;
            }
        }
        Ok(())
    }
}

/// Rebuilds the document of a row.
fn index(db: &mut TenantWrite<'_>, table: &str, searched: &SearchSource, key: &str) -> Result<()> {
    const DOCUMENT: Dml = Dml::scoped(
        "INSERT INTO search_document (tenant_id, document, entity, row_key, title)
         VALUES (:tenant, :document, :entity, :key, :title)",
    );
    remove(db, table, key)?;
    let found = db.first(&searched.read, &[(":key", key.into())], |row| {
        let content = row.text_or_none("content")?;
        Ok((row.text("title")?, row.text("body")?, content, row.text("phones")?))
    })?;
    let Some((title, body, content, phones)) = found else { return Ok(()) };
    let content: Value =
        content.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let title_words = words(&title);
    let in_title = distinct([title.as_str()]);
    let mut anywhere = distinct([title.as_str(), &body].into_iter().chain(texts(&content)));
    anywhere.extend(numbers::words(&phones));
    if of_table(table).is_some_and(|entity| !entity.translated.is_empty()) {
        anywhere.extend(translated(db, key)?);
        anywhere.sort_unstable();
        anywhere.dedup();
    }

    let scope = scope(db, searched.letter);
    let terms = in_title.iter().map(|word| format!("{scope}t{word}"));
    let terms = terms.chain(anywhere.iter().map(|word| format!("{scope}b{word}")));
    // A query has at most `WORDS_MAX` words, so it cannot equal a longer title.
    let whole = (1..=WORDS_MAX).contains(&title_words.len());
    let whole = whole.then(|| whole_title(&scope, &title_words));
    let terms: Vec<String> = terms.chain(whole).collect();
    let document = db.connection.add_terms(&terms)?;
    db.execute(
        &DOCUMENT,
        &[
            (":document", document.into()),
            (":entity", table.into()),
            (":key", key.into()),
            (":title", title_words.join(" ").into()),
        ],
    )?;
    let mut grams_left = NEW_GRAMS_MAX;
    unknown(db, table, &anywhere)?
        .iter()
        .try_for_each(|word| learn(db, table, word, &mut grams_left))
}

/// The words of a row in the other languages of the site.
fn translated(db: &TenantRead<'_>, key: &str) -> Result<Vec<String>> {
    const TEXTS: Sql = Sql::scoped(
        "SELECT texts FROM translation WHERE tenant_id = :tenant AND thing = :key ORDER BY locale",
    );
    let layers: Vec<Value> = db.all(&TEXTS, &[(":key", key.into())], |row| row.json("texts"))?;
    Ok(distinct(layers.iter().flat_map(texts)))
}

/// The words that the index does not know yet. Usually there are none, and one statement shows that.
fn unknown(db: &TenantRead<'_>, table: &str, words: &[String]) -> Result<Vec<String>> {
    const UNKNOWN: Sql = Sql::scoped(portable!(
        "SELECT cte_words.value AS word FROM {items :words, cte_words}
         WHERE NOT EXISTS (SELECT 1 FROM search_word w
                           WHERE w.tenant_id = :tenant AND w.entity = :entity AND w.word = cte_words.value)"
    ));
    let words = Value::from(words).to_string();
    db.all(&UNKNOWN, &[(":entity", table.into()), (":words", words.into())], |row| row.text("word"))
}

/// Adds a new word and its trigrams. Words are kept when their last document goes; they then lead to nothing.
fn learn(db: &mut TenantWrite<'_>, table: &str, word: &str, grams_left: &mut usize) -> Result<()> {
    const WORD: Dml = Dml::scoped(
        "INSERT INTO search_word (tenant_id, entity, word) VALUES (:tenant, :entity, :word)
         ON CONFLICT DO NOTHING",
    );
    const GRAM: Dml = Dml::scoped(
        "INSERT INTO search_gram (tenant_id, entity, gram, word)
         VALUES (:tenant, :entity, :gram, :word) ON CONFLICT DO NOTHING",
    );
    let new = db.execute(&WORD, &[(":entity", table.into()), (":word", word.into())])?;
    if new == 0 {
        return Ok(());
    }
    let grams = grams(word);
    let Some(left) = grams_left.checked_sub(grams.len()) else { return Ok(()) };
    *grams_left = left;
    for gram in grams {
        let gram = (":gram", gram.into());
        db.execute(&GRAM, &[(":entity", table.into()), gram, (":word", word.into())])?;
    }
    Ok(())
}

/// Removes the document of a row, if it has one.
fn remove(db: &mut TenantWrite<'_>, table: &str, key: &str) -> Result<()> {
    const FIND: Sql = Sql::scoped(
        "SELECT document FROM search_document
         WHERE tenant_id = :tenant AND entity = :entity AND row_key = :key",
    );
    const REMOVE: Dml = Dml::scoped(
        "DELETE FROM search_document WHERE tenant_id = :tenant AND document = :document",
    );
    let row = [(":entity", table.into()), (":key", key.into())];
    let Some(document) = db.first(&FIND, &row, |row| row.integer("document"))? else {
        return Ok(());
    };
    db.connection.remove_terms(document)?;
    db.execute(&REMOVE, &[(":document", document.into())]).map(|_| ())
}

/// The term for a whole title, so that a title of common words is found.
pub(super) fn whole_title(scope: &str, words: &[String]) -> String {
    format!("{scope}w{}", words.concat())
}

/// The prefix of all terms of an entity of the tenant. All ids have the same length, so no prefix is the beginning of
/// another.
pub(super) fn scope(db: &TenantRead<'_>, letter: char) -> String {
    let id = db.tenant.rsplit('_').next().unwrap_or_default();
    format!("{id}{letter}")
}
