//! A name server, and how it is asked: enough of RFC 1035 to be lied to.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::UdpSocket;

const A: u16 = 1;
const AAAA: u16 = 28;

/// A name server on 127.0.0.1, for as long as the test's runtime.
pub struct Dns {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

/// What a name has the first time that it is asked for, the second, and so on; the last stays.
type Names = HashMap<String, Vec<Vec<IpAddr>>>;

impl Dns {
    /// One that knows these names and no others.
    pub async fn knowing(names: Names) -> Dns {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        tokio::spawn(async move {
            let mut packet = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut packet).await {
                let answer = answered(&packet[..length], &names, &log);
                let _ = socket.send_to(&answer, from).await;
            }
        });
        Dns { address, asked }
    }

    /// The names that were looked up, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answered(query: &[u8], names: &Names, log: &Mutex<Vec<String>>) -> Vec<u8> {
    let (name, end) = name(query);
    let kind = u16::from_be_bytes([query[end], query[end + 1]]);
    let mut log = log.lock().unwrap();
    // A and AAAA together are one look.
    if kind == A {
        log.push(name.clone());
    }
    let times = log.iter().filter(|asked| **asked == name).count();
    let known = names.get(&name);
    let now = known.map_or(&[][..], |answers| &answers[times.clamp(1, answers.len()) - 1]);
    let records: Vec<Vec<u8>> = now
        .iter()
        .filter_map(|address| match address {
            IpAddr::V4(v4) if kind == A => Some(v4.octets().to_vec()),
            IpAddr::V6(v6) if kind == AAAA => Some(v6.octets().to_vec()),
            IpAddr::V4(_) | IpAddr::V6(_) => None,
        })
        .collect();
    let code = if known.is_some() { 0x80 } else { 0x83 };
    let mut answer = vec![query[0], query[1], 0x81, code, 0, 1, 0];
    answer.push(u8::try_from(records.len()).unwrap());
    answer.extend([0; 4]);
    answer.extend(&query[12..end + 4]);
    for record in records {
        answer.extend([0xc0, 12]);
        answer.extend(kind.to_be_bytes());
        answer.extend([0, 1, 0, 0, 0, 0, 0, u8::try_from(record.len()).unwrap()]);
        answer.extend(record);
    }
    answer
}

/// The name that is asked for, and where it ends.
fn name(query: &[u8]) -> (String, usize) {
    let (mut at, mut labels) = (12, Vec::new());
    while query[at] != 0 {
        let next = at + 1 + usize::from(query[at]);
        labels.push(String::from_utf8_lossy(&query[at + 1..next]).into_owned());
        at = next;
    }
    (labels.join("."), at + 1)
}

/// Asks the name server at `server` for every address of `name`.
pub async fn look_up(server: SocketAddr, name: &str) -> io::Result<Vec<IpAddr>> {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    let mut found = Vec::new();
    for kind in [A, AAAA] {
        let mut query = vec![7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for label in name.split('.') {
            let length = u8::try_from(label.len()).ok().filter(|length| *length < 64);
            query.push(length.ok_or(io::ErrorKind::InvalidInput)?);
            query.extend(label.as_bytes());
        }
        query.push(0);
        query.extend(kind.to_be_bytes());
        query.extend([0, 1]);
        socket.send_to(&query, server).await?;
        let mut packet = [0; 512];
        let (length, _) = socket.recv_from(&mut packet).await?;
        if packet[3] & 15 != 0 {
            return Err(io::Error::other("no such name"));
        }
        let mut record = &packet[query.len()..length];
        for _ in 0..packet[7] {
            let size = usize::from(record[11]);
            found.push(match <[u8; 16]>::try_from(&record[12..12 + size]) {
                Ok(v6) => Ipv6Addr::from(v6).into(),
                Err(_) => Ipv4Addr::from(<[u8; 4]>::try_from(&record[12..16]).unwrap()).into(),
            });
            record = &record[12 + size..];
        }
    }
    Ok(found)
}
