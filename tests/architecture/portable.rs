//! What a statement may say so that the second engine, PostgreSQL, takes it and means the same. Text is enough to see
//! that: each rule is something that was tried there and failed, or meant something else.
//!
//! Where engines differ a statement has a fragment, `{list :ids}` (`src/store/sql/dialect.rs`), and what that makes of
//! it is not looked at here.

use std::collections::{BTreeMap, BTreeSet};

/// A word, a mark or a text of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// A keyword, a name or a number.
    Word(String),
    /// `:name`
    Param(String),
    /// What stands between quotes.
    Text,
    /// One or more marks that belong together: `(`, `<>`, `->>`, `{`.
    Mark(String),
}

use Token::{Mark, Param, Text, Word};

/// Words that only one engine knows, and what to say instead.
const WORDS: [(&str, &str); 39] = [
    ("rowid", "a key of the table"),
    ("oid", "a key of the table"),
    ("pragma", "a function of store/engine.rs"),
    ("vacuum", "a function of store/engine.rs"),
    ("attach", "a function of store/engine.rs"),
    ("indexed", "{by_index …}"),
    ("match", "a function of store/engine.rs"),
    ("glob", "{position …}"),
    ("regexp", "{position …}"),
    ("like", "{position …}, which regards the case everywhere"),
    ("ilike", "{position …}"),
    ("instr", "{position …}"),
    ("strpos", "{position …}"),
    ("group_concat", "{joined …}"),
    ("string_agg", "{joined …}"),
    ("greatest", "{greater …}"),
    ("least", "CASE"),
    ("iif", "CASE"),
    ("ifnull", "coalesce"),
    ("nvl", "coalesce"),
    ("total", "coalesce(CAST(sum(…) AS bigint), 0)"),
    ("avg", "a sum and a count"),
    ("printf", "||"),
    ("format", "||"),
    ("typeof", "a column of one type"),
    ("unixepoch", "a bound time"),
    ("strftime", "a bound time"),
    ("julianday", "a bound time"),
    ("datetime", "a bound time"),
    ("now", "a bound time"),
    ("random", "a bound value"),
    ("hex", "text"),
    ("quote", "a bound value"),
    ("unlikely", "nothing"),
    ("likely", "nothing"),
    ("isnull", "IS NULL"),
    ("notnull", "IS NOT NULL"),
    ("collate", "the order of the column, which is by bytes"),
    ("cross", "{ordered_join}"),
];

/// Words that the second engine keeps for itself, as far as somebody would take one for a name.
const RESERVED: [&str; 20] = [
    "all", "any", "array", "both", "check", "column", "default", "do", "end", "for", "group",
    "order", "placing", "primary", "some", "table", "to", "user", "using", "window",
];

/// Stands for what a macro, or another part, puts into a statement.
pub const ANYTHING: &str = "anything";

/// Everything in the statement that the second engine does not take, or takes for something else.
pub fn faults(statement: &str, columns: &Columns) -> Vec<String> {
    let tokens = tokens(statement);
    let mut faults = words(&tokens);
    faults.extend(marks(&tokens));
    faults.extend(comparisons(&tokens));
    faults.extend(parameters(&tokens));
    faults.extend(upserts(&tokens));
    faults.extend(numbers(&tokens));
    faults.extend(conditions(&tokens));
    faults.extend(subqueries(&tokens));
    faults.extend(kinds(&tokens, columns));
    faults.extend(orders(&tokens, &columns.nullable));
    faults
}

/// What every table that has a column of that name says of it.
#[derive(Debug, Default)]
pub struct Columns {
    /// Can be null.
    pub nullable: BTreeSet<String>,
    /// Holds whole numbers.
    pub integers: BTreeSet<String>,
    /// Holds text.
    pub texts: BTreeSet<String>,
}

impl Columns {
    /// The columns of a schema. A name of which tables say different things is in none.
    pub fn of(schema: &str) -> Columns {
        let mut columns = Columns::default();
        let mut said: BTreeMap<&str, [bool; 3]> = BTreeMap::new();
        for line in schema.lines().filter(|line| line.starts_with("  ")) {
            let mut words = line.split_whitespace();
            let (Some(name), Some(kind)) = (words.next(), words.next()) else { continue };
            let kind = kind.trim_end_matches(',');
            if matches!(kind, "TEXT" | "INTEGER") {
                let here = [!line.contains("NOT NULL"), kind == "INTEGER", kind == "TEXT"];
                let all = said.entry(name).or_insert(here);
                all.iter_mut().zip(here).for_each(|(all, here)| *all &= here);
            }
        }
        for (name, [nullable, integer, text]) in said {
            columns.nullable.extend(nullable.then(|| name.to_owned()));
            columns.integers.extend(integer.then(|| name.to_owned()));
            columns.texts.extend(text.then(|| name.to_owned()));
        }
        columns
    }
}

fn tokens(statement: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = statement.trim_start();
    while let Some(first) = rest.chars().next() {
        let name = |c: char| c.is_alphanumeric() || c == '_';
        let length = if first == '\'' {
            let mut at = 1;
            // Two quotes are one in the text.
            while let Some(next) = rest[at..].find('\'') {
                at += next + 1;
                if !rest[at..].starts_with('\'') {
                    break;
                }
                at += 1;
            }
            tokens.push(Text);
            at
        } else if first == ':' && rest[1..].starts_with(name) {
            let length = 1 + rest[1..].find(|c| !name(c)).unwrap_or(rest.len() - 1);
            tokens.push(Param(rest[1..length].to_owned()));
            length
        } else if name(first) {
            let length = rest.find(|c| !name(c)).unwrap_or(rest.len());
            tokens.push(Word(rest[..length].to_lowercase()));
            length
        } else {
            let alone = |c: char| "(){},;.\"`[]".contains(c);
            let runs_on = |c: char| !c.is_whitespace() && !name(c) && !alone(c) && c != '\'';
            let run = rest.find(|c| !runs_on(c)).unwrap_or(rest.len());
            let length = if alone(first) { 1 } else { run.max(first.len_utf8()) };
            tokens.push(Mark(rest[..length].to_owned()));
            length
        };
        rest = rest[length..].trim_start();
    }
    tokens
}

fn is_word(token: Option<&Token>, one_of: &[&str]) -> bool {
    matches!(token, Some(Word(word)) if one_of.contains(&word.as_str()))
}

fn is_mark(token: Option<&Token>, mark: &str) -> bool {
    matches!(token, Some(Mark(found)) if found == mark)
}

/// Where the parenthesis closes that is at `open`.
fn close(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        depth += i32::from(is_mark(Some(token), "(")) - i32::from(is_mark(Some(token), ")"));
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// Whether one of the tokens that stand in no parentheses is one of these words or marks.
fn at_top(tokens: &[Token], one_of: &[&str]) -> bool {
    let mut depth = 0;
    tokens.iter().any(|token| {
        depth += i32::from(is_mark(Some(token), "(")) - i32::from(is_mark(Some(token), ")"));
        let (Word(text) | Mark(text)) = token else { return false };
        depth == 0 && one_of.contains(&text.as_str())
    })
}

fn words(tokens: &[Token]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Word(word) = token else { continue };
        // The name of a fragment, a column of that name, or its new name.
        if at > 0 && (is_mark(tokens.get(at - 1), "{") || is_mark(tokens.get(at - 1), ".")) {
            continue;
        }
        let known = WORDS.iter().find(|(known, _)| known == word);
        faults.extend(known.map(|(known, instead)| format!("`{known}`: say {instead}")));
        let of_one = ["json_", "jsonb", "sqlite_", "pg_", "to_json"];
        if of_one.iter().any(|start| word.starts_with(start)) {
            faults
                .push(format!("`{word}`: say {{member …}}, {{list …}} or what else is a fragment"));
        }
        if is_word(Some(token), &["insert", "update"]) && is_word(tokens.get(at + 1), &["or"])
            || word == "replace" && is_word(tokens.get(at + 1), &["into"])
        {
            faults.push(format!("`{word} or`: say ON CONFLICT"));
        }
        let named = at > 0 && is_word(tokens.get(at - 1), &["as"]);
        if named && RESERVED.contains(&word.as_str()) {
            faults.push(format!("`AS {word}`: the word is taken"));
        }
    }
    let is_change = is_word(tokens.first(), &["update", "delete"]);
    if is_change && at_top(tokens, &["limit", "order"]) {
        faults
            .push("a write of so many rows and no more: choose the keys by a subquery".to_owned());
    }
    faults
}

fn marks(tokens: &[Token]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Mark(mark) = token else { continue };
        let instead = match mark.as_str() {
            "->" | "->>" => "{member …}",
            "::" => "CAST",
            "==" => "=",
            "!=" => "<>",
            "\"" | "`" | "[" => "a name that needs no quotes",
            "?" => "a named parameter",
            _ => "",
        };
        if !instead.is_empty() {
            faults.push(format!("`{mark}`: say {instead}"));
        }
        if mark == "-" && is_word(at.checked_sub(1).and_then(|at| tokens.get(at)), &["limit"]) {
            faults.push("`LIMIT -1`: leave it out".to_owned());
        }
    }
    for (at, _) in tokens.iter().enumerate().filter(|(_, it)| is_word(Some(it), &["limit"])) {
        if is_mark(tokens.get(at + 2), ",") {
            faults.push("`LIMIT a, b`: say OFFSET".to_owned());
        }
    }
    faults
}

fn comparisons(tokens: &[Token]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, _) in tokens.iter().enumerate().filter(|(_, it)| is_word(Some(it), &["is"])) {
        let after = if is_word(tokens.get(at + 1), &["not"]) { at + 2 } else { at + 1 };
        if !is_word(tokens.get(after), &["null", "distinct"]) {
            faults.push("`IS` with a value: say IS [NOT] DISTINCT FROM".to_owned());
        }
    }
    faults
}

/// Columns that are compared with what they do not hold: one engine makes text of a number by itself, or the other way.
fn kinds(tokens: &[Token], columns: &Columns) -> Vec<String> {
    let mut faults = Vec::new();
    for three in tokens.windows(3) {
        let [Word(column), Mark(mark), value] = three else { continue };
        if !matches!(mark.as_str(), "=" | "<>" | "<" | ">" | "<=" | ">=") {
            continue;
        }
        let is_number =
            matches!(value, Word(word) if word.starts_with(|c: char| c.is_ascii_digit()));
        if columns.integers.contains(column) && *value == Text {
            faults.push(format!("`{column}` is a whole number, and compared with text"));
        }
        if columns.texts.contains(column) && is_number {
            faults.push(format!("`{column}` is text, and compared with a number"));
        }
    }
    faults
}

/// Parameters of which the second engine cannot see the type.
fn parameters(tokens: &[Token]) -> Vec<String> {
    let mut faults = Vec::new();
    let reads = is_word(tokens.first(), &["select", "with"]);
    for (at, token) in tokens.iter().enumerate() {
        let Param(name) = token else { continue };
        let is_null = is_word(tokens.get(at + 1), &["is"])
            && (is_word(tokens.get(at + 2), &["null"]) || is_word(tokens.get(at + 3), &["null"]));
        if is_null && !is_word(tokens.get(at + 2), &["distinct"]) {
            faults.push(format!("`:{name} IS NULL`: say CAST(:{name} AS text) IS NULL"));
        }
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        if reads && is_word(before, &["select"]) && is_word(tokens.get(at + 1), &["as", "from"]) {
            faults.push(format!("`SELECT :{name}`: say CAST(:{name} AS …)"));
        }
    }
    faults
}

/// In `DO UPDATE`, a column without its table could be the old one or the new one.
fn upserts(tokens: &[Token]) -> Vec<String> {
    const ALSO: [&str; 17] = [
        "case", "when", "then", "else", "end", "and", "or", "not", "null", "is", "distinct",
        "from", "in", "between", "cast", "as", "bigint",
    ];
    let start = tokens.windows(3).position(|three| {
        is_word(three.first(), &["do"])
            && is_word(three.get(1), &["update"])
            && is_word(three.get(2), &["set"])
    });
    let Some(start) = start else { return Vec::new() };
    let (mut faults, mut depth, mut is_value) = (Vec::new(), 0, false);
    for (at, token) in tokens.iter().enumerate().skip(start + 3) {
        match token {
            Mark(mark) if matches!(mark.as_str(), "(" | "{") => depth += 1,
            Mark(mark) if matches!(mark.as_str(), ")" | "}") => depth -= 1,
            Mark(mark) if mark == "=" && depth == 0 => is_value = true,
            Mark(mark) if mark == "," && depth == 0 => is_value = false,
            Word(word) if depth == 0 && matches!(word.as_str(), "where" | "returning") => break,
            Word(word) if is_value => {
                let of_a_table = is_mark(tokens.get(at - 1), ".");
                let names = is_mark(tokens.get(at + 1), ".") || is_mark(tokens.get(at + 1), "(");
                let fragment = is_mark(tokens.get(at - 1), "{");
                let number = word.starts_with(|c: char| c.is_ascii_digit());
                if !of_a_table && !names && !fragment && !number && !ALSO.contains(&word.as_str()) {
                    faults.push(format!("`{word}` in DO UPDATE: say of which table"));
                }
            }
            Mark(_) | Word(_) | Param(_) | Text => {}
        }
    }
    faults
}

/// Numbers: of sums, of two values, and the next of a sequence.
fn numbers(tokens: &[Token]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut casts: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        if is_mark(Some(token), "(") {
            casts.push(is_word(before, &["cast"]));
            let inside = &tokens[at + 1..close(tokens, at)];
            if is_word(before, &["max", "min"]) && at_top(inside, &[","]) {
                faults.push("`max(a, b)`: say {greater …} or CASE".to_owned());
            }
        } else if is_mark(Some(token), ")") {
            casts.pop();
        } else if is_word(Some(token), &["sum"]) && !casts.contains(&true) {
            faults.push("`sum(…)` is no whole number: say CAST(sum(…) AS bigint)".to_owned());
        }
        let counts = is_word(Some(token), &["seq", "number"])
            && is_mark(before, "(")
            && is_word(at.checked_sub(2).and_then(|at| tokens.get(at)), &["max"]);
        let plus = tokens[at..].windows(3).any(|three| {
            is_mark(three.first(), ")")
                && is_mark(three.get(1), "+")
                && is_word(three.get(2), &["1"])
        });
        if counts && plus {
            faults.push("the next number of a sequence: say {next_number …}".to_owned());
        }
    }
    faults
}

/// Conditions that are numbers, and numbers that are conditions.
fn conditions(tokens: &[Token]) -> Vec<String> {
    const COMPARES: [&str; 14] = [
        "=", "<>", "<", ">", "<=", ">=", "in", "is", "and", "or", "not", "exists", "between",
        "like",
    ];
    const BEFORE: [&str; 7] = ["where", "and", "or", "not", "when", "on", "having"];
    const AFTER: [&str; 10] =
        ["and", "or", "then", "order", "group", "limit", "union", "join", "left", "returning"];
    const NO_COLUMN: [&str; 7] = ["null", "not", "exists", "conflict", "case", "end", ANYTHING];
    let (mut faults, mut between) = (Vec::new(), false);
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        if is_mark(Some(token), "(") {
            let inside = &tokens[at + 1..close(tokens, at)];
            let counts = ["+", "-", "*"].iter().any(|mark| is_mark(before, mark))
                || is_word(before, &["sum", "max", "min"]);
            let selects = is_word(inside.first(), &["select", "case"]);
            if counts && !selects && at_top(inside, &COMPARES) {
                faults.push("a condition is no number: say CASE".to_owned());
            }
        }
        let Word(word) = token else { continue };
        if is_word(before, &BEFORE) && !(between && is_word(before, &["and"])) {
            // `p.archived`, or `archived`.
            let end = if is_mark(tokens.get(at + 1), ".") { at + 3 } else { at + 1 };
            let after = tokens.get(end);
            let ends = after.is_none() || is_mark(after, ")") || is_word(after, &AFTER);
            // `CASE a WHEN 1 THEN`
            let is_value =
                is_word(before, &["when"]) && word.starts_with(|c: char| c.is_ascii_digit());
            if ends && !is_value && !NO_COLUMN.contains(&word.as_str()) {
                faults.push(format!("`{word}` is no condition: say what it equals"));
            }
        }
        match word.as_str() {
            "between" => between = true,
            "and" => between = false,
            _ => {}
        }
    }
    faults
}

/// A subquery that is read from has a name.
fn subqueries(tokens: &[Token]) -> Vec<String> {
    const NO_NAME: [&str; 11] = [
        "where", "on", "join", "left", "inner", "order", "group", "limit", "union", "set", "cross",
    ];
    let mut faults = Vec::new();
    for (at, _) in tokens.iter().enumerate().filter(|(_, it)| is_word(Some(it), &["from", "join"]))
    {
        let open = at + 1;
        let is_subquery =
            is_mark(tokens.get(open), "(") && is_word(tokens.get(open + 1), &["select", "with"]);
        // `IS DISTINCT FROM (…)`
        if !is_subquery || is_word(at.checked_sub(1).and_then(|at| tokens.get(at)), &["distinct"]) {
            continue;
        }
        match tokens.get(close(tokens, open) + 1) {
            Some(Word(name)) if RESERVED.contains(&name.as_str()) => {
                faults.push(format!("`{name}` as a name: the word is taken"));
            }
            Some(Word(name)) if !NO_NAME.contains(&name.as_str()) => {}
            _ => faults.push("a subquery without a name".to_owned()),
        }
    }
    faults
}

/// Null is first for one engine and last for the other.
fn orders(tokens: &[Token], nullable: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, two) in tokens.windows(2).enumerate() {
        if !(is_word(two.first(), &["order"]) && is_word(two.get(1), &["by"])) {
            continue;
        }
        let mut depth = 0;
        let list: Vec<&Token> = tokens[at + 2..]
            .iter()
            .take_while(|token| {
                depth += i32::from(is_mark(Some(token), "("));
                depth -= i32::from(is_mark(Some(token), ")"));
                let ends = ["limit", "offset", "union", "on"];
                depth >= 0 && !(depth == 0 && is_word(Some(token), &ends))
            })
            .collect();
        for item in list.split(|token| is_mark(Some(token), ",")) {
            let plain: Vec<&str> = item
                .iter()
                .filter_map(|token| match token {
                    Word(word) => Some(word.as_str()),
                    Param(_) | Text | Mark(_) => None,
                })
                .collect();
            let is_column =
                item.iter().all(|token| matches!(token, Word(_)) || is_mark(Some(token), "."));
            let column = plain.iter().find(|word| nullable.contains(**word));
            if let Some(column) = column.filter(|_| is_column && !plain.contains(&"nulls")) {
                faults
                    .push(format!("ORDER BY {column}, which can be null: say NULLS FIRST or LAST"));
            }
        }
    }
    faults
}

#[cfg(test)]
#[path = "portable_examples.rs"]
mod tests;
