//! SQL dialects: each difference between engines, by name, in both forms.
//!
//! Inside [`portable!`] a statement writes `{list :ids}`, which is replaced at compile time by the engine's form. All
//! other SQL must work in both engines; `tests/architecture/portable.rs` checks each statement. PostgreSQL is not
//! supported yet; the forms were tried with PostgreSQL 15 (ADR 0035).

/// One difference. `$1` and `$2` are the arguments of the fragment.
pub(super) struct Fragment {
    name: &'static str,
    sqlite: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the second engine is not there yet"))]
    postgres: &'static str,
}

const FRAGMENTS: &[Fragment] = &[
    // The texts of a JSON array, for IN.
    Fragment {
        name: "list",
        sqlite: "(SELECT cte_list.value FROM json_each($1) cte_list)",
        postgres: "(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))",
    },
    // The texts of a JSON array, as a table with the given name and the column `value`.
    Fragment {
        name: "items",
        sqlite: "json_each($1) $2",
        postgres: "jsonb_array_elements_text(CAST($1 AS jsonb)) AS $2 (value)",
    },
    // The objects of a JSON array, as a table with the given name and the column `value`.
    Fragment {
        name: "objects",
        sqlite: "json_each($1) $2",
        postgres: "jsonb_array_elements(CAST($1 AS jsonb)) AS $2 (value)",
    },
    // The members of a JSON object with text values, as a table with the given name and the columns `key` and `value`.
    Fragment {
        name: "pairs",
        sqlite: "json_each($1) $2",
        postgres: "jsonb_each_text(CAST($1 AS jsonb)) AS $2 (key, value)",
    },
    // The text of a member of a JSON object; null if it has none.
    Fragment {
        name: "member",
        sqlite: "($1 ->> $2)",
        postgres: "(CAST($1 AS jsonb) ->> CAST($2 AS text))",
    },
    // Whether a JSON object has the member, even if it is null.
    Fragment {
        name: "has_member",
        sqlite: "(json_type($1, '$.' || $2) IS NOT NULL)",
        postgres: "(CAST($1 AS jsonb) ? CAST($2 AS text))",
    },
    // The 1-based position of the second text in the first; 0 if it is not in it.
    Fragment { name: "position", sqlite: "instr($1, $2)", postgres: "strpos($1, $2)" },
    // Concatenates the texts of several rows, separated by a blank.
    Fragment { name: "joined", sqlite: "group_concat($1, ' ')", postgres: "string_agg($1, ' ')" },
    // The greater of two values that are not null.
    Fragment { name: "greater", sqlite: "max($1, $2)", postgres: "greatest($1, $2)" },
    // A join whose left side has few rows and must be read first. SQLite has no statistics here to find that out.
    Fragment { name: "ordered_join", sqlite: "CROSS JOIN", postgres: "JOIN" },
    // Forces the use of an index.
    Fragment { name: "by_index", sqlite: "INDEXED BY $1", postgres: "" },
    // The next number of a tenant's sequence, kept in the column $2 of the table $1. A write transaction has exclusive
    // access to the tenant's rows, so no other writer gets the same: see `store/engine.rs`.
    Fragment {
        name: "next_number",
        sqlite: "(SELECT coalesce(max($2), 0) + 1 FROM $1 WHERE tenant_id = :tenant)",
        postgres: "next_number(:tenant, '$1', '$2')",
    },
];

/// Translates a statement to the engine's dialect: `portable!("id IN {list :ids}")`.
macro_rules! portable {
    ($text:expr) => {{
        const TEXT: &str = $text;
        const BYTES: [u8; $crate::store::said_length(TEXT)] = $crate::store::said(TEXT);
        $crate::store::text(&BYTES)
    }};
}
pub(crate) use portable;

/// The length of the translated text, in bytes.
pub(crate) const fn said_length(text: &str) -> usize {
    say(text, &mut [])
}

/// The translated text.
pub(crate) const fn said<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    say(text, &mut bytes);
    bytes
}

/// Whether a fragment begins at `at`: a brace followed by a letter. Braces of JSON paths and objects are not.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
pub(super) const fn begins(text: &[u8], at: usize) -> bool {
    text[at] == b'{' && at + 1 < text.len() && text[at + 1].is_ascii_lowercase()
}

/// Writes the translated text to `out` as far as it fits; returns its whole length.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn say(text: &str, out: &mut [u8]) -> usize {
    let text = text.as_bytes();
    let (mut at, mut end) = (0, 0);
    while at < text.len() {
        if begins(text, at) {
            let close = find(text, at, b'}');
            let name_end = min(find(text, at, b' '), close);
            let first_end = top_comma(text, name_end, close);
            let form = form_of(text, at + 1, name_end);
            let mut i = 0;
            while i < form.len() {
                if form[i] == b'$' && i + 1 < form.len() && matches!(form[i + 1], b'1' | b'2') {
                    let (from, to) = if form[i + 1] == b'1' {
                        (name_end + 1, first_end)
                    } else {
                        (first_end + 2, close)
                    };
                    assert!(from < to, "a fragment is not given what it needs");
                    let mut each = from;
                    while each < to {
                        end = put(out, end, text[each]);
                        each += 1;
                    }
                    i += 2;
                } else {
                    end = put(out, end, form[i]);
                    i += 1;
                }
            }
            at = close + 1;
        } else {
            end = put(out, end, text[at]);
            at += 1;
        }
    }
    end
}

#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn put(out: &mut [u8], at: usize, byte: u8) -> usize {
    if at < out.len() {
        out[at] = byte;
    }
    at + 1
}

/// The position of the next `byte`, or the end.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn find(text: &[u8], mut at: usize, byte: u8) -> usize {
    while at < text.len() && text[at] != byte {
        at += 1;
    }
    at
}

const fn min(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

/// The position of the first comma outside of parentheses, or the end.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn top_comma(text: &[u8], mut at: usize, end: usize) -> usize {
    let mut depth = 0;
    while at < end {
        match text[at] {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b',' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    end
}

/// The engine's form of the fragment with this name.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
#[expect(clippy::panic, reason = "a const fn: a panic is a compile error")]
const fn form_of(text: &[u8], from: usize, to: usize) -> &'static [u8] {
    let mut known = 0;
    while known < FRAGMENTS.len() {
        let name = FRAGMENTS[known].name.as_bytes();
        let mut same = 0;
        while same < name.len() && from + same < to && text[from + same] == name[same] {
            same += 1;
        }
        if same == name.len() && from + same == to {
            return FRAGMENTS[known].sqlite.as_bytes();
        }
        known += 1;
    }
    panic!("no such fragment: they are in store/sql/dialect.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_has_the_words_of_the_engine() {
        const LIST: &str = portable!("a IN {list :ids} AND b = '{}'");
        const PLACE: &str = portable!("{position lower(coalesce(a, '')), :q} > 0 {by_index c}");
        const JOIN: &str = portable!("{items :ids, cte_a} {ordered_join} b");
        const NONE: &str = portable!("SELECT '{\"a\":1}', é FROM t");
        assert_eq!(LIST, "a IN (SELECT cte_list.value FROM json_each(:ids) cte_list) AND b = '{}'");
        assert_eq!(PLACE, "instr(lower(coalesce(a, '')), :q) > 0 INDEXED BY c");
        assert_eq!(JOIN, "json_each(:ids) cte_a CROSS JOIN b");
        assert_eq!(NONE, "SELECT '{\"a\":1}', é FROM t");
    }

    #[test]
    fn each_engine_is_given_the_same_and_none_the_words_of_the_other() {
        for Fragment { name, sqlite, postgres } in FRAGMENTS {
            for given in ["$1", "$2"] {
                let uses = sqlite.contains(given) || postgres.contains(given);
                // PostgreSQL chooses indexes itself, so that form leaves the argument out.
                let both = sqlite.contains(given) && postgres.contains(given);
                assert!(!uses || both || *name == "by_index", "{name} is not given {given}");
            }
            for foreign in ["instr", "json_each", "json_type", "group_concat", "CROSS", "INDEXED"] {
                assert!(!postgres.contains(foreign), "{name}: {postgres}");
            }
            for foreign in ["jsonb", "strpos", "string_agg", "greatest", "::"] {
                assert!(!sqlite.contains(foreign), "{name}: {sqlite}");
            }
            let alike = FRAGMENTS.iter().filter(|other| other.name == *name);
            assert_eq!(alike.count(), 1, "{name}");
        }
    }
}
