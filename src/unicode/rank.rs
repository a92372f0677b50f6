//! The weight of a word for a text that contains it: BM25, as in full-text indexes.
//!
//! A word weighs more the fewer texts contain it, and each repetition adds less.

/// The inverse document frequency of a word that `having` of `all` texts contain.
#[expect(clippy::cast_precision_loss, reason = "counts of texts")]
pub fn rarity(all: usize, having: usize) -> f64 {
    let (all, having) = (all as f64, having as f64);
    (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
}

/// The saturated frequency of a word: `times` is its (weighted) count; `enough` is how soon more occurrences add
/// little, greater for longer texts.
pub fn saturated(times: f64, k: f64, enough: f64) -> f64 {
    times * (k + 1.0) / (times + enough)
}
