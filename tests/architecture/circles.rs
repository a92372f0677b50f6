//! No circles: of two modules in a folder, one is below the other. A module and what is inside it may know each other.
//!
//! Two modules of different folders stand in two modules of one folder, which the rule is about as well. A name that a
//! module only passes on (`pub use`) counts for the one that has it.

use std::collections::{BTreeMap, BTreeSet};

use super::{none, sources};

/// Arrows that close a circle and are still to be taken out. The list only gets shorter: one that closes none any more
/// fails the test.
const CLOSING: &[(&str, &str)] = &[
    ("gate::policy_cache", "gate::rate"),
    ("tools::cms::fields", "tools::cms::image"),
    // Nouns that show each other: a page its sections, a section its page.
    ("tools::cms::page", "tools::cms::section"),
    ("tools::crm::contact", "tools::crm::order"),
    ("tools::messaging::conversation", "tools::messaging::message"),
];

/// A path of names: `["store", "ledger", "RowChange"]`.
type Names = Vec<String>;

/// A file, by what it is called inside the crate.
#[derive(Default)]
struct Module {
    /// What it names of others, from the root of the crate on.
    named: BTreeSet<Names>,
    /// What it passes on: the name, and where that is.
    passed_on: BTreeMap<String, Names>,
}

type Modules = BTreeMap<Names, Module>;

/// The paths in a tree of `use`, each with the name that it has from then on.
fn expand(tree: &str) -> Vec<(Names, String)> {
    let names = |path: &str| -> Names {
        path.split("::").map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    let Some((head, group)) = tree.split_once('{') else {
        let (path, alias) = tree.split_once(" as ").unwrap_or((tree, ""));
        let path = names(path);
        let alias = if alias.is_empty() {
            path.last().cloned().unwrap_or_default()
        } else {
            alias.trim().to_owned()
        };
        return vec![(path, alias)];
    };
    let head = names(head);
    let (mut depth, mut items) = (0, vec![String::new()]);
    for c in group[..group.rfind('}').unwrap_or(group.len())].chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            items.push(String::new());
        } else {
            items.last_mut().unwrap().push(c);
        }
    }
    let all = items.iter().filter(|item| !item.trim().is_empty()).flat_map(|item| expand(item));
    all.map(|(path, alias)| match path.as_slice() {
        [only] if only == "self" && alias == "self" => {
            (head.clone(), head.last().cloned().unwrap_or_default())
        }
        [only] if only == "self" => (head.clone(), alias),
        _ => (head.iter().cloned().chain(path).collect(), alias),
    })
    .collect()
}

/// A path from the root of the crate on; `None` for what is no part of it.
fn from_root(
    at: &[String],
    path: &[String],
    is_module: impl Fn(&[String]) -> bool,
) -> Option<Names> {
    let (first, rest) = path.split_first()?;
    let up = path.iter().take_while(|name| *name == "super").count();
    let below = |at: &[String], rest: &[String]| at.iter().chain(rest).cloned().collect::<Names>();
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some(below(at, rest)),
        "super" => Some(below(at.get(..at.len().checked_sub(up)?)?, &path[up..])),
        name => is_module(&below(at, &[name.to_owned()])).then(|| below(at, path)),
    }
}

/// The paths of two names and more that stand in code: `entity::of_table`, `$crate::store::Sql`.
fn inline(code: &str) -> Vec<Names> {
    let in_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = code.split(|c| !in_path(c));
    words
        .filter(|word| word.contains("::") && !word.starts_with(':'))
        .map(|word| word.split("::").map(str::to_owned).collect())
        .collect()
}

/// The code without what stands in quotes.
fn without_texts(code: &str) -> String {
    let (mut kept, mut in_text, mut escaped) = (String::new(), false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            c if !in_text => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn module(at: &[String], code: &str, is_module: impl Fn(&[String]) -> bool) -> Module {
    let code = without_texts(code);
    let (mut known, mut rest) = (Module::default(), String::new());
    let mut aliases: BTreeMap<String, Names> = BTreeMap::new();
    for (number, statement) in code.split(';').enumerate() {
        let from = statement.rfind("use ").filter(|from| {
            let before = statement[..*from].trim_end();
            before.is_empty()
                || before.ends_with([')', '}', ']'])
                || before.ends_with("pub")
                || number == 0
        });
        let Some(from) = from else {
            rest.push_str(statement);
            continue;
        };
        let line = statement[..from].lines().next_back().unwrap_or_default();
        let is_passed_on = line.trim_start().starts_with("pub");
        rest.push_str(&statement[..from]);
        for (path, alias) in expand(&statement[from + "use ".len()..]) {
            let Some(path) = from_root(at, &path, &is_module) else { continue };
            if is_passed_on {
                known.passed_on.insert(alias.clone(), path.clone());
            }
            aliases.insert(alias, path.clone());
            known.named.insert(path);
        }
    }
    for path in inline(&rest) {
        let whole =
            aliases.get(&path[0]).map(|whole| whole.iter().chain(&path[1..]).cloned().collect());
        known.named.extend(whole.or_else(|| from_root(at, &path, &is_module)));
    }
    known
}

/// The module that has what is named, if it is one of these.
fn owner(modules: &Modules, path: &[String], steps: usize) -> Option<Names> {
    let length = (0..=path.len()).rev().find(|length| modules.contains_key(&path[..*length]))?;
    let (module, rest) = path.split_at(length);
    let on = rest.first().and_then(|name| modules[module].passed_on.get(name));
    match on {
        Some(on) if steps > 0 => {
            let whole: Names = on.iter().chain(&rest[1..]).cloned().collect();
            owner(modules, &whole, steps - 1).or_else(|| Some(module.to_vec()))
        }
        _ => Some(module.to_vec()),
    }
}

/// Which module of a folder knows which other, with two files of which that is so.
type Arrows = BTreeMap<(String, String), (String, String)>;

fn arrows(code: &[(Names, String)]) -> Arrows {
    let known: BTreeSet<&[String]> = code.iter().map(|(at, _)| at.as_slice()).collect();
    let modules: Modules = code
        .iter()
        .map(|(at, code)| (at.clone(), module(at, code, |path| known.contains(path))))
        .collect();
    let mut arrows = Arrows::new();
    for (from, module) in &modules {
        for to in module.named.iter().filter_map(|path| owner(&modules, path, 8)) {
            let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            if shared < from.len() && shared < to.len() {
                let of = |path: &[String]| path[..=shared].join("::");
                let witness = (from.join("::"), to.join("::"));
                arrows.entry((of(from), of(&to))).or_insert(witness);
            }
        }
    }
    arrows
}

/// Whether arrows lead from one module to the other.
fn leads(arrows: &Arrows, without: &[(&str, &str)], from: &str, to: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::from([from]), vec![from]);
    while let Some(at) = next.pop() {
        let out =
            arrows.keys().filter(|(a, b)| a == at && !without.contains(&(a.as_str(), b.as_str())));
        for (_, b) in out {
            if b == to {
                return true;
            }
            if seen.insert(b) {
                next.push(b);
            }
        }
    }
    false
}

/// The arrows that close a circle, those left out that are known.
fn closing(arrows: &Arrows, known: &[(&str, &str)]) -> Vec<String> {
    let closes = |(a, b): &&(String, String)| {
        !known.contains(&(a.as_str(), b.as_str())) && leads(arrows, known, b, a)
    };
    let all = arrows.keys().filter(closes);
    all.map(|arrow| {
        format!("{} → {} ({} names {})", arrow.0, arrow.1, arrows[arrow].0, arrows[arrow].1)
    })
    .collect()
}

#[test]
fn no_two_modules_know_each_other() {
    let code: Vec<(Names, String)> = sources()
        .iter()
        .map(|source| {
            let inside = source.path.trim_start_matches("src/").trim_end_matches(".rs");
            let names = inside.split('/').filter(|name| !matches!(*name, "lib" | "main"));
            (names.map(str::to_owned).collect(), source.code())
        })
        .collect();
    let arrows = arrows(&code);
    assert!(arrows.len() > 400, "only {} arrows were found", arrows.len());
    none(&closing(&arrows, CLOSING), "of two modules one is below the other");
    let done = CLOSING.iter().filter(|(a, b)| {
        let others: Vec<_> = CLOSING.iter().copied().filter(|known| *known != (*a, *b)).collect();
        let is_there = arrows.contains_key(&((*a).to_owned(), (*b).to_owned()));
        !is_there || !leads(&arrows, &others, b, a)
    });
    let done: Vec<String> = done.map(|(a, b)| format!("{a} → {b}")).collect();
    none(&done, "these close no circle any more: take them off the list");
}

#[test]
fn a_circle_would_be_found() {
    let found = |files: &[(&str, &str)]| {
        let code = |(path, code): &(&str, &str)| {
            (
                path.split("::").filter(|it| !it.is_empty()).map(str::to_owned).collect(),
                (*code).to_owned(),
            )
        };
        let arrows = arrows(&files.iter().map(code).collect::<Vec<_>>());
        (closing(&arrows, &[]).len(), arrows.len())
    };
    // Parent and child, and one below the other.
    let good = [
        ("a", "mod b;\nmod c;\npub use self::b::B;\nuse super::d;"),
        ("a::b", "use super::c::C;\nuse crate::d::D;"),
        ("a::c", "use super::A;"),
        ("d", "use std::fmt;\nconst X: &str = \"crate::a::b\";"),
    ];
    assert_eq!(found(&good), (0, 2));
    // In one folder; between folders; by a name that the parent passes on; in code and by an alias.
    for (bad, closes) in [
        (vec![("a::b", "use super::c::C;"), ("a::c", "fn f() { super::b::g() }"), ("a", "")], 2),
        (
            vec![
                ("a::b", "use crate::d::e::E;"),
                ("a", ""),
                ("d::e", "use crate::{a::b, x::Y};"),
                ("d", ""),
            ],
            2,
        ),
        (
            vec![
                ("a", "mod b;\nmod c;\npub(super) use b::B;"),
                ("a::b", "use super::c;\nfn f() { c::g(); }"),
                ("a::c", "use crate::a::B;"),
            ],
            2,
        ),
        (
            vec![
                ("a::b", "use super::c as other;"),
                ("a::c", "use super::d::{self, e::E};"),
                ("a::d", "fn f() -> crate::a::b::B {}"),
                ("a", ""),
            ],
            3,
        ),
    ] {
        assert_eq!(found(&bad).0, closes, "{bad:?}");
    }
}
