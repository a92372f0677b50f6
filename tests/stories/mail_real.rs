//! A mail server that is not ours: aiosmtpd, from the registry of Python.
//!
//! `DESKHAND_TEST_SMTP` names a Python that has it; without it `python3` is tried, and without aiosmtpd nothing is
//! tested.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::json;

use super::{desk::Desk, integration::with, mail::anna};
use crate::common::{
    Era,
    mail::{PASSWORD, SENDER},
    picture,
};

/// Takes mail of who logs in, and writes each into a file of a folder; says its port, then waits.
const SERVER: &str = r#"
import pathlib, socket, sys
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, SMTP

class Keeper:
    count = 0
    async def handle_DATA(self, server, session, envelope):
        Keeper.count += 1
        head = f"{envelope.mail_from}\n{' '.join(envelope.rcpt_tos)}\n".encode()
        pathlib.Path(sys.argv[1], f"{Keeper.count}.eml").write_bytes(head + envelope.content)
        return "250 2.0.0 queued"

def authenticate(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (sys.argv[2].encode(), sys.argv[3].encode())
    return AuthResult(success=known)

class Door(Controller):
    def factory(self):
        return SMTP(self.handler, authenticator=authenticate, auth_require_tls=False, auth_required=True)

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
door = Door(Keeper(), hostname="127.0.0.1", port=port)
door.start()
print(port, flush=True)
sys.stdin.read()
"#;

/// The server, until it is dropped.
struct Aiosmtpd {
    child: Child,
    port: String,
}

impl Drop for Aiosmtpd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Aiosmtpd {
    #[expect(clippy::disallowed_methods, reason = "asks whoever runs the test, not the program")]
    fn start(folder: &std::path::Path) -> Option<Aiosmtpd> {
        let named = std::env::var_os("DESKHAND_TEST_SMTP");
        let mut command = Command::new(named.clone().unwrap_or_else(|| "python3".into()));
        command.args(["-c", SERVER]).arg(folder).args([SENDER, PASSWORD]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        if named.is_none() {
            command.stderr(Stdio::null());
        }
        let mut child = command.spawn().ok()?;
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        if port.is_empty() {
            assert!(named.is_none(), "DESKHAND_TEST_SMTP: it has no aiosmtpd");
            eprintln!("no aiosmtpd here: nothing is tested");
            _ = child.wait();
            return None;
        }
        Some(Aiosmtpd { child, port: port.trim().to_owned() })
    }
}

#[test]
fn a_server_of_others_takes_a_mail_and_its_picture_is_whole() {
    let kept = tempfile::tempdir().unwrap();
    let Some(server) = Aiosmtpd::start(kept.path()) else { return };
    let mut desk = Desk::open(Era::Modern, &[]);
    let url = format!("smtp://127.0.0.1:{}", server.port);
    let connect = ["integration", "connect", "smtp", "--from", SENDER, "--server", &url];
    assert!(!with(&desk, &connect, "guess\n").status.success());
    let connected = with(&desk, &connect, &format!("{PASSWORD}\n"));
    assert!(connected.status.success(), "{connected:?}");
    desk.restart();
    let anna = anna(&mut desk);
    let picture = picture::base64(&picture::jpeg(400, 300));
    let image = desk.data("createImage", json!({ "base64": picture, "filename": "Ärmel.jpg" }));
    let mail = json!({ "contactId": anna, "subject": "Größe", "message": "Hallo\n.\nAnna", "attachments": [image["id"]] });
    assert_eq!(desk.data("sendMessage", mail)["status"], "accepted");
    let bytes = std::fs::read(kept.path().join("1.eml")).unwrap();
    let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
    assert_eq!(parts.next(), Some(SENDER.as_bytes()));
    assert_eq!(parts.next(), Some(b"anna@wren.example".as_slice()));
    let read = MessageParser::new().parse(parts.next().unwrap()).unwrap();
    assert_eq!(read.subject(), Some("Größe"));
    assert!(read.body_text(0).unwrap().contains("Hallo\r\n.\r\nAnna"));
    let attached = read.attachment(0).unwrap();
    assert!(attached.attachment_name().unwrap().starts_with("Ärmel."));
    assert!(image::guess_format(attached.contents()).is_ok());
}
