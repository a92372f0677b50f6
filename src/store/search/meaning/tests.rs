//! Tests of ranking by meaning, without a store.

use super::*;

fn keys(of: &[&str]) -> Vec<String> {
    of.iter().map(|key| (*key).to_owned()).collect()
}

#[test]
fn who_is_found_by_both_comes_first_and_words_win_a_tie() {
    for (words, meaning, expected, more) in [
        (&["a", "b", "c"][..], &["c", "d"][..], &["c", "a", "b", "d"][..], 1),
        (&["a"], &["b"], &["a", "b"], 1),
        (&[], &["x", "y"], &["x", "y"], 2),
        (&["x", "y"], &[], &["x", "y"], 0),
        (&["a", "b"], &["b", "a"], &["a", "b"], 0),
    ] {
        let fused = fuse((keys(words), 1.0), keys(meaning));
        assert_eq!(fused, (keys(expected), more), "{words:?} {meaning:?}");
    }
    // Who has some of the words only comes after what is meant, unless it is that as well.
    let fused = fuse((keys(&["a", "b"]), OF_SOME_WORDS), keys(&["c", "b"]));
    assert_eq!(fused, (keys(&["b", "c", "a"]), 1));
}

#[test]
fn only_what_stands_out_is_near() {
    // A model to which everything is alike, and one to which nothing is.
    for middle in [0.8_f32, 0.05] {
        let mut all: Vec<(i64, f32)> =
            (0..100).map(|at| (at, middle + if at % 2 == 0 { 0.01 } else { -0.01 })).collect();
        all.extend([(200, middle + 0.15), (201, middle + 0.1)]);
        let found = best(all);
        assert_eq!(found, [200, 201], "{middle}");
    }
    let few = best(vec![(1, 0.1), (2, 0.9), (3, 0.5), (4, -0.2)]);
    assert_eq!(few, [2, 3, 1]);
    assert!(best(Vec::new()).is_empty());
    let alike: Vec<(i64, f32)> = (0..50).map(|at| (at, 0.5)).collect();
    assert!(best(alike).len() <= NEAREST_MAX);
}

#[test]
fn a_query_for_people_that_is_a_name_or_a_number_asks_for_no_meaning() {
    for (query, names) in [
        ("Anna Bell", true),
        ("anna@bell.example", true),
        ("+49 30 901820", true),
        ("0132", true),
        ("who is afraid of heights", false),
        ("likes quiet afternoons", false),
    ] {
        assert_eq!(names_somebody("contact", query), names, "{query}");
        assert!(!names_somebody("image", query), "{query}");
    }
}
