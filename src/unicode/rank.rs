//! How much a word tells of the text that has it: BM25, as full-text indexes rank.
//!
//! A word counts the more, the fewer texts have it, and the less, the more often it comes.

/// How much a word that so many of all texts have tells one of them from the others.
#[expect(clippy::cast_precision_loss, reason = "counts of texts")]
pub fn rarity(all: usize, having: usize) -> f64 {
    let (all, having) = (all as f64, having as f64);
    (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
}

/// What a word counts that comes so often, or stands in places of that weight; `enough` is how soon more of it adds
/// little, the greater the longer the text.
pub fn saturated(times: f64, k: f64, enough: f64) -> f64 {
    times * (k + 1.0) / (times + enough)
}
