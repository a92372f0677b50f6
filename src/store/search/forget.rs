//! Removes words from the search index that only an erased person's rows contained.

use super::{
    index::scope,
    numbers,
    tokenizer::{distinct, grams},
};
use crate::{
    error::Result,
    store::{Dml, TenantWrite, entity},
};

/// Removes the words of these texts that no document of the table contains any more.
pub(in crate::store) fn forget(
    db: &mut TenantWrite<'_>,
    table: &str,
    texts: &[String],
) -> Result<()> {
    const WORD: Dml = Dml::scoped(
        "DELETE FROM search_word WHERE tenant_id = :tenant AND entity = :entity AND word = :word",
    );
    const GRAM: Dml = Dml::scoped(
        "DELETE FROM search_gram
         WHERE tenant_id = :tenant AND entity = :entity AND gram = :gram AND word = :word",
    );
    let Some(searched) = entity::of_table(table).and_then(|known| known.search.as_ref()) else {
        return Ok(());
    };
    let scope = scope(db, searched.letter);
    let phones = texts.iter().filter(|text| searched.has_phones && text.starts_with('+'));
    let phones: Vec<String> = phones.flat_map(|phone| numbers::words(phone)).collect();
    for word in distinct(texts.iter().map(String::as_str)).into_iter().chain(phones) {
        if db.connection.has_term(&format!("{scope}b{word}"))? {
            continue;
        }
        let this = [(":entity", table.into()), (":word", word.as_str().into())];
        db.execute(&WORD, &this)?;
        for gram in grams(&word) {
            let [entity, word] = this.clone();
            db.execute(&GRAM, &[entity, (":gram", gram.into()), word])?;
        }
    }
    db.connection.forget_terms()
}
