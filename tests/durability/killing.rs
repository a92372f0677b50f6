//! `kill -9` in the middle of writes, again and again on one file.

use std::{path::Path, time::Duration};

use serde_json::Value;

use super::{
    common::{BOTH_ERAS, Server},
    ledger::Data,
    times,
    work::{Acknowledged, Call, Work},
};

/// Writes that are in flight when the process is killed.
const BURST: usize = 24;

/// Numbers without a pattern, the same in every run.
pub fn scatter(seed: usize) -> usize {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mixed >> 40).unwrap()
}

#[test]
fn a_killed_process_keeps_what_it_has_acknowledged_and_nothing_by_half() {
    let rounds = times("DESKHAND_KILLS", 15);
    let folder = tempfile::tempdir().unwrap();
    let (mut kept, mut open): (Vec<Acknowledged>, Vec<Call>) = (Vec::new(), Vec::new());
    let (mut repeated, mut anew, mut others) = (0, 0, 0);
    for round in 0..rounds {
        let mut server = Server::start_on(BOTH_ERAS[round % 2], folder.path(), &[]);
        server.list();
        // Whoever got no answer before asks again, with the same key.
        let mut work = Work::new(&format!("round {round}"));
        for call in std::mem::take(&mut open) {
            let answer = server.call(call.tool, call.arguments.clone()).ok();
            let count = if answer["repeated"] == true { &mut repeated } else { &mut anew };
            *count += 1;
            kept.push(work.acknowledge(&call, &answer));
        }
        // In every third round another process writes on, whatever happens to this one.
        let mut bystander = (round % 3 == 2).then(|| Bystander::start(folder.path(), round));
        let calls: Vec<Call> = (0..BURST).map(|_| work.begin(&mut server)).collect();
        if let Some(bystander) = &mut bystander {
            bystander.begin();
        }
        let until = scatter(round) % BURST;
        for call in &calls[..until] {
            let answer = server.finish(call.tool, call.id).ok();
            kept.push(work.acknowledge(call, &answer));
        }
        server.process.kill();
        // What it had still said before it died counts.
        server.is_answered(0, Duration::from_millis(20));
        for call in &calls[until..] {
            if server.is_answered(call.id, Duration::ZERO) {
                let answer = server.finish(call.tool, call.id).ok();
                kept.push(work.acknowledge(call, &answer));
            } else {
                open.push(call.clone());
            }
        }
        if let Some(bystander) = &mut bystander {
            kept.extend(bystander.finish());
            others += BURST;
        }
        let copy = tempfile::tempdir().unwrap();
        let data = Data::of_copy(folder.path(), copy.path());
        data.is_sound();
        data.holds(&kept);
    }
    // One more start, and nobody is left without an answer.
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
    server.list();
    let mut work = Work::new("last");
    for call in open {
        let answer: Value = server.call(call.tool, call.arguments.clone()).ok();
        kept.push(work.acknowledge(&call, &answer));
    }
    assert!(server.close().status.success());
    let data = Data::open(folder.path());
    data.is_sound();
    data.holds(&kept);
    nothing_is_double(&data);
    assert_eq!(kept.len(), rounds * BURST + others);
    eprintln!(
        "{rounds} kills: {} writes, {repeated} had been done without an answer, {anew} had not",
        kept.len()
    );
    assert!(rounds < 15 || repeated + anew > 0, "every kill came after the work was done");
}

/// Another process on the same file, whose calls all succeed.
struct Bystander {
    server: Server,
    work: Work,
    calls: Vec<Call>,
}

impl Bystander {
    fn start(folder: &Path, round: usize) -> Bystander {
        let mut server = Server::start_on(BOTH_ERAS[0], folder, &[]);
        server.list();
        Bystander { server, work: Work::new(&format!("bystander {round}")), calls: Vec::new() }
    }

    fn begin(&mut self) {
        self.calls = (0..BURST).map(|_| self.work.begin(&mut self.server)).collect();
    }

    fn finish(&mut self) -> Vec<Acknowledged> {
        let calls = std::mem::take(&mut self.calls);
        let finish = |call: &Call| {
            let answer = self.server.finish(call.tool, call.id).ok();
            self.work.acknowledge(call, &answer)
        };
        calls.iter().map(finish).collect()
    }
}

fn nothing_is_double(data: &Data) {
    for table in ["package", "service"] {
        let sql = format!("SELECT name FROM {table} GROUP BY name HAVING count(*) > 1");
        assert_eq!(data.lines(&sql), Vec::<String>::new(), "a repetition has made a double");
    }
    // Pages are renamed by the work; their addresses keep the name of their making.
    let sql = "SELECT path FROM page WHERE path LIKE '%-2'
               AND EXISTS (SELECT 1 FROM page o WHERE o.path || '-2' = page.path)";
    assert_eq!(data.lines(sql), Vec::<String>::new());
}

#[test]
fn the_check_notices_what_the_ledger_does_not_know() {
    let faults = [
        "UPDATE page SET name = 'Changed behind the back' WHERE path = 'home'",
        "DELETE FROM section",
        "INSERT INTO service (tenant_id, id, name, currency, version, created_at, updated_at)
         SELECT id, 'svc_x', 'Unrecorded', 'USD', 1, 1, 1 FROM tenant",
        "INSERT INTO change (tenant_id, id, seq, call_id, request_id, agent_id, tool, summary, created_at)
         SELECT id, 'chg_x', 99, 'call_x', 'req_x', 'agt_x', 'createPage', 'x', 1 FROM tenant",
    ];
    for fault in faults {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
        assert!(server.close().status.success());
        Data::open(folder.path()).is_sound();
        let db = rusqlite::Connection::open(folder.path().join("deskhand.db")).unwrap();
        db.execute_batch(fault).unwrap();
        drop(db);
        let path = folder.path().to_owned();
        let noticed = std::thread::spawn(move || Data::open(&path).is_sound()).join().is_err();
        assert!(noticed, "{fault}");
    }
}
