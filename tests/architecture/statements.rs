//! Statements are constants that the compiler has checked.

use super::{none, source::call, sources};

/// Makers of statements in `code`: the constructors, and the macros of the file around them.
pub fn makers(code: &str) -> Vec<String> {
    let macros = code
        .split("macro_rules! ")
        .skip(1)
        .filter(|body| body.split("\n}").next().unwrap_or_default().contains("::scoped("))
        .map(|body| format!("{}!(", body.split_whitespace().next().unwrap_or_default()));
    let plain = [
        "Sql::scoped(",
        "Dml::scoped(",
        "Sql::unscoped(",
        "Dml::unscoped(",
        "select!(",
        "Select::scoped(",
    ];
    plain.iter().map(|maker| (*maker).to_owned()).chain(macros).collect()
}

/// How many statements `code` makes, and those that are no constants.
pub fn statements(code: &str) -> (usize, Vec<String>) {
    let (mut count, mut loose) = (0, Vec::new());
    for maker in makers(code) {
        for (at, _) in code.match_indices(maker.as_str()) {
            let before = &code[..at];
            if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue; // The end of a longer name.
            }
            count += 1;
            let line = before.trim_end().lines().next_back().unwrap_or_default().trim();
            let is_constant = line.starts_with("const ")
                && (line.ends_with(": Sql =")
                    || line.ends_with(": Dml =")
                    || line.contains(": Select<") && line.ends_with("> ="));
            // Inside a macro, whose uses are looked at like this one.
            if !is_constant && !line.ends_with("=> {") {
                loose.push(format!("{line} {maker}…"));
            }
        }
    }
    (count, loose)
}

/// Statements that `code` puts together at run time.
fn assembled(code: &str) -> Vec<String> {
    let keywords =
        ["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM ", "CREATE ", "WHERE ", "ORDER BY "];
    let mut found = Vec::new();
    for builder in ["format!(", "format_args!(", "push_str(", "write!("] {
        for (at, _) in code.match_indices(builder) {
            let text = call(&code[at + builder.len()..]);
            let keyword = keywords.iter().find(|keyword| text.contains(**keyword));
            found.extend(keyword.map(|keyword| format!("{builder} with {keyword}")));
        }
    }
    found
}

#[test]
fn a_statement_is_a_constant() {
    let (mut count, mut faults) = (0, Vec::new());
    // Where the constructors themselves are.
    let makers = ["src/store/sql.rs", "src/store/entity/rows.rs"];
    for source in sources().iter().filter(|source| !makers.contains(&source.path.as_str())) {
        let (made, loose) = statements(&source.code());
        count += made;
        faults.extend(loose.into_iter().map(|line| format!("{}: {line}", source.path)));
    }
    none(&faults, "a statement that is not a constant is not checked by the compiler");
    assert!(count > 60, "only {count} statements were found");
}

#[test]
fn no_statement_is_put_together_at_run_time() {
    // The capture, and what reads every text, are made of the schema of the file, which no caller can influence.
    // What takes a tenant out names every table that the schema has.
    // So does what reads a damaged file.
    // A selection is made of names that are constants here, and binds every value. A total counts a list's own
    // constant.
    const MAY: [&str; 9] = [
        "src/store/sqlite/capture.rs",
        "src/store/sqlite/check.rs",
        "src/store/sqlite/references.rs",
        "src/store/sqlite/moving.rs",
        "src/store/sqlite/removal.rs",
        "src/store/sqlite/tables.rs",
        "src/store/sqlite/texts.rs",
        "src/store/select.rs",
        "src/store/tenant/total.rs",
    ];
    let mut faults = Vec::new();
    for source in sources() {
        let found = assembled(&source.code());
        if MAY.contains(&source.path.as_str()) {
            assert!(!found.is_empty(), "{} puts none together any more: take it off", source.path);
            continue;
        }
        faults.extend(found.into_iter().map(|what| format!("{}: {what}", source.path)));
    }
    none(&faults, "parameters are bound, statements are constants");
}

#[test]
fn a_loose_statement_would_be_found() {
    let good = "const A: Sql = Sql::scoped(\"SELECT 1\");\nmacro_rules! pages {\n    ($c:literal) => {\n        \
                Sql::scoped(concat!($c))\n    };\n}\nconst B: Sql =\n    pages!(\"1 = 1\");";
    assert_eq!(statements(good), (3, vec![]));
    for bad in [
        "let a = Sql::scoped(text);",
        "db.all(&Dml::scoped(text), &[])",
        "db.rows(&select!(PageRow, \"1 = 1\"), &[])",
    ] {
        assert_eq!(statements(bad).1.len(), 1, "{bad}");
    }
    let bad = "macro_rules! pages {\n    ($c:literal) => {\n        Sql::scoped(concat!($c))\n    };\n}\n\
               db.all(&pages!(\"1 = 1\"), &[])";
    assert_eq!(statements(bad).1.len(), 1, "{bad}");
    assert_eq!(assembled("format!(\"SELECT {name} FROM page\")").len(), 1);
    assert!(assembled("format!(\"{name} (gone)\"); const A: &str = \"SELECT 1\"").is_empty());
}
