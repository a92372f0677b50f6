//! A mail server on this machine (RFC 5321, with AUTH PLAIN), which answers as a test tells it.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use super::whatsapp::run;

/// The password of the mailbox, which must not appear anywhere.
pub const PASSWORD: &str = "abcd efgh-never-shown ijkl";

/// The address that mails are from.
pub const SENDER: &str = "hello@studio.example";

/// A mail that it took.
#[derive(Clone, Debug)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub bytes: Vec<u8>,
}

/// Where it does not do as it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    #[default]
    None,
    /// Answers the command that begins with this word with this line.
    Refuse(&'static str, &'static str),
    /// Answers the message with this line, and does not keep it.
    RefuseMessage(&'static str),
    /// Hangs up at the command that begins with this word.
    HangUp(&'static str),
    /// Keeps the message, and hangs up without an answer.
    TakeAndHangUp,
    /// Keeps the message, and answers after this time.
    TakeLate(Duration),
}

/// The server. It lives as long as the test's process.
pub struct MailServer {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
    fault: Arc<Mutex<Fault>>,
}

impl MailServer {
    /// One that takes every mail of who logs in.
    pub fn start() -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = MailServer { address, taken: Arc::default(), fault: Arc::default() };
        let (taken, fault) = (Arc::clone(&server.taken), Arc::clone(&server.fault));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (taken, fault) = (Arc::clone(&taken), Arc::clone(&fault));
                thread::spawn(move || {
                    let fault = *fault.lock().unwrap();
                    // Who hangs up on us is gone; the test sees what was taken.
                    _ = talk(&stream, fault, &taken);
                });
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Sets what it does wrong from now on.
    pub fn does(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    /// What it has taken.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// Connects the tenant of that folder to it.
    pub fn connect(&self, folder: &Path, tenant: &str) {
        let url = self.url();
        let args = ["integration", "connect", "smtp", "--from", SENDER, "--server", &url];
        let ran =
            run(folder, &[&args[..], &["--tenant", tenant]].concat(), &format!("{PASSWORD}\n"));
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
}

fn talk(stream: &TcpStream, fault: Fault, taken: &Mutex<Vec<Taken>>) -> std::io::Result<()> {
    use base64::Engine as _;
    let mut lines = BufReader::new(stream).split(b'\n');
    let say = |line: &str| {
        let mut stream = stream;
        stream.write_all(format!("{line}\r\n").as_bytes())
    };
    let login = base64::engine::general_purpose::STANDARD.encode(format!("\0{SENDER}\0{PASSWORD}"));
    let (mut is_in, mut from, mut to) = (false, String::new(), Vec::new());
    say("220 mail.test ESMTP")?;
    while let Some(line) = lines.next() {
        let line = String::from_utf8_lossy(&line?).trim_end().to_owned();
        let inside = |line: &str| {
            let (start, end) = (line.find('<').unwrap() + 1, line.rfind('>').unwrap());
            line[start..end].to_owned()
        };
        if let Fault::Refuse(word, answer) = fault
            && line.starts_with(word)
        {
            say(answer)?;
            continue;
        }
        if matches!(fault, Fault::HangUp(word) if line.starts_with(word)) {
            return Ok(());
        }
        match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => say("250-mail.test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")?,
            "AUTH" => {
                is_in = line == format!("AUTH PLAIN {login}");
                say(if is_in { "235 2.7.0 welcome" } else { "535 5.7.8 who are you" })?;
            }
            "MAIL" if !is_in => say("530 5.7.0 log in first")?,
            "MAIL" => {
                from = inside(&line);
                say("250 2.1.0 fine")?;
            }
            "RCPT" => {
                to.push(inside(&line));
                say("250 2.1.5 fine")?;
            }
            "DATA" => {
                say("354 go on")?;
                let bytes = message(lines.by_ref())?;
                if let Fault::RefuseMessage(answer) = fault {
                    say(answer)?;
                    continue;
                }
                let (from, to) = (std::mem::take(&mut from), std::mem::take(&mut to));
                taken.lock().unwrap().push(Taken { from, to, bytes });
                if fault == Fault::TakeAndHangUp {
                    return Ok(());
                }
                if let Fault::TakeLate(time) = fault {
                    thread::park_timeout(time);
                }
                say("250 2.0.0 queued")?;
            }
            "QUIT" => return say("221 2.0.0 bye"),
            _ => say("502 5.5.1 what?")?,
        }
    }
    Ok(())
}

/// The lines of a message up to its end, as they were before they were sent.
fn message(lines: impl Iterator<Item = std::io::Result<Vec<u8>>>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in lines {
        let line = line?;
        if line == b".\r" {
            break;
        }
        bytes.extend(line.strip_prefix(b".").unwrap_or(&line));
        bytes.push(b'\n');
    }
    Ok(bytes)
}
