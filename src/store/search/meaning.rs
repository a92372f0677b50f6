//! Search by meaning: what an embedding service makes of texts is kept beside their documents, and ranks with words.
//!
//! The service is asked outside of transactions: for things by what is due (`due/meaning.rs`), for a query by the gate,
//! which reads again once it knows what the query means. Without the service, words are all there is.

use std::{cmp::Ordering, collections::HashMap};

use super::{
    Hits, numbers,
    texts::{SOURCES, Source},
};
use crate::{
    clock::{self, Time},
    error::Result,
    store::{
        Dml, Sql, TenantRead, TenantWrite,
        due::{MEANING, TEXTS},
        portable,
        row_change::RowChange,
    },
    unicode::words,
    value::{CoarseQuery, QueryMeaning, Sought, Vector},
};

/// A thing whose meaning is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unembedded {
    pub table: &'static str,
    pub key: String,
    /// What it says; empty if nothing.
    pub text: String,
}

/// The most things that are found by their meaning alone.
const NEAREST_MAX: usize = 10;

/// Of more things than so many the coarse vectors are compared first, and so many of them exactly.
const MANY: usize = 1_000;
const OF_MANY: usize = 300;

/// Of fewer things the nearest few are taken: there is no telling what is far.
const FEW: usize = 8;
const OF_FEW: usize = 3;

/// How far above the middle a likeness is that says something, in deviations: each model has a middle of its own.
const ABOVE: f32 = 1.0;

/// Takes the first places apart by so much: the usual constant of reciprocal rank fusion.
const RANK: f32 = 60.0;

/// How much it counts that a thing has some of the words: often it is one that says nothing, such as “at”.
const OF_SOME_WORDS: f32 = 0.5;

/// The least time between two batches, in milliseconds: the service is also asked by people who search.
const PACE_MS: i64 = 500;

/// How long a change waits for others to go along with it, in milliseconds.
const GATHER_MS: i64 = 2_000;

/// Ranks what the words have found together with what is near in meaning, if the service is there.
pub(super) fn fused(
    db: &TenantRead<'_>,
    table: &'static str,
    query: &str,
    hits: Hits,
) -> Result<Hits> {
    let Some(model) = db.policy().allowance.services.meaning_model() else { return Ok(hits) };
    if Source::of(table).is_none() || names_somebody(table, query) {
        return Ok(hits);
    }
    let Some(meant) = db.who_means().filter(|meant| meant.query == query) else {
        if has_vectors(db, table, model)? {
            db.seek(Sought::Query(query.to_owned()));
        }
        return Ok(hits);
    };
    let near = nearest(db, table, meant)?;
    let weight = if hits.have_all_words { 1.0 } else { OF_SOME_WORDS };
    let (keys, more) = fuse((hits.keys, weight), near);
    db.seek(Sought::Found(more));
    Ok(Hits { keys, ..hits })
}

/// Whether a query for people is a number, an address, or one or two words, which are a name: then what is written
/// about others is not asked for.
fn names_somebody(table: &str, query: &str) -> bool {
    table == "contact"
        && (query.contains('@') || !numbers::taken(query).0.is_empty() || words(query).len() < 3)
}

fn has_vectors(db: &TenantRead<'_>, table: &str, model: &str) -> Result<bool> {
    const ANY: Sql = Sql::scoped(
        "SELECT number FROM search_vector
         WHERE tenant_id = :tenant AND entity = :entity AND model = :model LIMIT 1",
    );
    let of = [(":entity", table.into()), (":model", model.into())];
    Ok(db.first(&ANY, &of, |row| row.integer("number"))?.is_some())
}

/// The keys of what is nearest in meaning, the nearest first.
fn nearest(db: &TenantRead<'_>, table: &str, meant: &QueryMeaning) -> Result<Vec<String>> {
    const KEYS: Sql = Sql::scoped(portable!(
        "SELECT document, row_key FROM search_document
         WHERE tenant_id = :tenant AND document IN {list :documents}"
    ));
    let best = match promising(db, table, meant)? {
        Some(promising) => first(exactly(db, &promising, meant)?),
        None => best(all(db, table, meant)?),
    };
    let documents = serde_json::Value::from(best.clone()).to_string();
    let keys = db.all(&KEYS, &[(":documents", documents.into())], |row| {
        Ok((row.integer("document")?, row.text("row_key")?))
    })?;
    let mut keys: HashMap<i64, String> = keys.into_iter().collect();
    Ok(best.iter().filter_map(|document| keys.remove(document)).collect())
}

/// How alike everything is.
fn all(db: &TenantRead<'_>, table: &str, meant: &QueryMeaning) -> Result<Vec<(i64, f32)>> {
    const ALL: Sql = Sql::scoped(
        "SELECT document, vector FROM search_vector
         WHERE tenant_id = :tenant AND entity = :entity AND model = :model",
    );
    let of = [(":entity", table.into()), (":model", meant.model.as_str().into())];
    let all = db.all(&ALL, &of, |row| {
        Ok(meant.vector.likeness(row.bytes("vector")?).zip(Some(row.integer("document")?)))
    })?;
    Ok(all.into_iter().flatten().map(|(likeness, document)| (document, likeness)).collect())
}

/// The documents among which the nearest are, where there are many and each has a coarse vector.
fn promising(db: &TenantRead<'_>, table: &str, meant: &QueryMeaning) -> Result<Option<Vec<i64>>> {
    // An index has all of it.
    const COARSE: Sql = Sql::scoped(
        "SELECT document, coarse FROM search_vector
         WHERE tenant_id = :tenant AND entity = :entity AND model = :model",
    );
    let Some(query) = CoarseQuery::of(&meant.vector) else { return Ok(None) };
    let of = [(":entity", table.into()), (":model", meant.model.as_str().into())];
    let coarse = db.all(&COARSE, &of, |row| {
        let coarse = row.bytes_or_none("coarse")?;
        Ok((row.integer("document")?, coarse.is_some(), coarse.and_then(|it| query.likeness(it))))
    })?;
    if coarse.len() <= MANY || coarse.iter().any(|(_, has_coarse, _)| !has_coarse) {
        return Ok(None);
    }
    let likenesses = coarse.into_iter().filter_map(|(document, _, alike)| Some((document, alike?)));
    Ok(Some(outstanding(likenesses.collect(), OF_MANY)))
}

/// How alike some are.
fn exactly(
    db: &TenantRead<'_>,
    documents: &[i64],
    meant: &QueryMeaning,
) -> Result<Vec<(i64, f32)>> {
    const SOME: Sql = Sql::scoped(portable!(
        "SELECT document, vector FROM search_vector
         WHERE tenant_id = :tenant AND document IN {list :documents}"
    ));
    let documents = serde_json::Value::from(documents).to_string();
    let some = db.all(&SOME, &[(":documents", documents.into())], |row| {
        Ok(meant.vector.likeness(row.bytes("vector")?).zip(Some(row.integer("document")?)))
    })?;
    Ok(some.into_iter().flatten().map(|(likeness, document)| (document, likeness)).collect())
}

/// The documents that stand out, the most alike first.
fn best(all: Vec<(i64, f32)>) -> Vec<i64> {
    outstanding(all, NEAREST_MAX)
}

/// The first of those that stand out.
fn first(mut some: Vec<(i64, f32)>) -> Vec<i64> {
    sort(&mut some);
    some.truncate(NEAREST_MAX);
    some.into_iter().map(|(document, _)| document).collect()
}

/// The documents that stand out, the most alike first, at most so many.
fn outstanding(mut all: Vec<(i64, f32)>, most: usize) -> Vec<i64> {
    #[expect(clippy::cast_precision_loss, reason = "a number of things")]
    let count = all.len().max(1) as f32;
    let mean = all.iter().map(|(_, likeness)| likeness).sum::<f32>() / count;
    let spread = all.iter().map(|(_, likeness)| (likeness - mean).powi(2)).sum::<f32>() / count;
    let (floor, most) =
        if all.len() < FEW { (f32::MIN, OF_FEW) } else { (mean + ABOVE * spread.sqrt(), most) };
    all.retain(|(_, likeness)| *likeness > floor);
    sort(&mut all);
    all.truncate(most);
    all.into_iter().map(|(document, _)| document).collect()
}

/// The most alike first; of what is equally alike the newer one, as everywhere in the search.
fn sort(all: &mut [(i64, f32)]) {
    all.sort_unstable_by(|(one, a), (two, b)| {
        b.partial_cmp(a).unwrap_or(Ordering::Equal).then(two.cmp(one))
    });
}

/// Two orders as one, by reciprocal ranks, the first of which counts so much; and how many only the second has.
fn fuse((by_words, weight): (Vec<String>, f32), by_meaning: Vec<String>) -> (Vec<String>, usize) {
    #[expect(clippy::cast_precision_loss, reason = "a place among some hundred")]
    let worth = |at: usize| 1.0 / (RANK + at as f32);
    let mut scored: Vec<(String, f32)> =
        by_words.into_iter().enumerate().map(|(at, key)| (key, weight * worth(at))).collect();
    let mut more = 0;
    for (at, key) in by_meaning.into_iter().enumerate() {
        if let Some((_, score)) = scored.iter_mut().find(|(known, _)| *known == key) {
            *score += worth(at);
        } else {
            more += 1;
            scored.push((key, worth(at)));
        }
    }
    // Stable: of equal worth, who has the words comes first.
    scored.sort_by(|(_, one), (_, two)| two.partial_cmp(one).unwrap_or(Ordering::Equal));
    (scored.into_iter().map(|(key, _)| key).collect(), more)
}

/// A changed section changes what its page says.
pub(super) fn follow_section(db: &mut TenantWrite<'_>, row: &RowChange) -> Result<()> {
    const FORGET: Dml = Dml::scoped(
        "DELETE FROM search_vector WHERE tenant_id = :tenant AND document IN
           (SELECT document FROM search_document
            WHERE tenant_id = :tenant AND entity = 'page' AND row_key IN
              (:before, (SELECT page_id FROM section WHERE tenant_id = :tenant AND id = :key)))",
    );
    let before = row.before.as_ref().and_then(|before| before.get("page_id")?.as_str());
    let of = [(":before", before.into()), (":key", row.key.as_str().into())];
    db.execute(&FORGET, &of).map(|_| ())
}

/// Whether a thing of the table, changed, has to be put to the service again.
pub(super) fn concerns(table: &str) -> bool {
    table == "section" || Source::of(table).is_some()
}

impl TenantRead<'_> {
    /// Whether the operator has connected the service; only then may anything leave.
    pub fn may_ask_for_meaning(&self) -> Result<bool> {
        const CONNECTED: Sql = Sql::scoped(
            "SELECT name FROM integration WHERE tenant_id = :tenant AND name = 'meaning'",
        );
        Ok(self.first(&CONNECTED, &[], |row| row.text("name"))?.is_some())
    }

    /// Some things whose meaning by that model is not known, at most so many.
    pub fn unembedded(&self, model: &str, most: usize) -> Result<Vec<Unembedded>> {
        const WITHOUT: Sql = Sql::scoped(
            "SELECT d.row_key AS row_key FROM search_document d
             WHERE d.tenant_id = :tenant AND d.entity = :entity AND NOT EXISTS
               (SELECT 1 FROM search_vector v
                WHERE v.tenant_id = :tenant AND v.document = d.document AND v.model = :model
                  AND v.coarse IS NOT NULL)
             LIMIT :most",
        );
        let mut found = Vec::new();
        for source in SOURCES {
            let left = i64::try_from(most.saturating_sub(found.len())).unwrap_or_default();
            if left == 0 {
                break;
            }
            let params = [
                (":entity", source.table.into()),
                (":model", model.into()),
                (":most", left.into()),
            ];
            for key in self.all(&WITHOUT, &params, |row| row.text("row_key"))? {
                let text = source.text(self, &key)?;
                found.push(Unembedded { table: source.table, key, text });
            }
        }
        Ok(found)
    }
}

impl TenantWrite<'_> {
    /// Keeps what a thing means, if it still says that.
    fn keep_meaning(&mut self, of: &Unembedded, model: &str, vector: &Vector) -> Result<()> {
        const KEEP: Dml = Dml::scoped(
            "INSERT INTO search_vector (tenant_id, document, entity, model, vector, coarse)
             SELECT :tenant, document, entity, :model, :vector, :coarse FROM search_document
             WHERE tenant_id = :tenant AND entity = :entity AND row_key = :key
             ON CONFLICT (tenant_id, document) DO UPDATE
             SET model = excluded.model, vector = excluded.vector, coarse = excluded.coarse",
        );
        let Some(source) = Source::of(of.table) else { return Ok(()) };
        if source.text(self, &of.key)? != of.text {
            return Ok(());
        }
        let coarse = vector.coarse();
        let params = [
            (":model", model.into()),
            (":vector", vector.bytes().into()),
            (":coarse", (&*coarse).into()),
            (":entity", of.table.into()),
            (":key", of.key.as_str().into()),
        ];
        self.execute(&KEEP, &params).map(|_| ())
    }

    /// Keeps what came back of a batch, and has the rest put to the service next.
    pub fn keep_meanings(
        &mut self,
        things: &[Unembedded],
        model: &str,
        vectors: Vec<Vector>,
    ) -> Result<()> {
        let mut vectors = vectors.into_iter();
        for thing in things {
            let vector = if thing.text.is_empty() { None } else { vectors.next() };
            self.keep_meaning(thing, model, &vector.unwrap_or_else(Vector::none))?;
        }
        if self.unembedded(model, 1)?.is_empty() {
            return Ok(());
        }
        self.due(MEANING, TEXTS, Time(clock::now().0.saturating_add(PACE_MS)))
    }

    /// Has the meaning of what changed made known soon, if the service is connected. What has failed is tried again.
    pub fn want_meaning(&mut self) -> Result<()> {
        const WANT: Dml = Dml::scoped(
            "INSERT INTO due_item (tenant_id, kind, subject, due_at, state, asked_by, attempts, not_before, lease,
                                   error, created_at)
             SELECT :tenant, :kind, :subject, :at, 'waiting', :by, 0, 0, '', '', :now
             FROM integration WHERE tenant_id = :tenant AND name = 'meaning'
             ON CONFLICT (tenant_id, kind, subject) DO UPDATE SET
               due_at = excluded.due_at, state = 'waiting', attempts = 0, not_before = 0, lease = '', error = ''
             WHERE due_item.state = 'failed'",
        );
        let (by, now) = (self.who().agent.name.clone(), clock::now());
        let params = [
            (":kind", MEANING.into()),
            (":subject", TEXTS.into()),
            (":at", Time(now.0.saturating_add(GATHER_MS)).into()),
            (":by", by.into()),
            (":now", now.into()),
        ];
        self.execute(&WANT, &params).map(|_| ())
    }

    /// Lets go of all that a service has made of texts, and of what it was still to be asked.
    pub fn forget_meaning(&mut self) -> Result<()> {
        const FORGET: Dml = Dml::scoped("DELETE FROM search_vector WHERE tenant_id = :tenant");
        self.execute(&FORGET, &[])?;
        self.not_due(MEANING, TEXTS)
    }
}

#[cfg(test)]
mod tests;
