//! A fake outside service on 127.0.0.1: real HTTP, with answers that a test decides.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use serde_json::Value;

/// A request that it received.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    /// The path with its query, as it was sent.
    pub target: String,
    /// The names are in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What to answer.
pub enum Says {
    /// A status, further headers, a body.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes, HTTP or not; then it closes the connection.
    Raw(Vec<u8>),
    /// The same after a delay.
    Late(Duration, Box<Says>),
    /// Nothing; keeps the connection open.
    Nothing,
}

impl Says {
    pub fn json(status: u16, body: &Value) -> Says {
        let kind = ("content-type", "application/json".to_owned());
        Says::Answer(status, vec![kind], body.to_string().into_bytes())
    }

    pub fn body(kind: &str, body: impl Into<Vec<u8>>) -> Says {
        Says::Answer(200, vec![("content-type", kind.to_owned())], body.into())
    }
}

/// The server. It lives as long as the test's process.
pub struct Provider {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Asked>>>,
}

impl Provider {
    /// A server with these answers.
    pub fn answering(says: impl Fn(&Asked) -> Says + Send + Sync + 'static) -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let provider = Provider { address: listener.local_addr().unwrap(), heard: Arc::default() };
        let (heard, says) = (Arc::clone(&provider.heard), Arc::new(says));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (heard, says) = (Arc::clone(&heard), Arc::clone(&says));
                thread::spawn(move || {
                    let Some(asked) = asked(&stream) else { return };
                    heard.lock().unwrap().push(asked.clone());
                    say(stream, says(&asked));
                });
            }
        });
        provider
    }

    /// Host and port: `127.0.0.1:PORT`.
    pub fn place(&self) -> String {
        self.address.to_string()
    }

    /// The address, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far, in order.
    pub fn heard(&self) -> Vec<Asked> {
        self.heard.lock().unwrap().clone()
    }
}

fn asked(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut text = String::new();
        (reader.read_line(&mut text).ok()? > 0).then(|| text.trim_end().to_owned())
    };
    let first = line()?;
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    while let Some((name, value)) = line()?.split_once(':') {
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, target, headers, body })
}

/// The client may have disconnected: that is no failure of the server.
fn say(mut stream: TcpStream, says: Says) {
    match says {
        Says::Answer(status, headers, body) => {
            let length = ("content-length", body.len().to_string());
            let lines = headers.iter().chain([&length]);
            let lines: Vec<String> =
                lines.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let head =
                format!("HTTP/1.1 {status} Said\r\nconnection: close\r\n{}\r\n", lines.concat());
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
        Says::Raw(bytes) => {
            let _ = stream.write_all(&bytes);
        }
        #[expect(clippy::disallowed_methods, reason = "a slow service is slow")]
        Says::Late(after, says) => {
            thread::sleep(after);
            say(stream, *says);
        }
        Says::Nothing => {
            let _ = stream.read(&mut [0]);
        }
    }
}
