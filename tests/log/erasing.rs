//! Rows whose arguments were erased: the chain stays whole, and nothing else passes for it.

use deskhand::{gate::Reply, store::erase::MentionPolicy};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Fault, Log, RateLimits, Verdict};

/// A log with a person in it, the person erased; the head before that, and the places of the erased rows.
fn erased() -> (Log, String, Vec<i64>) {
    let log = Log::new(RateLimits::NONE);
    log.call("getPage", json!({ "all": true }));
    let made = log.call("createContact", json!({ "name": "Ada", "email": "ada@wren.example" }));
    let Reply::Success(made, ..) = made else { panic!("{made:?}") };
    let made: Value = serde_json::from_str(&made).unwrap();
    log.call("createPage", json!({ "name": "About" }));
    log.call("searchTools", json!({ "query": "write to Ada" }));
    log.flush();
    let (_, head) = log.head();
    let contact = made["data"]["id"].as_str().unwrap().parse().unwrap();
    let erased =
        log.runtime.block_on(log.gate.erase_contact(contact, MentionPolicy::Keep)).unwrap();
    log.call("getPage", json!({ "all": true }));
    log.flush();
    (log, head, erased.calls)
}

impl Log {
    fn unlock(&self) {
        self.raw.execute_batch("DROP TRIGGER call_is_final; DROP TRIGGER call_stays;").unwrap();
    }

    #[track_caller]
    fn is_broken(&self, at: i64, expected: Fault) {
        match self.verify(None) {
            Verdict::Broken { seq, fault, .. } => assert_eq!((seq, fault), (at, expected)),
            whole @ Verdict::Whole { .. } => panic!("{whole:?}"),
        }
    }

    /// Puts the digest of a call's arguments in their place, as erasing does.
    fn blank(&self, seq: i64) {
        let row = "SELECT arguments, salt FROM call WHERE seq = ?1";
        let (arguments, salt): (String, String) =
            self.raw.query_row(row, [seq], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let mut hash = Sha256::new();
        for part in [&salt, &arguments] {
            hash.update(u64::try_from(part.len()).unwrap().to_be_bytes());
            hash.update(part);
        }
        let digest =
            hash.finalize().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let blank = json!({ "erased": digest }).to_string();
        let update = "UPDATE call SET arguments = ?1, salt = NULL WHERE seq = ?2";
        assert_eq!(self.raw.execute(update, (blank, seq)).unwrap(), 1);
    }
}

#[test]
fn a_chain_with_erased_rows_is_whole_up_to_a_head_from_before() {
    let (log, head, calls) = erased();
    assert_eq!(calls, [1, 4]);
    let verdict = log.verify(Some(&head));
    assert!(
        matches!(verdict, Verdict::Whole { rows: 6, erased: 2, head_at: Some(4), .. }),
        "{verdict:?}"
    );
    // Who erased is on record, and how much.
    let tombstone = "SELECT arguments FROM call WHERE tool = 'eraseContact' AND outcome = 'erased'";
    let tombstone: String = log.raw.query_row(tombstone, [], |row| row.get(0)).unwrap();
    let tombstone: Value = serde_json::from_str(&tombstone).unwrap();
    assert_eq!(tombstone["erased"], json!([1, 4]));
}

#[test]
fn what_no_call_has_erased_does_not_pass_for_erased() {
    let (log, ..) = erased();
    log.unlock();
    log.blank(3);
    log.is_broken(3, Fault::Blanked);
}

#[test]
fn a_call_that_erases_cannot_be_made_to_name_more_nor_be_erased_itself() {
    for tampering in [
        "UPDATE call SET arguments = replace(arguments, '[1,4]', '[1,3,4]') WHERE seq = 5",
        "UPDATE call SET arguments = '{\"erased\":\"0\"}' WHERE seq = 3",
    ] {
        let (log, ..) = erased();
        log.unlock();
        log.raw.execute_batch(tampering).unwrap();
        let at = if tampering.ends_with('5') { 5 } else { 3 };
        log.is_broken(at, Fault::Changed);
    }
    let (log, ..) = erased();
    log.unlock();
    log.blank(5);
    log.is_broken(1, Fault::Blanked);
    // Taken from the end, it takes its word along.
    let (log, ..) = erased();
    log.unlock();
    log.raw.execute_batch("DELETE FROM call WHERE seq >= 5").unwrap();
    log.is_broken(1, Fault::Blanked);
}

#[test]
fn the_engine_lets_nothing_but_an_erasing_pass() {
    let (log, ..) = erased();
    for refused in [
        "UPDATE call SET arguments = '{}', salt = NULL WHERE seq = 3",
        "UPDATE call SET arguments = '{\"erased\":\"0\"}', salt = NULL, tool = 'x' WHERE seq = 3",
        "UPDATE call SET arguments = '{\"erased\":\"0\"}' WHERE seq = 3",
        "UPDATE change_row SET before = NULL, erased_at = NULL",
        "UPDATE change_row SET erased_at = 1, label = NULL, row_key = 'x'",
        "UPDATE change_row SET erased_at = 1, label = NULL WHERE erased_at IS NOT NULL",
        "UPDATE change SET summary = 'x'",
        "UPDATE change SET summary = 'changed what has been erased since', tool = 'x'",
        "DELETE FROM change_row",
    ] {
        assert!(log.raw.execute_batch(refused).is_err(), "{refused}");
    }
}
