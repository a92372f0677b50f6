//! Files of earlier versions: brought up to date with all that is in them, and copied before.

use std::{fs, path::Path, process::Command};

use rusqlite::Connection;

use super::{FILE, number, open, raw, steps};

/// A folder with a file as the first version left it: a tenant, a page with a section, a change.
fn first_version() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let foundation = "src/store/migrations/sqlite/0001_foundation.sql";
    let foundation = Path::new(env!("CARGO_MANIFEST_DIR")).join(foundation);
    let db = raw(folder.path());
    db.execute_batch(&fs::read_to_string(foundation).unwrap()).unwrap();
    db.execute_batch(
        "INSERT INTO tenant VALUES ('tnt_01h455vb4pex5vsknk084sn02q', 'main', 'Main', 'US', 'USD', 'UTC', 0);
         INSERT INTO agent SELECT id, 'agt_01h455vb4pex5vsknk084sn02q', 'owner', 'system', 'admin', 'autonomous', 0 FROM tenant;
         INSERT INTO agent SELECT id, 'agt_01h455vb4pex5vsknk084sn02r', 'assistant', 'general', 'admin', 'autonomous', 0 FROM tenant;
         INSERT INTO page SELECT id, 'page_01h455vb4pex5vsknk084sn02q', NULL, 'Café Ñandú', 'home', 'home', 1, 1, '{}', 3, 0, 0 FROM tenant;
         INSERT INTO section_template SELECT id, 'tpl_01h455vb4pex5vsknk084sn02q', 'text', 'Text', '', '[]', '{}', 1, 0, 0 FROM tenant;
         INSERT INTO section SELECT id, 'sec_01h455vb4pex5vsknk084sn02q', 'page_01h455vb4pex5vsknk084sn02q', 'tpl_01h455vb4pex5vsknk084sn02q', '{\"body\":\"Weddings\"}', 1, 'published', 0, 1, 0, 0 FROM tenant;
         INSERT INTO image (tenant_id, id, file_name, url, width, height, version, created_at, updated_at)
           SELECT id, 'img_01h455vb4pex5vsknk084sn02q', 'dance.jpg', '/uploads/dance.jpg', 4, 3, 1, 0, 0 FROM tenant;
         PRAGMA application_id = 1684370283; PRAGMA user_version = 1;",
    )
    .unwrap();
    folder
}

#[test]
fn a_file_of_the_first_version_is_copied_and_brought_up_to_date() {
    let folder = first_version();
    drop(open(folder.path()).unwrap());
    let db = raw(folder.path());
    assert_eq!(number(&db, "PRAGMA user_version"), steps());
    let rows = "SELECT (SELECT count(*) FROM page) + (SELECT count(*) FROM section)
                     + (SELECT count(*) FROM image WHERE status = 'completed' AND tags = '[]')";
    assert_eq!(number(&db, rows), 3);
    // The copy is the file as it was.
    let copy = Path::new(FILE).with_extension("v1.backup");
    let copy = Connection::open(folder.path().join(copy)).unwrap();
    assert_eq!(number(&copy, "PRAGMA user_version"), 1);
    assert_eq!(number(&copy, "SELECT version FROM page"), 3);
    // A second opening finds nothing to do.
    drop(open(folder.path()).unwrap());
    assert_eq!(number(&db, "SELECT count(*) FROM page"), 1);
}

#[test]
fn a_tenant_of_the_first_version_gets_what_tenants_begin_with_now() {
    let folder = first_version();
    for _ in 0..2 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(["history", "--json", "--data-dir"]).arg(folder.path());
        let ran = command.output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
    }
    let db = raw(folder.path());
    let found = |table: &str| number(&db, &format!("SELECT count(*) FROM {table}"));
    assert_eq!((found("collection"), found("navigation"), found("change")), (2, 2, 1));
    // The template that was there has the fields of this version, and the section that uses it is untouched.
    assert_eq!(found("section_template"), 20);
    assert_eq!(
        found(
            "section_template WHERE id = 'tpl_01h455vb4pex5vsknk084sn02q' AND fields LIKE '%anchor%'"
        ),
        1
    );
    assert_eq!(found("section WHERE version = 1"), 1);
}

#[test]
fn an_index_from_before_words_were_folded_is_made_anew() {
    let folder = first_version();
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(["history", "--json", "--data-dir"]).arg(folder.path());
        let ran = command.output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
    };
    run();
    let db = raw(folder.path());
    let title = || -> String {
        let title = "SELECT title FROM search_document WHERE entity = 'page'";
        db.query_row(title, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(title(), "cafe nandu");
    // As it was before the step.
    let steps = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations/sqlite");
    let mut files: Vec<_> =
        fs::read_dir(steps).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    let step = files.iter().position(|file| file.to_string_lossy().ends_with("_text.sql")).unwrap();
    db.execute_batch(&format!(
        "UPDATE search_document SET title = 'before'; UPDATE search_word SET word = 'before' || word;
         DROP INDEX search_document_by_title; DROP TABLE site; DROP TABLE translation; DROP TABLE due_item;
         DROP TABLE release_file; DROP TABLE target; DROP TABLE release;
         ALTER TABLE post DROP COLUMN publish_at; ALTER TABLE entry DROP COLUMN publish_at;
         ALTER TABLE section DROP COLUMN publish_at;
         ALTER TABLE nav_item DROP COLUMN button; ALTER TABLE tenant DROP COLUMN templates;
         ALTER TABLE tenant ADD COLUMN title TEXT NOT NULL DEFAULT 'Main';
         ALTER TABLE tenant ADD COLUMN country TEXT NOT NULL DEFAULT 'US';
         ALTER TABLE tenant ADD COLUMN currency TEXT NOT NULL DEFAULT 'USD';
         ALTER TABLE tenant ADD COLUMN timezone TEXT NOT NULL DEFAULT 'UTC';
         ALTER TABLE tenant DROP COLUMN suspended_at; ALTER TABLE agent DROP COLUMN removed_at;
         ALTER TABLE image DROP COLUMN focus;
         DROP TABLE availability; DROP TABLE booking; ALTER TABLE tenant DROP COLUMN calendar_renewals;
         DROP TABLE invoice; DROP TABLE payment; DROP INDEX customer_order_by_number;
         ALTER TABLE customer_order DROP COLUMN number; ALTER TABLE customer_order DROP COLUMN title;
         ALTER TABLE customer_order DROP COLUMN ordered_on; ALTER TABLE customer_order DROP COLUMN due_on;
         ALTER TABLE customer_order DROP COLUMN discount_minor; ALTER TABLE customer_order DROP COLUMN discount_percent;
         ALTER TABLE customer_order DROP COLUMN tax_included; ALTER TABLE customer_order DROP COLUMN tax_minor;
         ALTER TABLE order_item DROP COLUMN discount_minor; ALTER TABLE order_item DROP COLUMN discount_percent;
         ALTER TABLE order_item DROP COLUMN tax_rate;
         DROP TABLE form_post; DROP TABLE form_count;
         PRAGMA user_version = {step};"
    ))
    .unwrap();
    run();
    assert_eq!(title(), "cafe nandu");
    assert_eq!(number(&db, "SELECT count(*) FROM search_word WHERE word LIKE 'before%'"), 0);
}

#[test]
fn names_that_whatsapp_brought_are_known_as_such_and_those_that_people_gave_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let db = raw(folder.path());
    let steps = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations/sqlite");
    let mut files: Vec<_> = fs::read_dir(steps).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let before = files.iter().filter(|file| file.file_name().unwrap() < "0013");
    for file in before {
        db.execute_batch(&fs::read_to_string(file).unwrap()).unwrap();
    }
    db.execute_batch(
        "PRAGMA application_id = 1684370283; PRAGMA user_version = 12;
         INSERT INTO tenant (id, name, title, country, currency, timezone, created_at)
           VALUES ('tnt_01h455vb4pex5vsknk084sn02q', 'main', 'Main', 'US', 'USD', 'UTC', 0);",
    )
    .unwrap();
    // Who, what the hook called them, what they are called now, who brought them.
    let people = [
        ("a", "Eve", "Eve", "hook:whatsapp"),
        ("b", "Eve", "Eve", "cli:whatsapp import"),
        ("c", "Eve", "Ada Lovelace", "hook:whatsapp"),
        ("d", "Ada", "Ada", "createContact"),
        ("e", "+16505551234", "+16505551234", "hook:whatsapp"),
    ];
    for (seq, (id, then, now, tool)) in (1..).zip(people) {
        let rows = format!(
            "INSERT INTO contact (tenant_id, id, name, phone, version, created_at, updated_at)
               SELECT id, '{id}', '{now}', '+1650555{seq}', 1, 0, 0 FROM tenant;
             INSERT INTO change (tenant_id, seq, id, call_id, request_id, agent_id, tool, summary, created_at)
               SELECT id, {seq}, 'chg_{id}', '', '', '', '{tool}', '', 0 FROM tenant;
             INSERT INTO change_row (tenant_id, change_id, ordinal, entity, row_key, op, after)
               SELECT id, 'chg_{id}', 0, 'contact', '{id}', 'insert', json_object('name', '{then}') FROM tenant;"
        );
        db.execute_batch(&rows).unwrap();
    }
    drop(open(folder.path()).unwrap());
    let known = "SELECT group_concat(id, '') FROM (SELECT id FROM contact WHERE name_from = 'whatsapp' ORDER BY id)";
    let known: String = db.query_row(known, [], |row| row.get(0)).unwrap();
    assert_eq!(known, "ab");
}

#[test]
fn a_contact_may_be_known_by_whatsapp_alone_and_by_nothing_it_may_not_be() {
    let folder = first_version();
    drop(open(folder.path()).unwrap());
    let db = raw(folder.path());
    let add = |id: &str, column: &str| {
        db.execute_batch(&format!(
            "INSERT INTO contact (tenant_id, id, name, {column}, version, created_at, updated_at)
               SELECT id, '{id}', 'Ada', '{id}', 1, 0, 0 FROM tenant;"
        ))
    };
    for (id, column) in [("a", "phone"), ("b", "email"), ("c", "whatsapp_user_id")] {
        add(id, column).unwrap();
    }
    assert!(add("d", "notes").is_err());
    assert!(add("c", "whatsapp_user_id").is_err());
    let sound: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}

#[test]
fn what_stood_in_an_order_has_its_place_without_gaps() {
    let folder = first_version();
    let db = raw(folder.path());
    for (id, place) in [("b", 10), ("c", 1), ("d", -3)] {
        let section = format!(
            "INSERT INTO section SELECT tenant_id, 'sec_{id}', page_id, template_id, content, {place}, status, hidden, 1, 0, 0
             FROM section WHERE id = 'sec_01h455vb4pex5vsknk084sn02q'"
        );
        db.execute_batch(&section).unwrap();
    }
    for (id, place) in [("b", 7), ("a", 7), ("c", 2)] {
        let package = format!(
            "INSERT INTO package (tenant_id, id, name, price_minor, currency, description, active, sort_order, version, created_at, updated_at)
             SELECT id, 'pkg_{id}', '{id}', 1, 'USD', 'x', 1, {place}, 1, 0, 0 FROM tenant"
        );
        db.execute_batch(&package).unwrap();
    }
    drop(open(folder.path()).unwrap());
    for (table, order) in [
        ("section", "sec_d 1, sec_01h455vb4pex5vsknk084sn02q 2, sec_c 3, sec_b 4"),
        ("package", "pkg_c 1, pkg_a 2, pkg_b 3"),
    ] {
        let sql = format!(
            "SELECT group_concat(id || ' ' || sort_order, ', ') FROM (SELECT * FROM {table} ORDER BY sort_order)"
        );
        let found: String = db.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(found, order);
    }
}

#[test]
fn what_stood_in_the_tenant_is_its_site_and_a_first_starts_title_is_no_name() {
    for (title, name, heading) in [
        ("Main", "Main", r#"{"heading":"My business"}"#),
        ("Wren & Vale", "Wren & Vale", r#"{"heading":"My business"}"#),
        ("My business", "", r#"{"heading":""}"#),
    ] {
        let folder = first_version();
        let db = raw(folder.path());
        db.execute("UPDATE tenant SET title = ?1, country = 'DE', currency = 'EUR', timezone = 'Europe/Berlin'", [title])
            .unwrap();
        db.execute_batch(
            r#"UPDATE section SET content = '{"heading":"My business"}';
               INSERT INTO section SELECT tenant_id, 'sec_b', page_id, template_id, content, 2, status, hidden, 2, 0, 0
               FROM section;"#,
        )
        .unwrap();
        for _ in 0..2 {
            drop(open(folder.path()).unwrap());
        }
        let text = |sql: &str| -> String { db.query_row(sql, [], |row| row.get(0)).unwrap() };
        let site = "SELECT id || ' ' || name || '|' || country || ' ' || currency || ' ' || timezone || ' ' || locale FROM site";
        let due = format!("site_01h455vb4pex5vsknk084sn02q {name}|DE EUR Europe/Berlin en");
        assert_eq!(text(site), due);
        let content = |id: &str| text(&format!("SELECT content FROM section WHERE id = '{id}'"));
        assert_eq!(content("sec_01h455vb4pex5vsknk084sn02q"), heading);
        // What somebody has changed since is theirs.
        assert_eq!(content("sec_b"), r#"{"heading":"My business"}"#);
    }
}

#[test]
fn orders_from_before_they_had_numbers_get_them_in_their_order_and_keep_everything() {
    let folder = tempfile::tempdir().unwrap();
    let db = raw(folder.path());
    let steps = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations/sqlite");
    let mut files: Vec<_> = fs::read_dir(steps).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let step =
        files.iter().position(|file| file.to_string_lossy().ends_with("_money.sql")).unwrap();
    for file in &files[..step] {
        db.execute_batch(&fs::read_to_string(file).unwrap()).unwrap();
    }
    db.execute_batch(&format!(
        "PRAGMA application_id = 1684370283; PRAGMA user_version = {step};
         INSERT INTO tenant (id, name, created_at) VALUES ('tnt_01h455vb4pex5vsknk084sn02q', 'main', 0), ('tnt_01h455vb4pex5vsknk084sn02r', 'other', 0);
         INSERT INTO contact (tenant_id, id, name, email, version, created_at, updated_at) SELECT id, 'con_a', 'Ada', 'a@b.example', 1, 0, 0 FROM tenant;
         INSERT INTO pipeline SELECT id, 'pip_a', 'sales', 'Sales', 1, 0, 0 FROM tenant;
         INSERT INTO stage SELECT id, 'stg_a', 'pip_a', 'new', 'New', 1, NULL, 1, 0, 0 FROM tenant;
         INSERT INTO customer_order SELECT t.id, o.column1, 'con_a', 'stg_a', 'Notes', '', 'EUR', o.column2, 3, o.column3, 7
           FROM tenant t, (VALUES ('ord_b', 250, 1796083199000), ('ord_a', 100, 1704067200000)) o;
         INSERT INTO order_item SELECT id, 'oit_a', 'ord_a', 1, NULL, 'Album', 100, 1, 1, 0, 0 FROM tenant;
         INSERT INTO order_item SELECT id, 'oit_b', 'ord_b', 1, NULL, 'Book', 50, 3, 1, 0, 0 FROM tenant;
         INSERT INTO order_item SELECT id, 'oit_c', 'ord_b', 2, NULL, 'Print', 100, 1, 1, 0, 0 FROM tenant;"
    ))
    .unwrap();
    drop(open(folder.path()).unwrap());
    let mut rows = db
        .prepare(
            "SELECT number || '|' || title || '|' || ordered_on || '|' || total_minor || '|' || tax_minor || '|' || discount_percent
               || '|' || description || '|' || version || '|' || updated_at
             FROM customer_order ORDER BY tenant_id, number",
        )
        .unwrap();
    let rows: Vec<String> =
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let first = "1|1: Album|2024-01-01|100|0|0|Notes|3|7";
    let second = "2|2: Book and 1 more|2026-11-30|250|0|0|Notes|3|7";
    assert_eq!(rows, [first, second, first, second]);
    assert_eq!(
        number(&db, "SELECT count(*) FROM order_item WHERE tax_rate = '0' AND discount_minor = 0"),
        6
    );
}
