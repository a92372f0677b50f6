//! Approvals and kills: what was approved is done once or not at all, and the log says which.

use std::process::{Command, Stdio};

use serde_json::json;

use super::{
    common::{BOTH_ERAS, Server},
    ledger::Data,
    times,
};

#[test]
fn a_kill_leaves_an_approval_done_or_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let deskhand = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(args).arg("--data-dir").arg(folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let add = ["agent", "add", "trainee", "--autonomy", "supervised"];
    assert!(deskhand(&add).status().unwrap().success());
    let rounds = times("DESKHAND_KILLS", 15).min(200);
    for round in 1..=rounds {
        let mut trainee =
            Server::start_on(BOTH_ERAS[round % 2], folder.path(), &["--agent", "trainee"]);
        let name = json!({ "name": format!("Page {round}") });
        assert_eq!(trainee.call("createPage", name).ok()["proposed"], true);
        trainee.close();
        let mut approving =
            deskhand(&["proposals", "approve", &round.to_string()]).spawn().unwrap();
        // Before it has begun, while it writes, or when it is done: a start takes some milliseconds.
        let pause = std::time::Duration::from_micros(700 * (round as u64 % 30));
        let _ = approving.wait_timeout(pause);
        let _ = approving.kill();
        approving.wait().unwrap();
    }
    let data = Data::open(folder.path());
    data.is_sound();
    let done = data.count("SELECT count(*) FROM proposal WHERE status = 'approved'");
    let open = data.count("SELECT count(*) FROM proposal WHERE status = 'open'");
    assert_eq!(usize::try_from(done + open).unwrap(), rounds);
    // Each that was approved has its page, its change and its row in the log; no other has any.
    for count in [
        "SELECT count(*) FROM page WHERE name LIKE 'Page %'",
        "SELECT count(*) FROM change WHERE approved_by IS NOT NULL",
        "SELECT count(*) FROM call WHERE outcome = 'written' AND client LIKE 'approved by%'",
        "SELECT count(*) FROM proposal p JOIN change c ON c.id = p.change_id AND c.tenant_id = p.tenant_id",
    ] {
        assert_eq!(data.count(count), done, "{count}");
    }
    eprintln!("{done} of {rounds} were done before the kill");
}

/// Waits for a child, at most so long.
trait WaitTimeout {
    fn wait_timeout(&mut self, wait: std::time::Duration) -> bool;
}

impl WaitTimeout for std::process::Child {
    fn wait_timeout(&mut self, wait: std::time::Duration) -> bool {
        let until = std::time::Instant::now() + wait;
        while std::time::Instant::now() < until {
            if self.try_wait().unwrap().is_some() {
                return true;
            }
            std::thread::yield_now();
        }
        false
    }
}
