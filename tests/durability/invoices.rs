//! Numbers of invoices: two processes issue at once and are killed, and there is none twice and none missing.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};

use super::{
    common::{BOTH_ERAS, Server},
    killing::scatter,
    ledger::Data,
    times,
};

/// Issues in flight when a process is killed.
const BURST: usize = 4;

/// A process that issues on a file that another one uses as well.
struct Issuer {
    folder: std::path::PathBuf,
    at: usize,
    kills: usize,
    server: Server,
}

impl Issuer {
    fn start(folder: &Path, at: usize) -> Issuer {
        let mut server = Server::start_on(BOTH_ERAS[at % 2], folder, &[]);
        server.list();
        Issuer { folder: folder.to_owned(), at, kills: 0, server }
    }

    /// A deposit of one cent, drafted and issued: asked, confirmed, and asked anew where the other one was quicker.
    fn issue(&mut self) -> String {
        let draft = json!({ "kind": "deposit", "orderId": "1", "amount": 0.01 });
        let draft = self.server.call("createInvoice", draft).ok()["data"]["id"].clone();
        let mut issue = json!({ "id": draft, "status": "issued", "returning": "full" });
        loop {
            let answer = self.server.call("updateInvoice", issue.clone()).ok();
            if answer["requiresConfirmation"] != true {
                return answer["data"]["number"].as_str().unwrap().to_owned();
            }
            issue["confirmed"] = true.into();
            issue["confirmationToken"] = answer["confirmationToken"].clone();
        }
    }

    /// Confirms several issues at once and dies in the middle of them.
    fn die_issuing(&mut self) {
        let drafts: Vec<Value> = (0..BURST)
            .map(|_| {
                let draft = json!({ "kind": "deposit", "orderId": "1", "amount": 0.01 });
                self.server.call("createInvoice", draft).ok()["data"]["id"].clone()
            })
            .collect();
        for draft in drafts {
            let mut issue = json!({ "id": draft, "status": "issued" });
            let asked = self.server.call("updateInvoice", issue.clone()).ok();
            issue["confirmed"] = true.into();
            issue["confirmationToken"] = asked["confirmationToken"].clone();
            self.server.begin("updateInvoice", issue);
        }
        let wait = Duration::from_micros(
            u64::try_from(scatter(self.kills * 2 + self.at) % 15_000).unwrap(),
        );
        self.server.is_answered(-1, wait);
        self.server.process.kill();
        self.kills += 1;
        self.server = Server::start_on(BOTH_ERAS[(self.at + self.kills) % 2], &self.folder, &[]);
        self.server.list();
    }
}

#[test]
fn two_processes_issue_and_die_and_no_number_is_twice_or_missing() {
    let (issues, kills) = (times("DESKHAND_ISSUES", 40), times("DESKHAND_KILLS", 6));
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
    server.call("createContact", json!({ "name": "Anna", "email": "anna@wren.example" })).ok();
    let items = json!([{ "title": "All of it", "unitPrice": 1_000_000 }]);
    server.call("createOrder", json!({ "contactId": "Anna", "items": items })).ok();
    server.call("updateSite", json!({ "name": "Wren", "tax": { "numbering": "{n}" } })).ok();
    assert!(server.close().status.success());

    let issues_and_dies = |at: usize| {
        let mut process = Issuer::start(folder.path(), at);
        let mut numbers = Vec::new();
        for done in 0..issues {
            if done % (issues / kills.max(1)).max(1) == 0 {
                process.die_issuing();
            }
            numbers.push(process.issue());
        }
        numbers
    };
    let acknowledged: Vec<String> = std::thread::scope(|scope| {
        let other = scope.spawn(|| issues_and_dies(1));
        let mut own = issues_and_dies(0);
        own.extend(other.join().unwrap());
        own
    });
    let data = Data::open(folder.path());
    data.is_sound();
    let numbers = data.lines("SELECT number FROM invoice WHERE number IS NOT NULL ORDER BY place");
    let counted: Vec<String> = (1..=numbers.len()).map(|number| number.to_string()).collect();
    assert_eq!(numbers, counted, "a number is missing, twice, or out of order");
    assert!(acknowledged.iter().all(|number| numbers.contains(number)));
    let mut once = acknowledged.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), acknowledged.len(), "a number was told twice");
    let later = "SELECT a.number FROM invoice a JOIN invoice b ON b.place = a.place + 1 WHERE b.issued_on < a.issued_on";
    assert_eq!(data.lines(later), Vec::<String>::new());
    eprintln!("{} numbers, {} of them acknowledged", numbers.len(), acknowledged.len());
}
