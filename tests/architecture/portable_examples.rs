//! Each rule of what is portable with a statement that keeps it and one that does not.

use super::*;

const SCHEMA: &str = "CREATE TABLE a (\n  tenant_id  TEXT  NOT NULL,\n  published_at    INTEGER,\n  \
                      name       TEXT,\n  mixed  INTEGER,\n  CHECK (name <> '')\n);\nCREATE TABLE b (\n  \
                      name  TEXT NOT NULL,\n  version  INTEGER NOT NULL,\n  mixed  TEXT NOT NULL\n);";

fn said(statement: &str) -> Vec<String> {
    faults(statement, &Columns::of(SCHEMA))
}

#[test]
fn what_both_engines_take_has_no_fault() {
    for good in [
        "SELECT id FROM page p WHERE p.tenant_id = :tenant AND id IN {list :ids}",
        "SELECT a FROM t WHERE (CAST(:x AS text) IS NULL OR a = :x) ORDER BY a DESC LIMIT :n OFFSET :m",
        "SELECT a FROM t WHERE a IS NOT DISTINCT FROM :a AND b IS NOT NULL AND c IS NULL",
        "SELECT CAST(coalesce(sum(x * y), 0) AS bigint) AS n, max(seq) AS m, count(*) AS k FROM t",
        "SELECT w FROM (SELECT w FROM t LIMIT 1) few WHERE length(w) BETWEEN :a AND :b",
        "INSERT INTO t (a, b) VALUES (:a, 'it''s (x), :no; DO UPDATE SET a = b')
         ON CONFLICT (a) DO UPDATE SET b = t.b + excluded.b, c = CASE WHEN t.c > :c THEN t.c ELSE 0 END",
        "UPDATE t SET a = :a, version = version + 1 WHERE (:also OR (a, b) IS DISTINCT FROM (:a, :b))",
        "SELECT a FROM t WHERE published_at IS NULL ORDER BY published_at DESC NULLS LAST, id",
        "SELECT {position lower(a), lower(:q)} AS at FROM t WHERE archived = 0 ORDER BY a <> :a, a",
        "SELECT a.match AS m, '{}' AS json FROM a WHERE NOT EXISTS (SELECT 1 FROM b) OR x > (SELECT max(y) FROM c)",
    ] {
        assert_eq!(said(good), Vec::<String>::new(), "{good}");
    }
}

#[test]
fn what_the_second_engine_refuses_is_a_fault() {
    for (bad, says) in [
        ("SELECT rowid FROM page", "rowid"),
        ("SELECT t.a FROM t INDEXED BY t_a", "indexed"),
        ("SELECT a FROM t WHERE a GLOB 'x*'", "glob"),
        ("SELECT a FROM t WHERE a LIKE 'x%'", "like"),
        ("SELECT a FROM t WHERE t MATCH :words", "match"),
        ("SELECT instr(a, :b) > 0 FROM t", "instr"),
        ("SELECT a FROM t WHERE a IN (SELECT value FROM json_each(:ids))", "json_each"),
        ("SELECT json_extract(a, '$.b') FROM t", "json_extract"),
        ("SELECT name FROM sqlite_schema", "sqlite_schema"),
        ("PRAGMA user_version", "pragma"),
        ("VACUUM", "vacuum"),
        ("SELECT group_concat(a) FROM t", "group_concat"),
        ("SELECT iif(a = 1, 'x', 'y') FROM t", "iif"),
        ("SELECT a FROM t CROSS JOIN b ON b.c = t.c", "cross"),
        ("SELECT a ->> 'b' FROM t", "->>"),
        ("SELECT a::text FROM t", "::"),
        ("SELECT a FROM t WHERE a == 1", "=="),
        ("SELECT \"a\" FROM t", "quotes"),
        ("SELECT a FROM t LIMIT 1, 2", "OFFSET"),
        ("SELECT a FROM t LIMIT -1", "LIMIT -1"),
        ("INSERT OR IGNORE INTO t (a) VALUES (:a)", "ON CONFLICT"),
        ("UPDATE OR REPLACE t SET a = 1", "ON CONFLICT"),
        ("REPLACE INTO t (a) VALUES (:a)", "ON CONFLICT"),
        ("DELETE FROM t WHERE a = :a LIMIT 5", "subquery"),
        ("SELECT a FROM t WHERE a IS :a", "DISTINCT"),
        ("SELECT a FROM t WHERE a IS NOT :a", "DISTINCT"),
        ("SELECT a FROM t WHERE (:a IS NULL OR a = :a)", "CAST(:a"),
        ("SELECT CASE WHEN :a IS NOT NULL THEN 1 END FROM t", "CAST(:a"),
        ("SELECT :a AS b FROM t", "CAST(:a"),
        (
            "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET n = n + excluded.n",
            "of which table",
        ),
        (
            "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET n = coalesce(n, 1)",
            "of which table",
        ),
        (
            "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET n = {greater n, excluded.n}",
            "of which table",
        ),
        ("SELECT sum(a) AS n FROM t", "CAST(sum"),
        ("SELECT max(a, :b) FROM t", "greater"),
        ("INSERT INTO t (a) SELECT coalesce((SELECT max(seq) FROM t), 0) + 1", "next_number"),
        ("UPDATE t SET n = n + (a = 1)", "no number"),
        ("SELECT CAST(sum(a = 1) AS bigint) FROM t", "no number"),
        ("SELECT a FROM t WHERE 1", "no condition"),
        ("SELECT a FROM t WHERE a = 1 AND archived ORDER BY a", "no condition"),
        ("SELECT a FROM t WHERE NOT t.archived", "no condition"),
        ("SELECT a FROM (SELECT a FROM t) WHERE a > 1", "without a name"),
        ("SELECT a FROM (SELECT a FROM t) some WHERE a > 1", "taken"),
        ("SELECT a AS user FROM t", "taken"),
        ("SELECT a FROM t WHERE version = '1'", "whole number"),
        ("SELECT a FROM t WHERE t.name <> 0", "with a number"),
        ("SELECT a FROM post ORDER BY published_at DESC, id LIMIT 5", "NULLS"),
    ] {
        let found = said(bad);
        assert!(found.iter().any(|it| it.contains(says)), "{bad}: {says} is not in {found:?}");
    }
}

#[test]
fn what_a_column_holds_is_known_from_the_schema() {
    let columns = Columns::of(SCHEMA);
    assert_eq!(columns.nullable, BTreeSet::from(["published_at".to_owned()]));
    assert_eq!(columns.integers.len(), 2, "{columns:?}");
    assert_eq!(columns.texts, BTreeSet::from(["name".to_owned(), "tenant_id".to_owned()]));
}
