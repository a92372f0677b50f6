//! A person who was named to others and is to be forgotten: what was sent stays on record without them.

use serde_json::json;

use super::{
    desk::{confirmed, id},
    erase::left,
    web::desk_with,
};
use crate::common::{BOTH_ERAS, Provider, Says};

/// What could only be about the person, as bytes in small letters.
const THEIRS: [&str; 3] = ["quillfeather", "4155550177", "secret of the lighthouse"];

/// What no record keeps, so that nothing has to be erased of it: the values of an address.
const NOT_KEPT: [&str; 2] = ["quill%40wren", "who=ada"];

#[test]
fn what_was_sent_of_an_erased_person_stays_without_them() {
    let hook = Provider::answering(|_| Says::json(200, &json!({ "received": true })));
    for era in BOTH_ERAS {
        let mut desk = desk_with(era, &[&hook]);
        desk.run(&["tenant", "hosts", "add", &hook.place()]);
        let person = json!({ "name": "Ada Quillfeather", "phone": "+1 415 555 0177",
                             "email": "quill@wren.example" });
        let contact = id(&desk.data("createContact", person));
        let address = |rest: &str| format!("{}/{rest}", hook.url());
        let posts = [
            (
                address("book"),
                json!({ "who": { "name": "Ada Quillfeather" }, "note": "The secret of the lighthouse" }),
            ),
            (address("book"), json!("call (415) 555-0177, secret of the lighthouse")),
            (address("find?mail=quill%40wren.example"), json!({})),
            (address("book"), json!({ "name": "Anna Berg" })),
        ];
        for (url, body) in posts {
            let post = json!({ "url": url, "body": body });
            let shown = desk.ok("httpPost", post.clone());
            desk.ok("httpPost", confirmed(&post, &shown["confirmationToken"]));
        }
        let get = json!({ "url": address("find?who=Ada+Quillfeather") });
        let shown = desk.ok("httpGet", get.clone());
        if shown["requiresConfirmation"] == true {
            desk.ok("httpGet", confirmed(&get, &shown["confirmationToken"]));
        }
        // As after browseImages { query: "Portrait of Ada Quillfeather" }.
        let kept = "INSERT INTO photo_search (tenant_id, provider, query, photos, found_at)
                    SELECT id, 'openverse', 'None None 1 portrait of ada quillfeather', '[]', 0 FROM tenant";
        desk.meddle(kept, []);
        desk.restart();
        assert_eq!(left(&desk, &THEIRS), THEIRS, "the test looks for what is there");
        assert_eq!(left(&desk, &NOT_KEPT), Vec::<&str>::new());

        let erased = desk.json(&["contact", "erase", &contact, "--yes"]);
        assert_eq!(left(&desk, &THEIRS), Vec::<&str>::new(), "{erased}");
        assert_eq!(erased["kept"], 2, "{erased}");
        let sent = &desk.contents()["http_post"];
        let with = |text: &str| sent.iter().filter(|row| row.contains(text)).count();
        assert_eq!((sent.len(), with("(erased)"), with("Anna Berg")), (4, 2, 1), "{sent:?}");
        assert_eq!(with("answered"), 4, "{sent:?}");
        assert_eq!(desk.json(&["log", "verify"])["ok"], true);
        desk.items("getHistory", json!({}));
    }
}
