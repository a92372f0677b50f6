//! Confirmations that are nobody's, somebody else's, used or too old.

use serde_json::{Value, json};

use super::table::{each_is_refused, mistake};
use crate::desk::{Desk, confirmed};

/// The token of a preview of `arguments`.
fn token(desk: &mut Desk, arguments: &Value) -> Value {
    desk.ok("deletePage", arguments.clone())["confirmationToken"].clone()
}

#[test]
fn a_confirmation_that_is_not_the_one_is_refused() {
    each_is_refused(|desk| {
        let (code, message) =
            ("CONFIRMATION_INVALID", "unknown, used, expired, or for another call");
        let (about, team) = (desk.page("About"), desk.page("Team"));
        let (delete, other) = (json!({ "ids": [about] }), json!({ "ids": [team] }));
        // Used:
        let used = token(desk, &other);
        let done = desk.ok("deletePage", confirmed(&other, &used));
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        // somebody else's:
        let mut owner = desk.colleague("owner");
        let foreign = owner.call("deletePage", delete.clone()).ok()["confirmationToken"].clone();
        // expired:
        let expired = token(desk, &delete);
        let expire = "UPDATE confirmation SET expires_at = created_at - 1 WHERE id = ?1";
        assert_eq!(desk.meddle(expire, [expired.as_str()]), 1);
        // and for other arguments.
        let elsewhere = token(desk, &other);

        let made_up = json!("cnf_01h455vb4pex5vsknk084sn02q");
        let mut table = Vec::new();
        for wrong in [foreign, expired, elsewhere, made_up, json!("yes"), json!("")] {
            let call = confirmed(&delete, &wrong);
            table.push(mistake("deletePage", call, code, message, "new preview"));
        }
        let again = confirmed(&other, &used);
        table.push(mistake("deletePage", again, code, message, "new preview"));
        table
    });
}

#[test]
fn a_confirmation_token_is_text() {
    each_is_refused(|desk| {
        let about = desk.page("About");
        let wrong = json!({ "ids": [about], "confirmed": true, "confirmationToken": 7 });
        let message = "confirmationToken: must be text";
        vec![
            mistake("deletePage", wrong, "ARGUMENT_INVALID", message, ""),
            mistake(
                "deletePage",
                json!({ "ids": [about], "confirmed": "yes" }),
                "ARGUMENT_INVALID",
                "confirmed: must be true or false",
                "send true",
            ),
        ]
    });
}
