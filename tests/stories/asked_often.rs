//! More questions than there may be requests: the answers of a person come by the same pipe as the calls.

use serde_json::json;

use super::desk::Desk;
use super::question::Says;
use crate::common::{Answer, Era, Server};

/// As many requests as may wait for their reply.
const IN_FLIGHT: usize = 256;

#[test]
fn answers_are_read_however_many_calls_wait_for_one() {
    let mut desk = Desk::open(Era::Legacy("2025-11-25"), &[]);
    let pages: Vec<String> = (0..3).map(|at| desk.page(&format!("Page {at}"))).collect();
    let mut server = desk.asking(&[]);
    let delete = json!({ "ids": pages });
    let calls: Vec<i64> =
        (0..IN_FLIGHT).map(|_| server.begin("deletePage", delete.clone())).collect();
    let questions: Vec<_> =
        calls.iter().map(|_| server.notification("elicitation/create")["id"].clone()).collect();

    // What comes on top, by its number or by its size, is refused and does not keep the answers out.
    let one_more = server.begin("getPage", json!({ "all": true }));
    assert_eq!(server.reply(one_more)["error"]["code"], -32000);
    let large = server.begin("createImage", json!({ "base64": "A".repeat(100 << 10) }));
    assert_eq!(server.reply(large)["error"]["code"], -32000);

    assert_eq!(server.request("ping", json!({})), Ok(json!({})));

    for question in &questions {
        answer(&mut server, question, &Says::No);
    }
    for call in calls {
        server.finish("deletePage", call).refused("CONFIRMATION_DECLINED");
    }
    // Then everything is as before.
    assert_eq!(server.request("ping", json!({})), Ok(json!({})));
    let image: Answer = server.call("createImage", json!({ "base64": "A".repeat(100 << 10) }));
    image.refused("IMAGE_INVALID");
    assert_eq!(desk.items("getPage", json!({ "all": true })).len(), 4);
}

fn answer(server: &mut Server, question: &serde_json::Value, says: &Says) {
    let reply = json!({ "jsonrpc": "2.0", "id": question, "result": says.result() });
    server.send_raw(format!("{reply}\n"));
}
