//! Rows changed by hand, the triggers dropped.

use serde_json::json;

use super::{Fault, Log, RateLimits, Verdict};

const CALLS: i64 = 600;

const MIDDLE: i64 = CALLS / 2;

/// Rows that are tampered with: the first, one in the middle, the last.
const ROWS: [i64; 3] = [1, MIDDLE, CALLS];

const COLUMNS: [(&str, &str); 21] = [
    ("id", "'call_01h455vb4pex5vsknk084sn02q'"),
    ("agent_id", "'agt_01h455vb4pex5vsknk084sn02q'"),
    ("session_id", "'ses_01h455vb4pex5vsknk084sn02q'"),
    ("request_id", "'req_01h455vb4pex5vsknk084sn02q'"),
    ("tool", "'deletePage'"),
    ("arguments", "arguments || ' '"),
    ("outcome", "'none'"),
    ("error_code", "coalesce(error_code, '') || 'X'"),
    ("duration_us", "duration_us + 1"),
    ("change_id", "'chg_01h455vb4pex5vsknk084sn02q'"),
    ("client", "''"),
    ("protocol", "''"),
    ("created_at", "created_at - 1"),
    ("newest", "newest - 1"),
    ("newest", "NULL"),
    ("run", "run - 1"),
    ("boot", "coalesce(boot, 0) + 1"),
    ("was_ahead", "was_ahead + 1"),
    ("salt", "replace(salt, substr(salt, 1, 1), 'x')"),
    ("salt", "NULL"),
    ("hash", "replace(hash, substr(hash, 1, 1), 'x')"),
];

impl Log {
    /// Runs `sql`, looks, and puts everything back.
    fn tampered(&self, sql: &str, head: Option<&str>) -> Verdict {
        self.raw.execute_batch(&format!("BEGIN; {sql}; COMMIT;")).unwrap();
        let verdict = self.verify(head);
        self.raw
            .execute_batch(
                "BEGIN; DELETE FROM call; INSERT INTO call SELECT * FROM original; COMMIT;",
            )
            .unwrap();
        verdict
    }

    #[track_caller]
    fn finds(&self, sql: &str, at: i64, expected: Fault) {
        match self.tampered(sql, None) {
            Verdict::Broken { seq, fault, .. } => assert_eq!((seq, fault), (at, expected), "{sql}"),
            whole @ Verdict::Whole { .. } => panic!("{sql}: {whole:?}"),
        }
    }
}

/// A log of so many calls of every outcome, its triggers dropped and its rows kept aside.
fn log_of(calls: i64) -> (Log, String) {
    let log = Log::new(RateLimits::NONE);
    for number in 0..calls {
        match number % 50 {
            0 => log.call("createPage", json!({ "name": format!("Page {number}") })),
            1 => log.call("createPage", json!({ "name": "Home" })),
            2 => log.call("noSuchTool", json!({})),
            _ => log.call("getPage", json!({ "slug": "home" })),
        };
    }
    log.flush();
    let (rows, head) = log.head();
    assert_eq!(rows, calls);
    log.raw
        .execute_batch(
            "DROP TRIGGER call_is_final; DROP TRIGGER call_stays; DROP TRIGGER call_is_chained;
             CREATE TABLE original AS SELECT * FROM call;",
        )
        .unwrap();
    (log, head)
}

#[test]
fn the_chain_of_ten_thousand_calls_is_whole_until_one_is_changed() {
    let (log, head) = log_of(10_000);
    let whole = log.verify(Some(&head));
    assert!(
        matches!(whole, Verdict::Whole { rows: 10_000, head_at: Some(10_000), .. }),
        "{whole:?}"
    );
    for row in [1, 1_000, 1_001, 9_999, 10_000] {
        log.finds(
            &format!("UPDATE call SET outcome = 'none' WHERE seq = {row}"),
            row,
            Fault::Changed,
        );
    }
}

#[test]
fn every_single_row_that_is_changed_taken_out_put_in_or_moved_is_found() {
    let (log, head) = log_of(CALLS);
    // The safeguard against a test that finds everything: what is put back is whole.
    assert!(matches!(
        log.tampered("SELECT 1", Some(&head)),
        Verdict::Whole { head_at: Some(CALLS), .. }
    ));

    for row in ROWS {
        for (column, value) in COLUMNS {
            log.finds(
                &format!("UPDATE call SET {column} = {value} WHERE seq = {row}"),
                row,
                Fault::Changed,
            );
        }
    }
    let take_out = |row: i64| format!("DELETE FROM call WHERE seq = {row}");
    for row in [1, MIDDLE, CALLS - 1] {
        log.finds(&take_out(row), row, Fault::Missing { next: row + 1 });
        // Renumbered, so that none seems to be missing.
        let renumbered = format!(
            "{}; UPDATE call SET seq = -seq WHERE seq > {row}; UPDATE call SET seq = -seq - 1 WHERE seq < 0",
            take_out(row)
        );
        log.finds(&renumbered, row, Fault::Changed);
    }
    put_in_and_moved(&log);
    taken_from_the_end(&log, &head);
}

fn put_in_and_moved(log: &Log) {
    let copy = |from: i64, to: i64| {
        format!(
            "INSERT INTO call SELECT tenant_id, id, {to}, agent_id, session_id, request_id, tool, arguments,
                    outcome, error_code, duration_us, change_id, client, protocol, created_at, salt, hash,
                    newest, run, boot, was_ahead
             FROM call WHERE seq = {from}"
        )
    };
    for row in [1, MIDDLE] {
        let room = format!(
            "UPDATE call SET seq = -seq WHERE seq >= {row}; UPDATE call SET seq = -seq + 1 WHERE seq < 0"
        );
        log.finds(&format!("{room}; {}", copy(7, row)), row, Fault::Inserted);
    }
    log.finds(&copy(CALLS, CALLS + 1), CALLS + 1, Fault::Changed);
    log.finds(&copy(1, 0), 0, Fault::Inserted);
    log.finds(
        &format!("{}; UPDATE call SET hash = NULL WHERE seq = 0", copy(1, 0)),
        0,
        Fault::Inserted,
    );
    for (one, other) in [(1, 2), (1, CALLS), (MIDDLE, MIDDLE + 1), (MIDDLE, MIDDLE + 2)] {
        let swapped = format!(
            "UPDATE call SET seq = -1 WHERE seq = {one}; UPDATE call SET seq = {one} WHERE seq = {other};
             UPDATE call SET seq = {other} WHERE seq = -1"
        );
        log.finds(&swapped, one, Fault::Reordered { belongs: other });
    }
}

fn taken_from_the_end(log: &Log, head: &str) {
    let cut = format!("DELETE FROM call WHERE seq > {}", CALLS - 3);
    assert!(
        matches!(log.tampered(&cut, None), Verdict::Whole { .. }),
        "nothing in the file can tell"
    );
    let found = log.tampered(&cut, Some(head));
    assert!(matches!(found, Verdict::Broken { fault: Fault::HeadUnknown, .. }), "{found:?}");
    assert!(matches!(log.tampered("DELETE FROM call", Some(head)), Verdict::Broken { .. }));
    // A log that has grown since has the head further up.
    log.call("getPage", json!({ "all": true }));
    log.flush();
    let grown = log.verify(Some(head));
    assert!(matches!(grown, Verdict::Whole { head_at: Some(CALLS), .. }), "{grown:?}");
}

#[test]
fn rows_from_before_the_chain_are_told_apart_and_cannot_be_added_to() {
    let log = Log::new(RateLimits::NONE);
    let old = |seq: i64| {
        format!(
            "INSERT INTO call (tenant_id, id, seq, agent_id, session_id, request_id, tool, arguments, outcome,
                               duration_us, created_at)
             SELECT tenant_id, 'call_{seq}', {seq}, id, 'ses_1', 'req_1', 'getPage', '{{}}', 'read', 1, 1
             FROM agent WHERE name = 'owner'"
        )
    };
    let refused = log.raw.execute_batch(&old(1)).unwrap_err().to_string();
    assert!(refused.contains("chained"), "a process of an earlier version is refused: {refused}");
    log.raw.execute_batch("DROP TRIGGER call_is_chained").unwrap();
    log.raw.execute_batch(&format!("{}; {}", old(1), old(2))).unwrap();
    log.call("getPage", json!({ "all": true }));
    log.flush();
    let whole = log.verify(None);
    assert!(matches!(whole, Verdict::Whole { rows: 1, unchained: 2, .. }), "{whole:?}");
    log.raw.execute_batch(&old(4)).unwrap();
    let broken = log.verify(None);
    assert!(matches!(broken, Verdict::Broken { seq: 4, fault: Fault::Changed, .. }), "{broken:?}");
}
