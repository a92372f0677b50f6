//! What stories about rules do again and again: move, undo, and look that nothing has changed.

use rusqlite::OpenFlags;
use serde_json::{Value, json};

use super::desk::{Desk, id, text};

#[expect(clippy::disallowed_types, reason = "a test looks past the store")]
type Connection = rusqlite::Connection;

impl Desk {
    /// Makes a page below another; gives its id.
    pub fn below(&mut self, parent: &str, name: &str) -> String {
        id(&self.data("createPage", json!({ "name": name, "parentId": parent })))
    }

    /// Moves a page; gives the change.
    pub fn moves(&mut self, page: &str, parent: &Value) -> Value {
        self.ok("updatePage", json!({ "id": page, "parentId": parent }))["changeId"].clone()
    }

    /// Gives a page another slug; gives the change.
    pub fn slug(&mut self, page: &str, slug: &str) -> Value {
        self.ok("updatePage", json!({ "id": page, "slug": slug }))["changeId"].clone()
    }

    /// Takes a change back.
    #[track_caller]
    pub fn undo(&mut self, change: &Value) -> Value {
        self.ok("undoChange", json!({ "changeId": change }))
    }

    /// Takes a change back, which something stands in the way of: every word of it is said, and nothing changes.
    #[track_caller]
    pub fn cannot_undo(&mut self, change: &Value, words: &[&str]) {
        let before = self.contents();
        for dry_run in [true, false] {
            let undo = json!({ "changeId": change, "dryRun": dry_run });
            let refusal = self.refused("undoChange", undo, "UNDO_CONFLICT");
            let message = text(&refusal["message"]);
            for word in words.iter().chain(&["nothing was undone"]) {
                assert!(message.contains(word), "{word} is not in: {message}");
            }
        }
        assert_eq!(self.contents(), before);
    }

    /// Where a page is. It is there for tools and for visitors alike.
    #[track_caller]
    pub fn path(&mut self, page: &str) -> String {
        let path = text(&self.item("getPage", json!({ "id": page }))["path"]);
        assert_eq!(id(&self.item("getPage", json!({ "slug": path }))), page);
        path
    }

    /// Where redirects lead, by their old address.
    pub fn redirects(&self) -> Vec<(String, String)> {
        let sql =
            "SELECT r.path, p.path FROM redirect r JOIN page p ON p.id = r.page_id ORDER BY 1";
        let path = self.folder().join("deskhand.db");
        let connection =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut found = connection.prepare(sql).unwrap();
        let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }
}
