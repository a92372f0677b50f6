//! Progress: whoever waits for slow work hears how far it is.

use serde_json::{Value, json};

use super::shop_window::ShopWindow;
use crate::common::{BOTH_ERAS, Era, PATIENCE, modern_meta, picture};

#[test]
fn making_a_picture_tells_its_steps_to_who_wants_to_hear_them() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let window = ShopWindow::open(era, folder.path());
        let mut meta = if era == Era::Modern { modern_meta() } else { json!({}) };
        meta["progressToken"] = "picture".into();
        let arguments = json!({ "base64": picture::base64(&picture::jpeg(1700, 900)) });
        let call = json!({ "jsonrpc": "2.0", "id": 900, "method": "tools/call",
            "params": { "name": "createImage", "arguments": arguments, "_meta": meta } });
        window.process.write(format!("{call}\n"));
        let mut steps: Vec<Value> = Vec::new();
        loop {
            let message = window.process.read(PATIENCE).expect("a reply in time");
            if message["id"] == 900 {
                break;
            }
            assert_eq!(message["method"], "notifications/progress", "{message}");
            assert_eq!(message["params"]["progressToken"], "picture");
            steps.push(message["params"].clone());
        }
        let done: Vec<f64> = steps.iter().map(|step| step["progress"].as_f64().unwrap()).collect();
        assert!(done.len() >= 2 && done.is_sorted_by(|one, next| one < next), "{steps:?}");
        assert!(steps.iter().all(|step| step["message"].is_string()), "{steps:?}");
    }
}
