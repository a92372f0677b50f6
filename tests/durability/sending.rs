//! `kill -9` around the moment in which a message leaves: it is never sent twice, and never called sent when it
//! was not.

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde_json::{Value, json};

use super::{
    common::{
        Asked, BOTH_ERAS, Says, Server, Whatsapp,
        whatsapp::{import, takes, written},
    },
    killing::scatter,
    ledger::Data,
    times,
};

/// Messages that are on their way when the process is killed.
const BURST: usize = 3;

/// A message that somebody wants to have sent.
#[derive(Clone)]
struct Wanted {
    text: String,
    id: i64,
}

fn arguments(text: &str) -> Value {
    json!({ "contactId": "Ada", "message": text, "idempotencyKey": format!("key of {text}") })
}

/// How often each text was sent.
fn sent(whatsapp: &Whatsapp) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    for body in whatsapp.sent() {
        *times.entry(body["text"]["body"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    times
}

#[test]
fn no_kill_has_a_message_sent_twice_or_called_sent_when_it_was_not() {
    let rounds = times("DESKHAND_KILLS", 30);
    let folder = tempfile::tempdir().unwrap();
    assert!(Server::start_on(BOTH_ERAS[0], folder.path(), &[]).close().status.success());
    let whatsapp = Whatsapp::start();
    whatsapp.connect(folder.path(), "main");
    import(folder.path(), "main", &[written("14155552671", "Ada", "wamid.A", "Hi", 1)]);
    // Some answers are quick, some are not.
    whatsapp.says(|asked: &Asked| {
        let wait =
            scatter(asked.body.len() + asked.body.iter().map(|b| usize::from(*b)).sum::<usize>())
                % 12;
        Says::Late(Duration::from_millis(wait as u64), Box::new(takes(asked)))
    });

    let mut open: Vec<Wanted> = Vec::new();
    let (mut known, mut anew, mut acknowledged) = (0, 0, Vec::new());
    for round in 0..rounds {
        let mut server = Server::start_on(BOTH_ERAS[round % 2], folder.path(), &[]);
        server.list();
        for wanted in std::mem::take(&mut open) {
            let sent = || sent(&whatsapp).get(&wanted.text).copied().unwrap_or(0);
            let before = sent();
            let answer = server.call("sendMessage", arguments(&wanted.text)).ok();
            let after = sent();
            // What is on record is answered with the record, whatever became of it.
            if answer["repeated"] == true {
                known += 1;
                assert_eq!(after, before, "sent again: {answer}");
            } else {
                anew += 1;
                assert_eq!((before, after), (0, 1), "{answer}");
            }
        }
        let calls: Vec<Wanted> = (0..BURST)
            .map(|at| {
                let text = format!("round {round}, message {at}");
                Wanted { id: server.begin("sendMessage", arguments(&text)), text }
            })
            .collect();
        let wait = Duration::from_micros(u64::try_from(scatter(round) % 25_000).unwrap());
        server.is_answered(-1, wait);
        server.process.kill();
        for call in calls {
            if server.is_answered(call.id, Duration::ZERO) {
                let answer = server.finish("sendMessage", call.id).ok();
                assert_eq!(answer["data"]["status"], "accepted");
                acknowledged.push(call.text);
            } else {
                open.push(call);
            }
        }
        holds(folder.path(), &whatsapp);
    }
    let data = Data::open(folder.path());
    data.is_sound();
    let states = data.lines(
        "SELECT status || ': ' || count(*) FROM message WHERE direction = 'out' GROUP BY status ORDER BY status",
    );
    eprintln!(
        "{rounds} kills: {} answered before, {known} known and not repeated, {anew} sent anew; {states:?}",
        acknowledged.len()
    );
    assert!(rounds < 30 || (known > 0 && anew > 0), "every kill came at the same moment");
}

/// What is sent is on record, once; what is called accepted was sent.
fn holds(folder: &Path, whatsapp: &Whatsapp) {
    let copy = tempfile::tempdir().unwrap();
    let data = Data::of_copy(folder, copy.path());
    let rows = data.lines("SELECT id || ' ' || status FROM message WHERE direction = 'out'");
    let rows: BTreeMap<&str, &str> = rows.iter().map(|row| row.split_once(' ').unwrap()).collect();
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for body in whatsapp.sent() {
        *left.entry(body["biz_opaque_callback_data"].as_str().unwrap().to_owned()).or_default() +=
            1;
    }
    for (id, times) in &left {
        assert_eq!(*times, 1, "{id} was sent {times} times");
        assert!(rows.contains_key(id.as_str()), "{id} was sent and is not on record");
    }
    for (id, status) in &rows {
        match *status {
            "accepted" => assert!(left.contains_key(*id), "{id} is accepted and was never sent"),
            "unknown" => {}
            other => panic!("{id} is {other}"),
        }
    }
    for (text, times) in sent(whatsapp) {
        assert_eq!(times, 1, "`{text}` was sent {times} times");
    }
}
