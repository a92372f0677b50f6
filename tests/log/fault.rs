//! A log that cannot be written: reads go on, and nothing is changed without its row.

use deskhand::gate::Reply;
use serde_json::json;

use super::{Log, RateLimits};

#[test]
fn where_the_log_cannot_be_written_reads_go_on_and_writes_are_refused() {
    let log = Log::new(RateLimits::NONE);
    log.call("getPage", json!({ "all": true }));
    log.flush();
    let before = log.head().0;
    log.raw
        .execute_batch(
            "CREATE TRIGGER fault BEFORE INSERT ON call BEGIN SELECT RAISE(ABORT, 'no row today'); END",
        )
        .unwrap();
    let pages = log.count("SELECT count(*) FROM page");
    for number in 0..50 {
        let read = log.call("getPage", json!({ "all": true }));
        assert!(matches!(read, Reply::Success(..)), "{read:?}");
        let written = log.call("createPage", json!({ "name": format!("Page {number}") }));
        assert!(matches!(written, Reply::Failure(_)), "{written:?}");
    }
    log.flush();
    assert_eq!(log.count("SELECT count(*) FROM page"), pages, "no change without its row");
    assert_eq!(log.count("SELECT count(*) FROM change WHERE tool = 'createPage'"), 0);
    assert_eq!(log.head().0, before);

    // What could not be written was kept.
    log.raw.execute_batch("DROP TRIGGER fault").unwrap();
    log.flush();
    assert_eq!(log.head().0, before + 100);
    let written = log.call("createPage", json!({ "name": "Back" }));
    assert!(matches!(written, Reply::Success(..)), "{written:?}");
}
