//! Asking the index: words to the terms that they may mean, terms to candidates, candidates in order.

use std::collections::HashMap;

use super::{
    FOUND_MAX,
    index::scope,
    rank::{Candidate, Meant, ranked},
    words::{grams, is_near, words},
};
use crate::{
    error::{Error, Result},
    store::{Sql, TenantRead, entity},
};

/// Words of a query beyond these are not looked at.
const WORDS_MAX: usize = 8;

/// So many words that begin like a word of the query are tried.
const BEGINNINGS_MAX: i64 = 20;

/// So many words that share trigrams with a mistyped one are compared with it.
const NEAR_MAX: i64 = 30;

/// So many of the newest things with the words in their title, or anywhere, are candidates.
const CANDIDATES_MAX: usize = 200;

/// Where words are looked for: the letter of their terms.
#[derive(Clone, Copy)]
enum Place {
    Title,
    Anywhere,
}

pub(super) fn run(db: &TenantRead<'_>, table: &'static str, query: &str) -> Result<Vec<String>> {
    let searched = entity::of_table(table).and_then(|entity| entity.search.as_ref());
    let searched =
        searched.ok_or_else(|| Error::internal(format!("{table} has no index for its words")))?;
    let mut typed = words(query);
    typed.truncate(WORDS_MAX);
    let meant: Vec<Meant> =
        typed.into_iter().map(|typed| meaning(db, table, typed)).collect::<Result<_>>()?;
    if meant.is_empty() {
        return Ok(Vec::new());
    }
    let scope = scope(db, searched.letter);
    let mut found = Vec::new();
    for place in [Place::Title, Place::Anywhere] {
        if let Some(all) = all_of(&scope, place, &meant) {
            found.extend(candidates(db, &all)?);
        }
    }
    let mut hits: HashMap<i64, usize> = found.iter().map(|c| (c.document, meant.len())).collect();
    if found.is_empty() && meant.len() > 1 {
        // Nothing has all of the words: what has most of them is better than nothing.
        for word in &meant {
            let Some(one) = all_of(&scope, Place::Anywhere, std::slice::from_ref(word)) else {
                continue;
            };
            for candidate in candidates(db, &one)? {
                *hits.entry(candidate.document).or_default() += 1;
                found.push(candidate);
            }
        }
    }
    let mut keys = ranked(found, &hits, &meant);
    keys.truncate(FOUND_MAX);
    Ok(keys)
}

/// What a typed word may mean: itself and words that begin with it, else words that are near.
fn meaning(db: &TenantRead<'_>, table: &str, typed: String) -> Result<Meant> {
    const BEGINNINGS: Sql = Sql::scoped(
        "SELECT word FROM search_word
         WHERE tenant_id = :tenant AND entity = :entity AND word >= :first AND word < :last
         ORDER BY word LIMIT :most",
    );
    let beginnings = |typed: &str| {
        // Every word that begins like this sorts before a letter that comes after z.
        let last = format!("{typed}{{");
        let params = [
            (":entity", table.into()),
            (":first", typed.into()),
            (":last", last.into()),
            (":most", BEGINNINGS_MAX.into()),
        ];
        db.all(&BEGINNINGS, &params, |row| row.text("word"))
    };
    let mut words = beginnings(&typed)?;
    if words.is_empty()
        && let Some(singular) = typed.strip_suffix('s').filter(|singular| singular.len() > 2)
    {
        words = beginnings(singular)?;
    }
    if words.is_empty() {
        words = near(db, table, &typed)?;
    }
    Ok(Meant { typed, words })
}

/// The words that share most trigrams with a mistyped one, and are near enough.
fn near(db: &TenantRead<'_>, table: &str, typed: &str) -> Result<Vec<String>> {
    // A statement has a fixed number of them.
    const GRAMS: usize = 10;
    const SHARING: Sql = Sql::scoped(
        "SELECT word, count(*) AS shared FROM search_gram
         WHERE tenant_id = :tenant AND entity = :entity
           AND gram IN (:g0, :g1, :g2, :g3, :g4, :g5, :g6, :g7, :g8, :g9)
         GROUP BY word ORDER BY shared DESC, word LIMIT :most",
    );
    const NAMES: [&str; GRAMS] =
        [":g0", ":g1", ":g2", ":g3", ":g4", ":g5", ":g6", ":g7", ":g8", ":g9"];
    let mut grams = grams(typed);
    grams.truncate(GRAMS);
    let mut params = vec![(":entity", table.into()), (":most", NEAR_MAX.into())];
    for (at, name) in NAMES.into_iter().enumerate() {
        params.push((name, grams.get(at).or(grams.first()).into()));
    }
    let mut words = db.all(&SHARING, &params, |row| row.text("word"))?;
    words.retain(|word| is_near(typed, word));
    Ok(words)
}

/// The expression for things with all of the words; `None` where one of them means nothing. Terms are
/// letters and digits, so nothing in them is read as a word of the query language.
fn all_of(scope: &str, place: Place, meant: &[Meant]) -> Option<String> {
    let letter = match place {
        Place::Title => 't',
        Place::Anywhere => 'b',
    };
    let any = |word: &Meant| {
        let terms: Vec<String> =
            word.words.iter().map(|word| format!("\"{scope}{letter}{word}\"")).collect();
        (!terms.is_empty()).then(|| format!("({})", terms.join(" OR ")))
    };
    let all: Option<Vec<String>> = meant.iter().map(any).collect();
    all.map(|all| all.join(" AND "))
}

/// The newest things that the expression finds.
fn candidates(db: &TenantRead<'_>, expression: &str) -> Result<Vec<Candidate>> {
    // Not a scoped statement: the tenant is in the terms, and in the join.
    const FIND: Sql = Sql::unscoped(
        "SELECT d.document AS document, d.row_key AS row_key, d.title AS title
         FROM search_term t
         JOIN search_document d ON d.tenant_id = :tenant AND d.document = t.rowid
         WHERE t.search_term MATCH :expression ORDER BY t.rowid DESC LIMIT :most",
    );
    let most = i64::try_from(CANDIDATES_MAX).unwrap_or(i64::MAX);
    let params = [
        (":tenant", db.tenant.as_str().into()),
        (":expression", expression.into()),
        (":most", most.into()),
    ];
    db.connection.query(FIND.text(), None, &params, |row| {
        Ok(Candidate {
            document: row.integer("document")?,
            key: row.text("row_key")?,
            title: row.text("title")?,
        })
    })
}
