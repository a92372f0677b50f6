//! Every statement is one that the second engine takes: see [`super::portable`]. Those that are made of declarations
//! are looked at in the package `entity`.

use std::fs;

use super::{
    none,
    portable::{ANYTHING, Columns, faults},
    source::{Source, call, root},
    sources, statements,
};

/// Words by which a text is a statement or a part of one.
const KEYWORDS: [&str; 14] = [
    "SELECT ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "WHERE ",
    " AND ",
    "ORDER BY ",
    "LIMIT ",
    "EXISTS (",
    "JOIN ",
    " FROM ",
    "VALUES (",
    "ON CONFLICT",
    " IN (",
];

/// What takes a statement or a part of one, besides the constructors.
const PARTS: [&str; 3] = ["join!(", "portable!(", "expr = "];

/// Whether what stands in the file is the engine's own, or the place where statements are checked.
fn is_engine(source: &Source) -> bool {
    source.path.starts_with("src/store/sqlite") || source.path.starts_with("src/store/sql")
}

/// The texts in quotes of a piece of code, each with its place.
fn texts(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = code.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if c == '\'' {
            // A letter, and not a lifetime: `'"'`, `'\n'`.
            let after: Vec<char> = code[at..].chars().take(4).collect();
            let length = match after.as_slice() {
                ['\'', '\\', _, '\'', ..] => 3,
                ['\'', _, '\'', ..] => 2,
                _ => 0,
            };
            for _ in 0..length {
                rest.next();
            }
        } else if c == '"' {
            let is_raw = code[..at].trim_end_matches('#').ends_with('r');
            let hashes = code[..at].chars().rev().take_while(|c| *c == '#').count();
            let end = format!("\"{}", "#".repeat(if is_raw { hashes } else { 0 }));
            let mut text = String::new();
            while let Some((here, c)) = rest.next() {
                match c {
                    '\\' if !is_raw => match rest.next() {
                        Some((_, escaped)) if escaped != '\n' => text.push(escaped),
                        Some(_) | None => {}
                    },
                    '"' if code[here..].starts_with(&end) => break,
                    c => text.push(c),
                }
            }
            found.push((at, text));
        }
    }
    found
}

/// Every statement and every part of one in the code, and how many constructors of statements those are of.
fn written(code: &str) -> (Vec<String>, usize) {
    let texts = texts(code);
    let (mut found, mut made, mut taken) = (Vec::new(), 0, Vec::new());
    let makers = statements::makers(code);
    for maker in makers.iter().map(String::as_str).chain(PARTS) {
        for (at, _) in code.match_indices(maker) {
            let is_longer = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let is_in_text =
                texts.iter().any(|(from, text)| (*from..from + text.len()).contains(&at));
            if is_longer || is_in_text {
                continue;
            }
            made += usize::from(!PARTS.contains(&maker));
            let from = at + maker.len();
            let length = if maker.ends_with('(') { call(&code[from..]).len() } else { 1 };
            let inside = texts.iter().filter(|(at, _)| (from..from + length).contains(at));
            let inside: Vec<&(usize, String)> = inside.collect();
            taken.extend(inside.iter().map(|(at, _)| *at));
            // What a macro puts between two texts is not known.
            let parts: Vec<&str> = inside.iter().map(|(_, text)| text.as_str()).collect();
            found.push(parts.join(&format!(" {ANYTHING} ")));
        }
    }
    let others = texts.into_iter().filter(|(at, text)| {
        !taken.contains(at) && KEYWORDS.iter().any(|keyword| text.contains(keyword))
    });
    // It is a part: what comes after it is not known.
    found.extend(others.map(|(_, text)| format!("{text} {ANYTHING}")));
    (found, made)
}

#[test]
fn every_statement_is_one_that_the_second_engine_takes() {
    let schema = fs::read_to_string(root().join("src/store/migrations/schema.sql")).unwrap();
    let columns = Columns::of(&schema);
    assert!(
        columns.nullable.contains("published_at") && columns.integers.contains("version"),
        "{columns:?}"
    );
    let (mut looked, mut made, mut wrong) = (0, 0, Vec::new());
    for source in sources().iter().filter(|source| !is_engine(source)) {
        let code = source.code();
        let (found, here) = written(&code);
        made += here;
        assert_eq!(here, statements::statements(&code).0, "{}: one was not seen", source.path);
        for statement in found {
            looked += 1;
            let faults = faults(&statement, &columns);
            wrong.extend(
                faults.into_iter().map(|it| format!("{}: {it}\n    {statement}", source.path)),
            );
        }
    }
    none(&wrong, "a statement says what both engines take");
    assert!(made > 230 && looked > 280, "only {made} statements and {looked} texts were found");
}

#[test]
fn a_statement_would_be_seen_wherever_it_stands() {
    let code = "const A: Sql = Sql::scoped(portable!(\"SELECT a\\\" FROM t WHERE x IN {list :ids}\"));\n\
                const B: Select<R> =\n    select!(R, \"a = :a ORDER BY b\");\nconst PART: &str = \" AND c = 1\";\n\
                const C: Sql = Sql::scoped(join!(PART, PART));\n#[extra(expr = \"max(a, b)\", hidden)]\n\
                let c = '\"'; let d = r#\"SELECT \"x\" FROM y\"#; let e = \"no statement\";\n\
                macro_rules! of { ($v:literal) => {\n    Sql::scoped(concat!(\"SELECT \", $v, \" FROM t\"))\n}; }";
    let (found, made) = written(code);
    assert_eq!(made, 4);
    for text in [
        "SELECT a\" FROM t WHERE x IN {list :ids}",
        "a = :a ORDER BY b",
        " AND c = 1 anything",
        "max(a, b)",
        "SELECT \"x\" FROM y anything",
        "SELECT  anything  FROM t",
    ] {
        assert!(found.iter().any(|it| it == text), "{text} is not in {found:?}");
    }
    assert!(!found.iter().any(|it| it.contains("no statement")));
}
