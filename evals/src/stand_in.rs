//! A server on this machine that stands for the world outside: WhatsApp under `/whatsapp`, the web under `/web`, and
//! beside it a mail server, whose mails are at `/smtp`.
//!
//! It remembers everything that it was sent, which is what a task can be held to.

mod mail;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::task::WebPage;

/// More than that nobody sends in one request.
const BODY_BYTES_MAX: usize = 8 << 20;

/// How long it waits for the rest of a request.
const READ_WAIT: Duration = Duration::from_secs(10);

/// What the account at 360dialog has as its key.
pub const WHATSAPP_KEY: &str = "d360-of-the-evals";

/// The world outside, for as long as a task is run.
pub struct StandIn {
    address: SocketAddr,
    mail: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    pages: Vec<WebPage>,
    received: Mutex<Vec<Value>>,
    ended: AtomicBool,
}

impl StandIn {
    /// One that has these pages.
    pub fn start(pages: &[WebPage]) -> Result<StandIn> {
        let bind = || TcpListener::bind("127.0.0.1:0").context("no port is free");
        let (listener, mails) = (bind()?, bind()?);
        let (address, mail) = (listener.local_addr()?, mails.local_addr()?);
        let shared = Shared {
            pages: pages.to_vec(),
            received: Mutex::default(),
            ended: AtomicBool::new(false),
        };
        let shared = Arc::new(shared);
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.ended.load(Ordering::Relaxed) {
                    break;
                }
                let serving = Arc::clone(&serving);
                // Who hangs up has an answer less.
                thread::spawn(move || serving.answer(stream).ok());
            }
        });
        let taking = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in mails.incoming().flatten() {
                if taking.ended.load(Ordering::Relaxed) {
                    break;
                }
                let taking = Arc::clone(&taking);
                thread::spawn(move || mail::talk(&stream, |mail| taking.lock().push(mail)).ok());
            }
        });
        Ok(StandIn { address, mail, shared })
    }

    /// Where it is: `127.0.0.1:PORT`.
    pub fn place(&self) -> String {
        self.address.to_string()
    }

    /// The address under which it stands for `part` of the world.
    pub fn url(&self, part: &str) -> String {
        format!("http://{}/{part}", self.address)
    }

    /// The address of the mail server.
    pub fn mail_server(&self) -> String {
        format!("smtp://{}", self.mail)
    }

    /// What was sent to addresses that begin with `path`, in order: `{ path, method, body }`.
    pub fn received(&self, path: &str) -> Value {
        let path = format!("/{path}");
        let begins = |one: &&Value| {
            one.get("path").and_then(Value::as_str).is_some_and(|it| it.starts_with(&path))
        };
        self.shared.lock().iter().filter(begins).cloned().collect()
    }

    /// Forgets what it was sent.
    pub fn forget(&self) {
        self.shared.lock().clear();
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // Wakes it up, so that it sees the end.
        let _ = TcpStream::connect(self.address);
        let _ = TcpStream::connect(self.mail);
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Value>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, mut stream: TcpStream) -> Result<()> {
        stream.set_read_timeout(Some(READ_WAIT))?;
        let (method, path, body) = read(&stream)?;
        let body: Value = serde_json::from_slice(&body)
            .unwrap_or_else(|_| String::from_utf8_lossy(&body).into_owned().into());
        let (status, kind, text) = self.says(&method, &path, &body);
        self.lock().push(json!({ "path": path, "method": method, "body": body }));
        let length = text.len();
        let head = format!(
            "HTTP/1.1 {status} Said\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes())?;
        Ok(stream.write_all(text.as_bytes())?)
    }

    fn says(&self, method: &str, path: &str, body: &Value) -> (u16, String, String) {
        let json =
            |status, value: Value| (status, "application/json".to_owned(), value.to_string());
        let plain = path.split('?').next().unwrap_or_default();
        match (method, plain) {
            (_, "/whatsapp/v1/configs/templates") => json(200, templates()),
            (_, "/whatsapp/messages") => json(200, taken(body)),
            ("POST", _) => json(200, json!({ "ok": true })),
            (_, plain) => {
                let page = self.pages.iter().find(|page| plain == format!("/web/{}", page.path));
                match page {
                    Some(page) => (200, page.kind.clone(), page.body.clone()),
                    None => (404, "text/plain".to_owned(), "There is no such page.".to_owned()),
                }
            }
        }
    }
}

/// Method, path and body of a request.
fn read(stream: &TcpStream) -> Result<(String, String, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, path) = words.next().zip(words.next()).context("no request")?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length.min(BODY_BYTES_MAX)];
    reader.read_exact(&mut body)?;
    Ok((method, path, body))
}

/// WhatsApp takes every message.
fn taken(body: &Value) -> Value {
    let ours = body.get("biz_opaque_callback_data").and_then(Value::as_str).unwrap_or_default();
    let to = body.get("to").cloned().unwrap_or_default();
    json!({ "messaging_product": "whatsapp", "contacts": [{ "input": to, "wa_id": to }],
            "messages": [{ "id": format!("wamid.{ours}") }] })
}

/// The templates that the account has.
fn templates() -> Value {
    let body = |text: &str| json!([{ "type": "BODY", "text": text }]);
    json!({
        "waba_templates": [
            { "name": "class_reminder", "language": "en", "status": "approved", "category": "UTILITY",
              "components": body("Hi {{1}}, see you at the studio on {{2}}.") },
            { "name": "thanks", "language": "en", "status": "approved", "category": "MARKETING",
              "components": body("Thank you for coming!") },
        ],
        "count": 2, "total": 2, "limit": 250, "offset": 0,
    })
}

/// What WhatsApp reports of a message from a customer.
pub fn report(message: &crate::task::Message, number: usize, now_s: i64) -> Value {
    let at = now_s - message.minutes_ago * 60;
    let contact = json!({ "profile": { "name": message.name }, "wa_id": message.from });
    let written = json!({ "from": message.from, "id": format!("wamid.in.{number}"), "timestamp": at.to_string(),
                          "type": "text", "text": { "body": message.text } });
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "351210000000", "phone_number_id": "106540352242922" },
        "contacts": [contact], "messages": [written],
    });
    json!({ "object": "whatsapp_business_account",
            "entry": [{ "id": "102290129340398", "changes": [{ "field": "messages", "value": value }] }] })
}
