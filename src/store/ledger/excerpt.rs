//! Shortens two texts to the places that differ, with a few words of context.

use std::collections::HashMap;

/// Characters. A text up to this length is shown whole.
pub(crate) const WHOLE_MAX: usize = 200;

/// Characters of context before and after a difference.
const AROUND: usize = 40;

/// The most characters shown of one difference.
const PLACE_MAX: usize = 300;

/// The most differences shown.
const PLACES_MAX: usize = 5;

/// How deep the search for common words may recurse.
const DEPTH_MAX: usize = 30;

/// Replaces omitted text.
const REST: &str = "…";

/// Whether a text has more than `most` characters.
pub(super) fn is_long(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_some()
}

/// The beginning of a text, with its length if it is cut off.
pub(crate) fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            let shown = text.get(..end).unwrap_or_default();
            format!("{shown}… ({} characters in all)", text.chars().count())
        }
    }
}

/// Both texts, reduced to the places that differ.
pub(super) fn differing(before: &str, after: &str) -> (String, String) {
    let (old, new) = (words(before), words(after));
    let mut places = Vec::new();
    find(&old, &new, (0, 0), DEPTH_MAX, &mut places);
    let places = joined(&places, &old);
    (
        shown(before, &old, places.iter().map(|place| (place.0, place.1))),
        shown(after, &new, places.iter().map(|place| (place.2, place.3))),
    )
}

/// A difference: the word range in the old text, and the one in the new text.
type Place = (usize, usize, usize, usize);

/// The words of a text, each with the blanks after it.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// Finds the differences between two word lists: splits them at words that occur once in both, in the same order, and
/// recurses.
fn find(old: &[&str], new: &[&str], at: (usize, usize), depth: usize, places: &mut Vec<Place>) {
    let begins = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (old.get(begins..).unwrap_or_default(), new.get(begins..).unwrap_or_default());
    let ends = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let old = old.get(..old.len() - ends).unwrap_or_default();
    let new = new.get(..new.len() - ends).unwrap_or_default();
    let at = (at.0 + begins, at.1 + begins);
    if old.is_empty() && new.is_empty() {
        return;
    }
    let anchors = if depth == 0 { Vec::new() } else { anchors(old, new) };
    if anchors.is_empty() {
        places.push((at.0, at.0 + old.len(), at.1, at.1 + new.len()));
        return;
    }
    let mut from = (0, 0);
    for to in anchors.into_iter().chain([(old.len(), new.len())]) {
        let part = (old.get(from.0..to.0), new.get(from.1..to.1));
        if let (Some(old), Some(new)) = part {
            find(old, new, (at.0 + from.0, at.1 + from.1), depth - 1, places);
        }
        from = (to.0 + 1, to.1 + 1);
    }
}

/// The longest list of words that occur once in each text and in the same order in both (patience diff).
fn anchors(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let (old, new) = (once(old), once(new));
    let mut common: Vec<(usize, usize)> =
        old.iter().filter_map(|(word, at)| Some((*at, *new.get(word)?))).collect();
    common.sort_unstable();
    // Longest increasing subsequence of positions: for each length the one with the smallest end, and its
    // predecessors.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(common.len());
    for (index, (_, place)) in common.iter().enumerate() {
        let place_of = |end: &usize| common.get(*end).map_or(0, |(_, place)| *place);
        let length = ends.partition_point(|end| place_of(end) < *place);
        before.push(length.checked_sub(1).and_then(|before| ends.get(before).copied()));
        if let Some(end) = ends.get_mut(length) {
            *end = index;
        } else {
            ends.push(index);
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        run.extend(common.get(index));
        next = before.get(index).copied().flatten();
    }
    run.reverse();
    run
}

/// The positions of words that occur exactly once.
fn once<'w>(words: &[&'w str]) -> HashMap<&'w str, usize> {
    let mut places: HashMap<&str, Option<usize>> = HashMap::new();
    for (at, word) in words.iter().enumerate() {
        places.entry(word).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places.into_iter().filter_map(|(word, place)| Some((word, place?))).collect()
}

/// Merges differences whose contexts would overlap.
fn joined(places: &[Place], old: &[&str]) -> Vec<Place> {
    let mut joined: Vec<Place> = Vec::new();
    for place in places {
        if let Some(last) = joined.last_mut() {
            let between = old.get(last.1..place.0).unwrap_or_default();
            if between.iter().map(|word| word.chars().count()).sum::<usize>() <= 2 * AROUND {
                (last.1, last.3) = (place.1, place.3);
                continue;
            }
        }
        joined.push(*place);
    }
    joined
}

/// One text, reduced to the differences.
fn shown(
    text: &str,
    words: &[&str],
    places: impl ExactSizeIterator<Item = (usize, usize)>,
) -> String {
    let more = places.len().saturating_sub(PLACES_MAX);
    let mut shown = String::new();
    for (from, to) in places.take(PLACES_MAX) {
        let part = |range: Option<&[&str]>| range.unwrap_or_default().concat();
        let (before, own, after) =
            (part(words.get(..from)), part(words.get(from..to)), part(words.get(to..)));
        let before_start = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
        if before_start > 0 && !shown.ends_with(REST) {
            shown.push_str(REST);
        }
        shown.push_str(before.get(before_start..).unwrap_or_default());
        shown.push_str(&beginning(&own, PLACE_MAX));
        match after.char_indices().nth(AROUND) {
            Some((end, _)) => {
                shown.push_str(after.get(..end).unwrap_or_default());
                shown.push_str(REST);
            }
            None => shown.push_str(&after),
        }
    }
    if more > 0 {
        let (more, all) = (more.to_string(), text.chars().count().to_string());
        shown.extend([" (", &more, " more places of ", &all, " characters)"]);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of `words` different words.
    fn prose(words: usize) -> String {
        (0..words).map(|n| format!("word{n} ")).collect::<Vec<_>>().concat()
    }

    #[test]
    fn of_a_long_text_only_what_differs_is_shown_with_a_little_around_it() {
        let before = prose(2_000);
        let after = before.replace("word777 ", "€350 ");
        let (old, new) = differing(&before, &after);
        assert!(
            old.contains(" word777 word778") && new.contains("word776 €350 word778"),
            "{old} {new}"
        );
        for side in [&old, &new] {
            assert!(side.starts_with(REST) && side.ends_with(REST), "{side}");
            assert!(side.chars().count() <= 2 * AROUND + 12, "{side}");
        }
    }

    #[test]
    fn places_far_apart_are_shown_each_and_near_ones_together() {
        let before = prose(600);
        let after = before.replace("word10 ", "first ").replace("word300 ", "second ");
        let (old, new) = differing(&before, &after);
        assert!(old.contains("word10 ") && old.contains("word300 ") && !old.contains("word200 "));
        assert!(
            new.contains("first ") && new.contains("second ") && new.matches(REST).count() == 3
        );
        let near = before.replace("word10 ", "first ").replace("word12 ", "second ");
        let (_, new) = differing(&before, &near);
        assert!(new.contains("first word11 second word13"), "{new}");
        // The same words moved elsewhere, with more differences than are shown.
        let many = (0..20)
            .fold(before.clone(), |text, n| text.replace(&format!("word{} ", 20 + n * 25), "x "));
        let (old, new) = differing(&before, &many);
        assert!(old.contains("(15 more places of") && new.contains("(15 more places of"), "{new}");
    }

    #[test]
    fn the_ends_and_texts_without_common_words_are_shown_too() {
        let text = prose(300);
        let (old, new) = differing(&text, &format!("{text}The end."));
        assert!(old.ends_with("word299 ") && new.ends_with("word299 The end."), "{old} | {new}");
        let (old, new) = differing(&format!("Begin. {text}"), &text);
        assert!(old.starts_with("Begin. word0 ") && new.starts_with("word0 "), "{old} | {new}");
        let (old, new) = differing(&"a".repeat(5_000), &"b ".repeat(5_000));
        assert!(old.ends_with("(5000 characters in all)"), "{old}");
        assert!(new.contains("(10000 characters in all)"), "{new}");
        // One long word only, of two bytes a character.
        let (old, new) = differing(&"é".repeat(900), &"è".repeat(901));
        assert!(old.starts_with('é') && new.starts_with('è'));
        // A repeated word occurs never just once, so it is no anchor.
        let (old, new) = differing(&"ha ".repeat(4_000), &"ha ".repeat(3_999));
        assert!(old.chars().count() < 200 && new.chars().count() < 200, "{old} | {new}");
    }
}
