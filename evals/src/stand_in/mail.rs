//! A mail server: takes every mail of who logs in with anything, and reads it.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
};

use anyhow::Result;
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Value, json};

/// Talks until the client takes leave; gives each mail to `taken`, as `{ path: "/smtp", method, body }`.
pub(super) fn talk(stream: &TcpStream, mut taken: impl FnMut(Value)) -> Result<()> {
    let mut lines = BufReader::new(stream).split(b'\n');
    let say = |line: &str| {
        let mut stream = stream;
        stream.write_all(format!("{line}\r\n").as_bytes())
    };
    let mut to = Vec::new();
    say("220 stand-in ESMTP")?;
    while let Some(line) = lines.next() {
        let line = String::from_utf8_lossy(&line?).trim_end().to_owned();
        match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => say("250-stand-in\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")?,
            "AUTH" => say("235 2.7.0 welcome")?,
            "MAIL" => say("250 2.1.0 fine")?,
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                to.push(address.to_owned());
                say("250 2.1.5 fine")?;
            }
            "DATA" => {
                say("354 go on")?;
                let mut bytes = Vec::new();
                for line in lines.by_ref() {
                    let line = line?;
                    if line == b".\r" {
                        break;
                    }
                    bytes.extend(line.strip_prefix(b".").unwrap_or(&line));
                    bytes.push(b'\n');
                }
                taken(read(&std::mem::take(&mut to), &bytes));
                say("250 2.0.0 queued")?;
            }
            "QUIT" => return Ok(say("221 2.0.0 bye")?),
            _ => say("502 5.5.1 what?")?,
        }
    }
    Ok(())
}

/// What a mail says: `{ to, subject, text, attachments }`.
fn read(to: &[String], bytes: &[u8]) -> Value {
    let mail = MessageParser::new().parse(bytes).unwrap_or_default();
    let attachments: Vec<&str> =
        mail.attachments().filter_map(MimeHeaders::attachment_name).collect();
    let body = json!({
        "to": to.join(" "),
        "subject": mail.subject().unwrap_or_default(),
        "text": mail.body_text(0).unwrap_or_default(),
        "attachments": attachments,
    });
    json!({ "path": "/smtp", "method": "MAIL", "body": body })
}
