//! A stderr that nobody reads: nothing that a client waits for waits for it.

use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::net::TcpStream;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::common::{BOTH_ERAS, Closed, Era, PATIENCE, Server, process::Process};
use serde_json::{Value, json};

/// A few times what a pipe and the room behind it hold.
const MANY: usize = 6_000;

/// "At once", with the grace for the last lines, on a machine that is busy with other tests.
const AT_ONCE: Duration = Duration::from_secs(3);

const LEGACY: Era = Era::Legacy("2025-11-25");

/// Has the server write lines to stderr from every place that a client reaches, and answer each time.
fn provoke(server: &mut Server, times: usize) {
    for at in 0..times {
        match at % 4 {
            0 => {
                server.send_raw("nonsense\n");
                assert_eq!(server.stray_error()["code"], -32700);
            }
            1 => assert_eq!(server.call("noSuchTool", json!({})).protocol_error(), -32602),
            2 => {
                server.request("resources/read", json!({ "uri": "site://no/such" })).unwrap_err();
            }
            _ => {
                let bad = server.call("getPage", json!({ "nonsense": at }));
                bad.refused("ARGUMENT_UNKNOWN");
            }
        }
    }
}

fn still_serves(server: &mut Server) {
    server.call("createPage", json!({ "name": "About" })).ok();
    let pages = server.call("getPage", json!({ "all": true })).ok();
    assert!(pages["items"].as_array().unwrap().iter().any(|page| page["name"] == "About"));
}

fn ends(closed: &Closed) {
    assert!(closed.status.success() && closed.took < AT_ONCE, "{closed:?}");
}

#[test]
fn a_stderr_that_nobody_reads_holds_nothing_up() {
    for era in BOTH_ERAS {
        for level in ["info", "trace"] {
            let folder = tempfile::tempdir().unwrap();
            let args = ["--log", level];
            let mut server = Server::spawn_unread(era, folder.path(), &args, Stdio::piped());
            server.greet();
            provoke(&mut server, MANY / 4);
            still_serves(&mut server);
            ends(&server.close());
        }
    }
}

#[test]
fn a_signal_ends_a_server_whose_stderr_is_full() {
    for signal in ["-TERM", "-INT"] {
        let folder = tempfile::tempdir().unwrap();
        let (_unread, full) = full_pipe();
        let mut server = Server::spawn_unread(LEGACY, folder.path(), &["--log", "trace"], full);
        server.greet();
        provoke(&mut server, 400);
        let id = server.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        ends(&server.process.wait());
    }
}

#[test]
fn dropped_lines_are_counted_and_told_where_they_would_stand() {
    for format in ["text", "json"] {
        let folder = tempfile::tempdir().unwrap();
        let args = ["--log", "warn", "--log-format", format];
        let mut server = Server::spawn_unread(LEGACY, folder.path(), &args, Stdio::piped());
        server.greet();
        let refuse = |server: &mut Server| {
            server.send_raw("nonsense\n");
            assert_eq!(server.stray_error()["code"], -32700);
        };
        (0..MANY).for_each(|_| refuse(&mut server));
        server.process.read_stderr();
        let until = Instant::now() + PATIENCE;
        while !server.stderr().contains("dropped here") {
            assert!(Instant::now() < until, "{}", server.stderr().len());
            thread::park_timeout(Duration::from_millis(5));
        }
        // From then on there is room again.
        refuse(&mut server);
        let closed = server.close();
        ends(&closed);
        let (mut passed, mut dropped) = (0, 0);
        for line in closed.stderr.lines() {
            let as_json = serde_json::from_str::<Value>(line);
            assert_eq!(as_json.is_ok(), format == "json", "{line}");
            match as_json.ok().and_then(|line| line["lines"].as_u64()) {
                Some(lines) => dropped += lines,
                None if line.contains("dropped here") => {
                    let lines = line.split(' ').find_map(|word| word.parse::<u64>().ok());
                    dropped += lines.unwrap();
                }
                None => {
                    assert!(line.contains("refused"), "{line}");
                    passed += 1;
                }
            }
        }
        assert!(dropped > 0 && passed > 100, "{passed} passed, {dropped} dropped");
        assert_eq!(passed + dropped, MANY as u64 + 1, "{dropped} dropped");
        assert!(closed.stderr.lines().last().unwrap().contains("refused"));
    }
}

#[test]
fn whatever_stderr_is_a_server_serves_and_ends() {
    let (broken, half) = UnixStream::pair().unwrap();
    drop(broken);
    let (hung_up, left) = io::pipe().unwrap();
    drop(hung_up);
    let (_unread_pipe, pipe) = full_pipe();
    let (_unread_socket, socket) = full_socket();
    let folder = tempfile::tempdir().unwrap();
    let file = File::create(folder.path().join("log")).unwrap();
    for stderr in [
        pipe,
        socket,
        Stdio::from(OwnedFd::from(half)),
        Stdio::from(left),
        Stdio::from(file),
        Stdio::null(),
    ] {
        let data = tempfile::tempdir().unwrap();
        let mut server = Server::spawn_unread(LEGACY, data.path(), &["--log", "trace"], stderr);
        server.greet();
        provoke(&mut server, 400);
        still_serves(&mut server);
        ends(&server.close());
    }
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("a line that is not a message was refused"));
    assert!(log.contains("the call log ends here"), "what is written last is there as well");
}

#[test]
fn a_closed_stderr_holds_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$0\" serve --preview off --log trace --data-dir \"$1\" 2>&-"]);
    command.arg(env!("CARGO_BIN_EXE_deskhand")).arg(folder.path());
    let mut server = Server::of(LEGACY, Process::start_unread(&mut command));
    server.greet();
    provoke(&mut server, 40);
    still_serves(&mut server);
    ends(&server.close());
}

#[test]
fn what_cannot_start_ends_with_its_code_although_nobody_reads_why() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "no folder").unwrap();
    let taken = folder.path().join("file");
    for (args, code) in [
        (vec!["serve", "--no-such-flag"], 2),
        (vec!["no-such-command"], 2),
        (vec!["serve", "--agent", "nobody"], 2),
        (vec!["preview", "--tenant", "nobody"], 2),
        (vec!["serve", "--data-dir", taken.to_str().unwrap()], 3),
    ] {
        let (_unread, full) = full_pipe();
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.env("DESKHAND_DATA_DIR", folder.path()).args(&args).stderr(full);
        let closed = Process::start_unread(&mut command).close();
        assert_eq!(closed.status.code(), Some(code), "{args:?}: {closed:?}");
        assert!(closed.took < AT_ONCE, "{args:?}: {closed:?}");
    }
}

#[test]
fn a_preview_whose_stderr_is_full_shows_its_pages_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let (_unread, full) = full_pipe();
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command.args(["preview", "--json", "--log", "trace", "--data-dir"]).arg(folder.path());
    let mut preview = Process::start_unread(command.stderr(full));
    let url = shown(&preview);
    for _ in 0..200 {
        // The log of what is refused, and of what is shown.
        assert!(opened(&url, "/main").starts_with("HTTP/1.1 200"));
        assert!(opened(&url, "/nobody/feed").starts_with("HTTP/1.1 404"));
    }
    let id = preview.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    ends(&preview.wait());
}

fn shown(preview: &Process) -> String {
    let line = preview.line(PATIENCE).expect("the address");
    let shown: Value = serde_json::from_str(&line).unwrap();
    shown["url"].as_str().unwrap().trim_start_matches("http://").to_owned()
}

fn opened(host: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A pipe that takes nothing more, and its other end.
fn full_pipe() -> (PipeReader, Stdio) {
    let (unread, pipe): (PipeReader, PipeWriter) = io::pipe().unwrap();
    fill(&pipe);
    (unread, Stdio::from(pipe))
}

fn full_socket() -> (UnixStream, Stdio) {
    let (unread, socket) = UnixStream::pair().unwrap();
    fill(&socket);
    (unread, Stdio::from(OwnedFd::from(socket)))
}

fn fill(end: &impl AsFd) {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    let flags = fcntl_getfl(end).unwrap();
    fcntl_setfl(end, flags | OFlags::NONBLOCK).unwrap();
    while rustix::io::write(end, &[b'x'; 64]).is_ok() {}
    fcntl_setfl(end, flags).unwrap();
}
