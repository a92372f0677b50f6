//! Asking the index: words to the terms that they may mean, terms to candidates, candidates in order.

use std::{cmp::Reverse, collections::HashMap};

use strsim::damerau_levenshtein;

use super::{
    CANDIDATES_MAX, Hits, WORDS_MAX,
    index::{scope, whole_title},
    numbers,
    rank::{Candidate, Found, Meant, ranked},
    tokenizer::{grams, mistakes_allowed},
};
use crate::{
    error::{Error, Result},
    store::{Sql, TenantRead, entity, portable},
    unicode::{latin, with_article, words},
};

/// So many words that begin like a word of the query are tried.
const BEGINNINGS_MAX: i64 = 20;

/// So many words that share trigrams with a mistyped one are compared with it.
const NEAR_MAX: usize = 50;

/// So many words with a trigram are looked at.
const WITH_GRAM_MAX: i64 = 1_000;

/// Which words stand for a typed one.
type Choice = fn(&Meant) -> &[String];

/// Where words are looked for: the letter of their terms.
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
        return Ok(Hits { keys: Vec::new(), are_all: true });
    }
    // A word that nothing has decides nothing.
    let known: Vec<&Meant> = meant.iter().filter(|word| !word.words.is_empty()).collect();

    let mut found = Found::default();
    found.note(candidates(db, &whole)?, |thing| thing.has = meant.len());
    if !known.is_empty() {
        with_all(db, &scope, &known, &mut found)?;
    }
    if found.is_empty() {
        // What has most of the words is better than nothing.
        for word in &known {
            let one = all_of(&scope, Place::Anywhere, &[word], as_meant);
            found.note(candidates(db, &one)?, |thing| thing.has += 1);
        }
    }
    Ok(ranked(found, &meant))
}

fn meant(db: &TenantRead<'_>, table: &str, typed: Vec<String>) -> Result<Vec<Meant>> {
    typed.into_iter().map(|typed| meaning(db, table, typed)).collect()
}

/// What a query means where phone numbers are found, and addresses: each of them is one word, however it is written.
fn with_numbers(db: &TenantRead<'_>, table: &str, query: &str) -> Result<Vec<Meant>> {
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
            // It may be none: a date, or two numbers.
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

/// Finds things that have all of the words: first as they were typed, and where these are not many, as they
/// may be meant.
fn with_all(db: &TenantRead<'_>, scope: &str, words: &[&Meant], found: &mut Found) -> Result<()> {
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
            // Older ones with the words in their titles may be missing.
            note(candidates(db, &all_of(scope, Place::Title, words, *choice))?);
            break;
        }
        asked = anywhere;
    }
    Ok(())
}

/// What a typed word may mean: itself and words that begin with it, else words that are near.
fn meaning(db: &TenantRead<'_>, table: &str, typed: String) -> Result<Meant> {
    let mut words = beginnings(db, table, &typed)?;
    for other in with_article(&typed) {
        words.extend(beginnings(db, table, &other)?);
    }
    if words.is_empty()
        && let Some(singular) = typed.strip_suffix('s').filter(|singular| singular.len() > 2)
    {
        words = beginnings(db, table, singular)?;
    }
    // Who writes it in another script means the same.
    if words.is_empty()
        && let [written] = latin(&typed).as_slice()
    {
        words = beginnings(db, table, written)?;
    }
    if words.is_empty() {
        words = near(db, table, &typed)?;
    }
    Ok(Meant { typed, words })
}

/// Words that begin with this.
fn beginnings(db: &TenantRead<'_>, table: &str, typed: &str) -> Result<Vec<String>> {
    const BEGINNINGS: Sql = Sql::scoped(
        "SELECT word FROM search_word
         WHERE tenant_id = :tenant AND entity = :entity AND word >= :first AND word < :last
         ORDER BY word LIMIT :most",
    );
    // No word has the last of all characters.
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
    // A trigram that many words have says little: of these, some will do. The others find the word.
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

/// The words that a typed one may mean.
fn as_meant(word: &Meant) -> &[String] {
    &word.words
}

/// The typed word alone.
fn as_typed(word: &Meant) -> &[String] {
    std::slice::from_ref(&word.typed)
}

/// The terms of things with each of the words, or one that it may mean: a group for each word.
fn all_of(scope: &str, place: Place, meant: &[&Meant], choice: Choice) -> Vec<Vec<String>> {
    let letter = match place {
        Place::Title => 't',
        Place::Anywhere => 'b',
    };
    let term = |word: &String| format!("{scope}{letter}{word}");
    meant.iter().map(|word| choice(word).iter().map(term).collect()).collect()
}

/// The newest things that have a term of each group.
fn candidates(db: &TenantRead<'_>, groups: &[Vec<String>]) -> Result<Vec<Candidate>> {
    let found = db.connection.documents_with(&db.tenant, groups, CANDIDATES_MAX)?;
    let found = found.into_iter();
    Ok(found.map(|document| Candidate { document, has: 0, is_exact: false }).collect())
}
