//! Looks from outside: whoever else opens the file, and whenever, nothing that was acknowledged is lost.

use std::{fs, path::Path};

use serde_json::json;

use super::{
    common::{BOTH_ERAS, Server},
    foreign,
    ledger::Data,
    work::{Acknowledged, Work},
};

/// Writes between two events.
const WRITES: usize = 5;

/// What happens to the file, one after the other. `a` and `b` are clients with a server each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    /// The client's server starts.
    Start(usize),
    /// The client writes.
    Write(usize),
    /// Another program looks and goes.
    Look,
    /// Another program begins to read.
    Read,
    /// It ends.
    EndRead,
    /// It is killed.
    KillRead,
    /// The client ends.
    Close(usize),
    /// The client's server is killed.
    Kill(usize),
}

use Event::{Close, EndRead, Kill, KillRead, Look, Read, Start, Write};

const A: usize = 0;
const B: usize = 1;

/// How it ends: who goes first, and how.
const ENDINGS: [[Event; 2]; 6] = [
    [Close(A), Close(B)],
    [Close(B), Close(A)],
    [Kill(A), Close(B)],
    [Kill(B), Close(A)],
    [Close(A), Kill(B)],
    [Kill(B), Kill(A)],
];

/// A folder with data that nobody uses.
fn made() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(Server::start_on(BOTH_ERAS[0], folder.path(), &[]).close().status.success());
    folder
}

/// Runs the events on a folder of its own, and holds the file to be whole with all that was acknowledged.
fn run(events: &[Event]) {
    let folder = made();
    let (mut servers, mut reader) = ([None, None], None);
    let mut works = [Work::new("a"), Work::new("b")];
    let mut acknowledged: Vec<Acknowledged> = Vec::new();
    for event in events {
        match *event {
            Start(who) => {
                let mut server = Server::start_on(BOTH_ERAS[who], folder.path(), &[]);
                server.list();
                servers[who] = Some(server);
            }
            Write(who) => {
                let server = servers[who].as_mut().unwrap();
                for _ in 0..WRITES {
                    let call = works[who].begin(server);
                    let answer = server.finish(call.tool, call.id).ok();
                    acknowledged.push(works[who].acknowledge(&call, &answer));
                }
            }
            Look => {
                let is_alone = servers.iter().all(Option::is_none) && reader.is_none();
                let takes_itself_for_alone = foreign::look(folder.path());
                assert!(is_alone || !takes_itself_for_alone, "{event:?} in {events:?}");
                assert!(!is_alone || takes_itself_for_alone || cfg!(not(unix)), "{events:?}");
            }
            Read => reader = Some(foreign::read(folder.path())),
            EndRead => reader.take().unwrap().end(),
            KillRead => reader.take().unwrap().kill(),
            Close(who) => assert!(servers[who].take().unwrap().close().status.success()),
            Kill(who) => servers[who].take().unwrap().process.kill(),
        }
    }
    let data = Data::open(folder.path());
    data.is_sound();
    data.holds(&acknowledged);
}

#[test]
fn a_look_from_outside_costs_nothing_in_whatever_order() {
    // Before the second client, while it is there, and when the first has gone.
    let looks: [&[Event]; 3] = [
        &[Start(A), Write(A), Look, Write(A), Start(B), Write(B), Write(A)],
        &[Start(A), Write(A), Start(B), Write(B), Look, Write(A), Write(B)],
        &[Start(A), Look, Write(A), Look, Start(B), Look, Write(B), Look, Write(A), Look],
    ];
    for (at, ending) in ENDINGS.into_iter().enumerate() {
        let [first, last] = ending;
        let events = [looks[at % looks.len()], &[first, Look, last, Look]].concat();
        run(&events);
    }
}

#[test]
fn a_reader_from_outside_may_stay_end_or_be_killed() {
    for end in [EndRead, KillRead] {
        run(&[
            Start(A),
            Write(A),
            Read,
            Start(B),
            Write(B),
            Write(A),
            end,
            Write(A),
            Close(A),
            Write(B),
            Kill(B),
        ]);
        run(&[
            Start(A),
            Write(A),
            Start(B),
            Read,
            Write(B),
            Kill(A),
            Write(B),
            end,
            Start(A),
            Write(A),
            Close(B),
            Close(A),
        ]);
        run(&[
            Start(A),
            Write(A),
            Read,
            Write(A),
            Close(A),
            Start(B),
            Write(B),
            end,
            Look,
            Write(B),
            Close(B),
        ]);
    }
}

/// The engine holds these locks as long as a connection lives, so that others know of it: a share of the database, and
/// of its index of the log.
#[cfg(target_os = "linux")]
fn holds_its_locks(server: &Server) -> bool {
    const DATABASE: &str = "1073741826 1073742335";
    const INDEX: &str = "128 128";
    let all = fs::read_to_string("/proc/locks").unwrap();
    let process = server.process.id().to_string();
    let of_server = |line: &&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.get(1) == Some(&"POSIX") && words.get(4) == Some(&process.as_str())
    };
    let held: Vec<&str> = all.lines().filter(of_server).collect();
    [DATABASE, INDEX].iter().all(|range| held.iter().any(|line| line.ends_with(range)))
}

#[cfg(not(target_os = "linux"))]
fn holds_its_locks(_: &Server) -> bool {
    true
}

/// Waits for the writer's thread, which opens its connection when the process is idle.
fn write_one(server: &mut Server, name: &str) {
    server.call("createPage", json!({ "name": name })).ok();
}

#[test]
fn a_server_keeps_its_locks_whatever_it_is_asked_to_open() {
    let folder = made();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::rename(folder.path().join("deskhand.db"), data.join("deskhand.db")).unwrap();
    let allowed = ["--image-folders", folder.path().to_str().unwrap()];
    let mut first = Server::start_on(BOTH_ERAS[0], &data, &allowed);
    write_one(&mut first, "One");
    assert!(holds_its_locks(&first), "after its start");
    let mut second = Server::start_on(BOTH_ERAS[1], &data, &allowed);
    write_one(&mut second, "Two");
    assert!(holds_its_locks(&first) && holds_its_locks(&second), "after the start of another");
    assert!(!foreign::look(&data), "another program takes itself for alone");
    let link =
        |name: &str, to: &str| fs::hard_link(data.join(to), folder.path().join(name)).unwrap();
    link("hard.jpg", "deskhand.db");
    link("index.jpg", "deskhand.db-shm");
    #[cfg(unix)]
    std::os::unix::fs::symlink("data/deskhand.db-wal", folder.path().join("soft.jpg")).unwrap();
    let inside = Path::new("data");
    for path in [
        inside.join("deskhand.db"),
        inside.join("deskhand.db-wal"),
        inside.join("deskhand.db-shm"),
        "hard.jpg".into(),
        "index.jpg".into(),
        "soft.jpg".into(),
    ] {
        let path = path.to_str().unwrap();
        first.call("createImage", json!({ "path": path })).refused("IMAGE_UNREACHABLE");
        assert!(holds_its_locks(&first), "after {path}");
    }
    write_one(&mut first, "Three");
    assert!(second.close().status.success());
    assert!(holds_its_locks(&first), "after the end of the other");
    assert!(first.close().status.success());
    let found = Data::open(&data);
    found.is_sound();
    assert_eq!(found.count("SELECT count(*) FROM page WHERE name IN ('One', 'Two', 'Three')"), 3);
}

#[cfg(unix)]
#[test]
fn the_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let servers: Vec<Server> =
        BOTH_ERAS.into_iter().map(|era| Server::start_on(era, folder.path(), &[])).collect();
    for (at, mut server) in servers.into_iter().enumerate() {
        write_one(&mut server, &format!("Page {at}"));
        for name in ["deskhand.db", "deskhand.db-wal", "deskhand.db-shm"] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        assert!(server.close().status.success());
    }
    let drafts = fs::read_dir(folder.path()).unwrap().flatten();
    let mut names: Vec<_> = drafts.map(|entry| entry.file_name()).collect();
    names.retain(|name| name.to_string_lossy().starts_with("deskhand.db"));
    assert_eq!(names, ["deskhand.db"]);
}
