//! Cuts values to the size of an answer: a list to its first items, a single thing by its parts.
//!
//! The longest texts of a thing are cut first. If that is not enough, nested lists and objects lose their last
//! members. The thing's own fields are all kept. `…` marks what was cut.

use serde_json::{Map, Value};

/// Stands for what was cut off.
const REST: &str = "…";

/// Bytes. Shorter texts are not cut: a part of a name, id or date is useless.
const TEXT_MIN: usize = 80;

/// Bytes. Longer member names are not ours and are dropped.
const NAME_MAX: usize = 200;

/// About how many characters a value takes as JSON.
pub(crate) fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 8,
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| weight(item) + 1).sum::<usize>() + 2,
        Value::Object(object) => {
            object.iter().map(|(key, value)| key.len() + 4 + weight(value)).sum::<usize>() + 2
        }
    }
}

/// `value` in about `budget` characters, and whether something had to be cut off.
pub(crate) fn fitted(mut value: Value, budget: usize) -> (Value, bool) {
    let whole = weight(&value);
    if whole <= budget {
        return (value, false);
    }
    let mut lengths = Vec::new();
    texts(&mut value, &mut |text| lengths.push(text.len()));
    let frame = whole.saturating_sub(lengths.iter().sum());
    let max = fair(budget.saturating_sub(frame), lengths).max(TEXT_MIN);
    texts(&mut value, &mut |text| cut(text, max));
    if weight(&value) > budget
        && let Value::Object(fields) = &mut value
    {
        let max = fair(budget, fields.values().map(weight));
        fields.values_mut().for_each(|field| prune(field, &mut Room(max)));
    }
    (value, true)
}

/// How many of the first items fit into the budget together.
pub(crate) fn how_many_fit(items: &[Value], budget: usize) -> usize {
    let mut chars = 0;
    let fits = |item: &&Value| {
        chars += weight(item);
        chars <= budget
    };
    items.iter().take_while(fits).count()
}

/// The length to which several texts must be cut so that they have at most `budget` bytes together. Shorter texts stay
/// whole, and leave room for the longer ones.
pub(crate) fn fair(budget: usize, lengths: impl IntoIterator<Item = usize>) -> usize {
    let mut lengths: Vec<usize> = lengths.into_iter().collect();
    lengths.sort_unstable();
    let (mut left, mut waiting) = (budget, lengths.len());
    for length in lengths {
        let share = left / waiting;
        if length > share {
            return share;
        }
        left -= length;
        waiting -= 1;
    }
    usize::MAX
}

/// Calls `each` with every text in `value`.
fn texts(value: &mut Value, each: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(items) => items.iter_mut().for_each(|item| texts(item, each)),
        Value::Object(fields) => fields.values_mut().for_each(|field| texts(field, each)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn cut(text: &mut String, max: usize) {
    if text.len() > max {
        text.truncate(text.floor_char_boundary(max.saturating_sub(REST.len())));
        text.push_str(REST);
    }
}

/// The number of characters that still fit.
struct Room(usize);

/// Removes members of lists and objects that do not fit.
fn prune(value: &mut Value, room: &mut Room) {
    match value {
        Value::Array(items) => {
            let whole = items.len();
            let mut kept = Vec::new();
            for mut item in std::mem::take(items) {
                if room.0 == 0 {
                    break;
                }
                prune(&mut item, room);
                kept.push(item);
            }
            if kept.len() < whole {
                kept.push(REST.into());
            }
            *items = kept;
        }
        Value::Object(fields) => {
            let mut kept = Map::new();
            for (mut name, mut field) in std::mem::take(fields) {
                if room.0 == 0 {
                    kept.insert(REST.to_owned(), true.into());
                    break;
                }
                cut(&mut name, NAME_MAX);
                room.0 = room.0.saturating_sub(name.len());
                prune(&mut field, room);
                kept.insert(name, field);
            }
            *fields = kept;
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    let own = if value.is_array() || value.is_object() { 2 } else { weight(value) };
    room.0 = room.0.saturating_sub(own);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_fits_is_left_as_it_is() {
        let value = json!({ "id": "pg_1", "body": "x".repeat(900) });
        assert_eq!(fitted(value.clone(), 1_000), (value, false));
    }

    #[test]
    fn the_longest_texts_are_cut_and_short_ones_are_whole() {
        let value =
            json!({ "id": "pg_1", "title": "é".repeat(40), "body": "é".repeat(90_000), "n": 1 });
        let (fitting, is_cut) = fitted(value, 1_000);
        assert!(is_cut && weight(&fitting) <= 1_010, "{}", weight(&fitting));
        assert_eq!((&fitting["id"], &fitting["n"]), (&json!("pg_1"), &json!(1)));
        assert_eq!(fitting["title"], "é".repeat(40));
        assert!(fitting["body"].as_str().unwrap().ends_with(REST));
    }

    #[test]
    fn whatever_is_in_it_it_fits_and_keeps_its_own_fields() {
        let long = "x".repeat(1 << 20);
        let many: Map<String, Value> = (0..50_000).map(|n| (n.to_string(), json!(n))).collect();
        let deep = (0..90).fold(json!("x".repeat(100)), |inner, _| json!([inner, "y".repeat(90)]));
        for inside in [
            json!({ long.as_str(): long.as_str() }),
            json!(many),
            json!(vec![0; 100_000]),
            json!(vec!["text"; 100_000]),
            json!(vec![vec![1; 1_000]; 1_000]),
            deep,
        ] {
            let value = json!({ "first": 1, "arguments": inside, "last": "end" });
            let (fitting, is_cut) = fitted(value, 1_000);
            assert!(is_cut && weight(&fitting) < 2_000, "{}", weight(&fitting));
            assert_eq!((&fitting["first"], &fitting["last"]), (&json!(1), &json!("end")));
        }
    }

    #[test]
    fn what_short_texts_spare_is_for_the_long_ones() {
        for (budget, lengths, max) in [
            (100, vec![10, 20, 30], usize::MAX),
            (100, vec![10, 200, 300], 45),
            (100, vec![200, 10, 300, 20], 35),
            (100, vec![], usize::MAX),
            (1, vec![5, 5], 0),
        ] {
            assert_eq!(fair(budget, lengths), max);
        }
    }
}
