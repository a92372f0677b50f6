//! A bucket of a server that is not ours: moto, from the registry of Python, which checks signatures as S3 does.
//!
//! `DESKHAND_TEST_S3` names its program (`moto_server`); without it the one of the search path is taken, and without
//! one nothing is tested.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use serde_json::json;

use super::desk::Desk;
use super::integration::with;
use super::releases::{files, release};
use crate::common::{BOTH_ERAS, PATIENCE};

/// The server, until it is dropped.
struct Moto {
    child: Child,
    place: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Moto {
    #[expect(clippy::disallowed_methods, reason = "asks whoever runs the test, not the program")]
    fn start() -> Option<Moto> {
        let named = std::env::var_os("DESKHAND_TEST_S3");
        let program = named.clone().unwrap_or_else(|| "moto_server".into());
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let started = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = match started {
            Ok(child) => child,
            Err(error) => {
                assert!(named.is_none(), "DESKHAND_TEST_S3: {error}");
                eprintln!("no moto_server here: nothing is tested");
                return None;
            }
        };
        let moto = Moto { child, place: format!("127.0.0.1:{port}") };
        let begun = Instant::now();
        while TcpStream::connect(&moto.place).is_err() {
            assert!(begun.elapsed() < 2 * PATIENCE, "moto does not start");
            std::thread::park_timeout(std::time::Duration::from_millis(100));
        }
        Some(moto)
    }

    /// What it answers, without a signature.
    fn ask(&self, line: &str) -> String {
        let mut stream = TcpStream::connect(&self.place).unwrap();
        let host = &self.place;
        write!(
            stream,
            "{line} HTTP/1.1\r\nhost: {host}\r\nauthorization: AWS test:test\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        let mut said = Vec::new();
        stream.read_to_end(&mut said).unwrap();
        String::from_utf8_lossy(&said).into_owned()
    }
}

#[test]
fn a_release_goes_to_a_real_bucket_and_back() {
    let Some(moto) = Moto::start() else { return };
    assert!(moto.ask("PUT /wren-site").contains(" 200 "));
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    desk.page("About");
    let endpoint = format!("http://{}", moto.place);
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let address = ["--address", "https://wren.example"];
    let add = ["target", "add", "web", "s3", "wren-site/live", "--endpoint", &endpoint];
    desk.run(&[&add[..], &address].concat());
    desk.run(
        &[&["target", "add", "disk", "folder", site.to_str().unwrap()][..], &address].concat(),
    );
    with(&desk, &["target", "token", "web"], "test:test");
    release(&mut desk, json!({ "target": "web" }));
    release(&mut desk, json!({ "target": "disk" }));
    // Byte for byte what a folder gets, with types and ages; buckets get nothing packed.
    let is_page = |path: &str| path.contains(".html") && !path.contains(".html.");
    for (path, bytes) in files(&site).iter().filter(|(path, _)| is_page(path)) {
        let answer = moto.ask(&format!("GET /wren-site/live/{path}"));
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        assert_eq!(body.as_bytes(), bytes, "{path}");
        let head = answer.to_lowercase();
        assert!(head.contains("text/html; charset=utf-8") && head.contains("must-revalidate"));
    }
    desk.page("More");
    release(&mut desk, json!({ "target": "web" }));
    assert!(moto.ask("GET /wren-site/live/more/index.html").contains(" 200 "));
    release(&mut desk, json!({ "target": "web", "from": 1 }));
    assert!(moto.ask("GET /wren-site/live/more/index.html").contains(" 404 "));
    assert!(moto.ask("GET /wren-site/live/about/index.html").contains("About"));
}
