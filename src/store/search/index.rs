//! Keeping the index: a document for each row that can be found, made anew when the row changes.

use serde_json::Value;

use super::{
    WORDS_MAX, numbers,
    tokenizer::{distinct, grams, texts},
};
use crate::{
    error::Result,
    store::{
        Dml, Sql, TenantRead, TenantWrite,
        entity::{self, ENTITIES, Entity, Searched},
        portable,
        row_change::{Op, RowChange},
    },
    unicode::words,
};

/// So many trigrams of new words are noted for one document: those of two thousand words, which few texts have and
/// none has that are all new. Words beyond that are found as they are written. Every other write waits meanwhile.
const NEW_GRAMS_MAX: usize = 20_000;

/// Brings the documents of changed rows up to date.
pub(in crate::store) fn follow(db: &mut TenantWrite<'_>, rows: &[RowChange]) -> Result<()> {
    for row in rows {
        let entity = row.entity()?;
        // What is in a list of a thing is among its words.
        if let Some((owner, key)) = owner(entity, row) {
            index_of(db, owner, key)?;
        }
        let Some(searched) = &entity.search else { continue };
        let touched = |columns: &serde_json::Map<String, Value>| {
            searched.columns.iter().any(|column| columns.contains_key(*column))
        };
        match row.op {
            Op::Delete => remove(db, entity.table, &row.key)?,
            Op::Update if !row.after.as_ref().is_some_and(touched) => {}
            Op::Insert | Op::Update => index(db, entity.table, searched, &row.key)?,
        }
    }
    Ok(())
}

/// The entity and the row whose list a link belongs to.
fn owner<'a>(entity: &Entity, row: &'a RowChange) -> Option<(&'static Entity, &'a str)> {
    let link = entity.link.as_ref()?;
    let columns = row.after.as_ref().or(row.before.as_ref())?;
    Some((entity::of_name(link.owner)?, columns.get(link.owner_column)?.as_str()?))
}

/// Makes the document of a row, if such rows can be found.
fn index_of(db: &mut TenantWrite<'_>, entity: &Entity, key: &str) -> Result<()> {
    entity.search.as_ref().map_or(Ok(()), |searched| index(db, entity.table, searched, key))
}

impl TenantWrite<'_> {
    /// Indexes all rows of the tenant for the search: those of a file from before there was an index.
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

/// Makes the document of a row.
fn index(db: &mut TenantWrite<'_>, table: &str, searched: &Searched, key: &str) -> Result<()> {
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

    let scope = scope(db, searched.letter);
    let terms = in_title.iter().map(|word| format!("{scope}t{word}"));
    let terms = terms.chain(anywhere.iter().map(|word| format!("{scope}b{word}")));
    // A query of fewer words is never a longer title.
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

/// Those words that no document has had yet: most texts are of known ones, which one statement tells.
fn unknown(db: &TenantRead<'_>, table: &str, words: &[String]) -> Result<Vec<String>> {
    const UNKNOWN: Sql = Sql::scoped(portable!(
        "SELECT cte_words.value AS word FROM {items :words, cte_words}
         WHERE NOT EXISTS (SELECT 1 FROM search_word w
                           WHERE w.tenant_id = :tenant AND w.entity = :entity AND w.word = cte_words.value)"
    ));
    let words = Value::from(words).to_string();
    db.all(&UNKNOWN, &[(":entity", table.into()), (":words", words.into())], |row| row.text("word"))
}

/// Notes a new word with its trigrams. Words are never forgotten: one that nothing has any more leads to nothing.
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

/// Takes the document of a row away, if it has one.
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

/// The term of a whole title, by which it is found however common its words are.
pub(super) fn whole_title(scope: &str, words: &[String]) -> String {
    format!("{scope}w{}", words.concat())
}

/// What every term of the tenant's things of a kind begins with. All ids have the same length, so no scope
/// is the beginning of another.
pub(super) fn scope(db: &TenantRead<'_>, letter: char) -> String {
    let id = db.tenant.rsplit('_').next().unwrap_or_default();
    format!("{id}{letter}")
}
