//! Photos from outside that cannot be asked for, and addresses that are not fetched.

use serde_json::{Value, json};

use super::table::{Mistake, each_is_refused, mistake};

#[test]
fn a_picture_is_not_fetched_from_where_only_this_machine_can_reach() {
    each_is_refused(|_| {
        let at = |url: &str, code, message| {
            mistake("createImage", json!({ "url": url }), code, message, "")
        };
        let private = |url: &str| at(url, "URL_REFUSED", "not on the public internet");
        let odd = |url: &str| at(url, "URL_INVALID", "not fetched");
        vec![
            private("http://127.0.0.1/a.jpg"),
            private("http://127.0.0.1:8080/a.jpg"),
            private("http://localhost/a.jpg"),
            private("http://2130706433/a.jpg"),
            private("http://[::ffff:10.0.0.1]/a.jpg"),
            private("http://169.254.169.254/latest/meta-data/"),
            private("https://192.168.1.1/a.jpg"),
            odd("ftp://example.com/a.jpg"),
            odd("file:///etc/passwd"),
            odd("data:image/png;base64,AAAA"),
            odd("https://ada:secret@example.com/a.jpg"),
            odd("https://example.com:8443/a.jpg"),
            odd("a.jpg"),
        ]
    });
}

#[test]
fn what_cannot_be_asked_of_a_service_is_refused_before_it_is() {
    each_is_refused(|_| {
        let browse = |arguments: Value, message| {
            mistake("browseImages", arguments, "ARGUMENT_INVALID", message, "")
        };
        let mut table: Vec<Mistake> = vec![
            browse(json!({}), "query: is missing"),
            browse(json!({ "query": " " }), "query"),
            browse(json!({ "query": "sea", "provider": "shutterstock" }), "provider | openverse"),
            browse(json!({ "query": "sea", "color": "mauve" }), "color"),
            browse(json!({ "query": "sea", "orientation": "wide" }), "orientation"),
            browse(json!({ "query": "sea", "limit": 31 }), "limit"),
            browse(json!({ "query": "sea", "page": 0 }), "page"),
            mistake(
                "browseImages",
                json!({ "query": "sea", "provider": "pexels" }),
                "ARGUMENT_INVALID",
                "provider | openverse",
                "",
            ),
            mistake(
                "importImage",
                json!({ "provider": "pexels", "photoId": "1" }),
                "ARGUMENT_INVALID",
                "provider | openverse",
                "",
            ),
            mistake(
                "importImage",
                json!({ "provider": "openverse" }),
                "SCOPE_INVALID",
                "photoId",
                "",
            ),
        ];
        for id in ["../1", "1|2", "a b", "é"] {
            let import = json!({ "provider": "openverse", "photoId": id });
            table.push(mistake(
                "importImage",
                import,
                "PHOTO_NOT_FOUND",
                "Openverse",
                "browseImages",
            ));
        }
        table
    });
}
