//! Where engines differ in the words of a statement: each difference by name, with how each engine says it.
//!
//! A statement says `{list :ids}`, inside [`portable!`], and has the words of the engine once it is compiled.
//! Everything else in a statement is what both take; `tests/architecture/portable.rs` looks at each. The second engine
//! is not there yet: what it would be told was tried with PostgreSQL 15 (ADR 0035).

/// One difference. `$1` and `$2` stand for what the statement gives it.
pub(super) struct Fragment {
    name: &'static str,
    sqlite: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the second engine is not there yet"))]
    postgres: &'static str,
}

/// Every difference.
const FRAGMENTS: &[Fragment] = &[
    // The texts of a JSON list, for IN.
    Fragment {
        name: "list",
        sqlite: "(SELECT cte_list.value FROM json_each($1) cte_list)",
        postgres: "(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))",
    },
    // The texts of a JSON list as a table with that name, whose column is `value`.
    Fragment {
        name: "items",
        sqlite: "json_each($1) $2",
        postgres: "jsonb_array_elements_text(CAST($1 AS jsonb)) AS $2 (value)",
    },
    // The objects of a JSON list as a table with that name, whose column is `value`.
    Fragment {
        name: "objects",
        sqlite: "json_each($1) $2",
        postgres: "jsonb_array_elements(CAST($1 AS jsonb)) AS $2 (value)",
    },
    // The members of a JSON object, all of them texts, as a table with that name: `key` and `value`.
    Fragment {
        name: "pairs",
        sqlite: "json_each($1) $2",
        postgres: "jsonb_each_text(CAST($1 AS jsonb)) AS $2 (key, value)",
    },
    // The text of a member of a JSON object; null where there is none.
    Fragment {
        name: "member",
        sqlite: "($1 ->> $2)",
        postgres: "(CAST($1 AS jsonb) ->> CAST($2 AS text))",
    },
    // Whether a JSON object has a member of that name, be it null.
    Fragment {
        name: "has_member",
        sqlite: "(json_type($1, '$.' || $2) IS NOT NULL)",
        postgres: "(CAST($1 AS jsonb) ? CAST($2 AS text))",
    },
    // Where the second text begins in the first, from 1 on; 0 where it is not in it.
    Fragment { name: "position", sqlite: "instr($1, $2)", postgres: "strpos($1, $2)" },
    // The texts of several rows, with a blank between them.
    Fragment { name: "joined", sqlite: "group_concat($1, ' ')", postgres: "string_agg($1, ' ')" },
    // The greater of two that are not null.
    Fragment { name: "greater", sqlite: "max($1, $2)", postgres: "greatest($1, $2)" },
    // A join of which the left side is few rows and is read first. The first engine has no statistics to see that by.
    Fragment { name: "ordered_join", sqlite: "CROSS JOIN", postgres: "JOIN" },
    // By which index a table is read.
    Fragment { name: "by_index", sqlite: "INDEXED BY $1", postgres: "" },
    // The next number of a tenant's sequence, which is the column $2 of the table $1. Whoever asks has the tenant to
    // itself until it commits: see `store/engine.rs`.
    Fragment {
        name: "next_number",
        sqlite: "(SELECT coalesce(max($2), 0) + 1 FROM $1 WHERE tenant_id = :tenant)",
        postgres: "next_number(:tenant, '$1', '$2')",
    },
];

/// A text in the words of the engine: `portable!("id IN {list :ids}")`.
macro_rules! portable {
    ($text:expr) => {{
        const TEXT: &str = $text;
        const BYTES: [u8; $crate::store::said_length(TEXT)] = $crate::store::said(TEXT);
        $crate::store::text(&BYTES)
    }};
}
pub(crate) use portable;

/// How many bytes the text has in the words of the engine.
pub(crate) const fn said_length(text: &str) -> usize {
    say(text, &mut [])
}

/// The text in the words of the engine.
pub(crate) const fn said<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    say(text, &mut bytes);
    bytes
}

/// Whether a fragment begins at that place: a brace and a letter. Braces of JSON have none after them.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
pub(super) const fn begins(text: &[u8], at: usize) -> bool {
    text[at] == b'{' && at + 1 < text.len() && text[at + 1].is_ascii_lowercase()
}

/// Writes the text into `out` as far as that goes; how long it is.
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

/// Where `byte` is next, or the end.
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

/// Where the comma is that stands in no parentheses, or the end.
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

/// How the engine says the fragment of that name.
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
                // An engine that plans by itself needs no index named.
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
