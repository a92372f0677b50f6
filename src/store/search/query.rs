//! Queries of the index: from typed words to terms, from terms to candidates, from candidates to ranked keys.

use std::{cmp::Reverse, collections::HashMap};

use strsim::damerau_levenshtein;

use super::{
    CANDIDATES_MAX, Hits, WORDS_MAX,
    index::{scope, whole_title},
    numbers,
    rank::{Candidate, Candidates, QueryWord, ranked},
    tokenizer::{grams, mistakes_allowed},
};
use crate::{
    error::{Error, Result},
    store::{Sql, TenantRead, entity, portable},
    unicode::{latin, with_article, words},
};

/// The most indexed words with the typed prefix that are tried.
const BEGINNINGS_MAX: i64 = 20;

/// The most similar words that are compared with a mistyped one.
const NEAR_MAX: usize = 50;

/// The most words read for one trigram.
const WITH_GRAM_MAX: i64 = 1_000;

/// Which words stand for a typed one.
type Choice = fn(&QueryWord) -> &[String];

/// Where words are searched; the letter in their terms.
#[derive(Clone, Copy)]
enum Place {
    Title,
    Anywhere,
}

pub(super) fn run(db: &TenantRead<'_>, table: &'static str, query: &str) -> Result<Hits> {
    let searched = entity::of_table(table).and_then(|entity| entity.search.as_ref());
    let searched =
        searched.ok_or_else(|| Error::internal(format!("{table} has no index for its words")))?;
    let scope = scope(db, searched.letter);
    let mut typed = words(query);
    typed.truncate(WORDS_MAX);
    let whole = [vec![whole_title(&scope, &typed)]];
    let meant = if searched.has_phones {
        with_numbers(db, table, query)?
    } else {
        meant(db, table, typed)?
    };
    if meant.is_empty() {
        return Ok(Hits { keys: Vec::new(), are_all: true, have_all_words: false });
    }
    // A word that the index does not know is ignored.
    let known: Vec<&QueryWord> = meant.iter().filter(|word| !word.words.is_empty()).collect();

    let mut found = Candidates::default();
    found.note(candidates(db, &whole)?, |thing| thing.has = meant.len());
    if !known.is_empty() {
        with_all(db, &scope, &known, &mut found)?;
    }
    let have_all_words = !found.is_empty();
    if !have_all_words {
        // No row has all words: rows with most of them are returned.
        for word in &known {
            let one = all_of(&scope, Place::Anywhere, &[word], as_meant);
            found.note(candidates(db, &one)?, |thing| thing.has += 1);
        }
    }
    Ok(Hits { have_all_words, ..ranked(found, &meant) })
}

fn meant(db: &TenantRead<'_>, table: &str, typed: Vec<String>) -> Result<Vec<QueryWord>> {
    typed.into_iter().map(|typed| meaning(db, table, typed)).collect()
}

/// The words of a query, for a table with phone numbers. A number or an e-mail address counts as one word, however it
/// is written.
fn with_numbers(db: &TenantRead<'_>, table: &str, query: &str) -> Result<Vec<QueryWord>> {
    let (taken, rest) = numbers::taken(query);
    let site = if taken.is_empty() { None } else { Some(db.site()?) };
    let country = site.as_ref().map_or("", |site| &site.country);
    let mut typed = words(&numbers::addresses(&rest));
    let mut found = Vec::new();
    for number in taken {
        let begins = |typed: &str| beginnings(db, table, typed);
        let number_meant =
            numbers::meaning(&number, country, begins, |typed| numbers_with(db, table, typed))?;
        if number_meant.words.is_empty() {
            // It may be something else, such as a date or two numbers, so its parts are searched too.
            typed.extend(words(&number));
        } else {
            found.push(number_meant);
        }
    }
    typed.truncate(WORDS_MAX);
    let mut all = meant(db, table, typed)?;
    all.extend(found.into_iter().take(WORDS_MAX));
    Ok(all)
}

/// Finds rows that contain all words: first as typed, and if there are few, in their possible meanings.
fn with_all(
    db: &TenantRead<'_>,
    scope: &str,
    words: &[&QueryWord],
    found: &mut Candidates,
) -> Result<()> {
    let known_as_typed = words.iter().all(|word| word.words.contains(&word.typed));
    let choices: &[Choice] = if known_as_typed { &[as_typed, as_meant] } else { &[as_meant] };
    let mut asked = Vec::new();
    for (at, choice) in choices.iter().enumerate() {
        let anywhere = all_of(scope, Place::Anywhere, words, *choice);
        if anywhere == asked {
            break;
        }
        let is_exact = known_as_typed && at == 0;
        let mut note = |things| {
            found.note(things, |thing: &mut Candidate| {
                thing.has = words.len();
                thing.is_exact |= is_exact;
            });
        };
        let things = candidates(db, &anywhere)?;
        let many = things.len() == CANDIDATES_MAX;
        note(things);
        if many {
            // The limit may have cut off older rows with the words in their titles.
            note(candidates(db, &all_of(scope, Place::Title, words, *choice))?);
            break;
        }
        asked = anywhere;
    }
    Ok(())
}

/// The possible meanings of a typed word: itself and words that start with it; if there are none, similar words.
fn meaning(db: &TenantRead<'_>, table: &str, typed: String) -> Result<QueryWord> {
    let mut words = beginnings(db, table, &typed)?;
    for other in with_article(&typed) {
        words.extend(beginnings(db, table, &other)?);
    }
    if words.is_empty()
        && let Some(singular) = typed.strip_suffix('s').filter(|singular| singular.len() > 2)
    {
        words = beginnings(db, table, singular)?;
    }
    // The same word in another script.
    if words.is_empty()
        && let [written] = latin(&typed).as_slice()
    {
        words = beginnings(db, table, written)?;
    }
    if words.is_empty() {
        words = near(db, table, &typed)?;
    }
    Ok(QueryWord { typed, words })
}

/// The indexed words that start with `typed`.
fn beginnings(db: &TenantRead<'_>, table: &str, typed: &str) -> Result<Vec<String>> {
    const BEGINNINGS: Sql = Sql::scoped(
        "SELECT word FROM search_word
         WHERE tenant_id = :tenant AND entity = :entity AND word >= :first AND word < :last
         ORDER BY word LIMIT :most",
    );
    // `char::MAX` occurs in no word, so this is the upper bound of the prefix.
    let last = format!("{typed}{}", char::MAX);
    let params = [
        (":entity", table.into()),
        (":first", typed.into()),
        (":last", last.into()),
        (":most", BEGINNINGS_MAX.into()),
    ];
    db.all(&BEGINNINGS, &params, |row| row.text("word"))
}

/// Numbers that have these digits somewhere in them.
fn numbers_with(db: &TenantRead<'_>, table: &str, digits: &str) -> Result<Vec<String>> {
    const WITH: Sql = Sql::scoped(portable!(
        "SELECT word FROM search_word
         WHERE tenant_id = :tenant AND entity = :entity AND word >= '0' AND word < ':'
           AND {position word, :digits} > 0
         ORDER BY word LIMIT :most"
    ));
    let params =
        [(":entity", table.into()), (":digits", digits.into()), (":most", BEGINNINGS_MAX.into())];
    db.all(&WITH, &params, |row| row.text("word"))
}

/// The words that share most trigrams with a mistyped one, and are near enough.
fn near(db: &TenantRead<'_>, table: &str, typed: &str) -> Result<Vec<String>> {
    // A trigram of many words says little, so only some of them are read; the other trigrams find the word.
    const WITH: Sql = Sql::scoped(
        "SELECT word FROM
           (SELECT word FROM search_gram
            WHERE tenant_id = :tenant AND entity = :entity AND gram = :gram
            ORDER BY word LIMIT :most) cte_few
         WHERE length(word) BETWEEN :shortest AND :longest",
    );
    let mistakes = mistakes_allowed(typed);
    if mistakes == 0 {
        return Ok(Vec::new());
    }
    let letters = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let length = typed.chars().count();
    let (shortest, longest) = (length.saturating_sub(mistakes), length + mistakes);
    let mut shared: HashMap<String, usize> = HashMap::new();
    for gram in grams(typed) {
        let params = [
            (":entity", table.into()),
            (":gram", gram.into()),
            (":most", WITH_GRAM_MAX.into()),
            (":shortest", letters(shortest).into()),
            (":longest", letters(longest).into()),
        ];
        for word in db.all(&WITH, &params, |row| row.text("word"))? {
            *shared.entry(word).or_default() += 1;
        }
    }
    let mut order: Vec<(Reverse<usize>, String)> =
        shared.into_iter().map(|(word, count)| (Reverse(count), word)).collect();
    order.sort_unstable();
    let words = order.into_iter().take(NEAR_MAX).map(|(_, word)| word);
    Ok(words.filter(|word| damerau_levenshtein(typed, word) <= mistakes).collect())
}

/// All possible meanings of a word.
fn as_meant(word: &QueryWord) -> &[String] {
    &word.words
}

/// The word as typed, alone.
fn as_typed(word: &QueryWord) -> &[String] {
    std::slice::from_ref(&word.typed)
}

/// A group of terms for each word; a row must have a term of each group.
fn all_of(scope: &str, place: Place, meant: &[&QueryWord], choice: Choice) -> Vec<Vec<String>> {
    let letter = match place {
        Place::Title => 't',
        Place::Anywhere => 'b',
    };
    let term = |word: &String| format!("{scope}{letter}{word}");
    meant.iter().map(|word| choice(word).iter().map(term).collect()).collect()
}

/// The newest documents with a term of each group.
fn candidates(db: &TenantRead<'_>, groups: &[Vec<String>]) -> Result<Vec<Candidate>> {
    let found = db.connection.documents_with(&db.tenant, groups, CANDIDATES_MAX)?;
    let found = found.into_iter();
    Ok(found.map(|document| Candidate { document, has: 0, is_exact: false }).collect())
}
