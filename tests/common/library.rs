//! Fake photo services on this machine: each answers as documented, or as a test wants.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::picture;

/// What to answer.
#[derive(Clone)]
pub enum Say {
    /// Status, further headers each with its line end, and the body.
    Whole(u16, String, Vec<u8>),
    /// Nothing, until the client disconnects.
    Nothing,
}

/// The fake services of a test.
pub struct Library {
    address: SocketAddr,
    inner: Arc<Inner>,
    folder: TempDir,
}

#[derive(Default)]
struct Inner {
    /// Other answers, by the beginning of the path.
    instead: Mutex<BTreeMap<String, Say>>,
    heard: Mutex<Vec<String>>,
}

impl Library {
    /// Services that answer as documented.
    pub fn open() -> Library {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner::default());
        let served = Arc::clone(&inner);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = Arc::clone(&served);
                thread::spawn(move || served.answer(stream, address));
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let base = |name: &str| format!("{name} = \"http://{address}/{name}\"\n");
        let bases: String =
            ["openverse", "wikimedia", "pexels", "unsplash"].into_iter().map(base).collect();
        let outbound = format!("allow = [\"{address}\"]\ncontact = \"wren@studio.example\"");
        let config = format!("[outbound]\n{outbound}\n\n[providers]\n{bases}");
        fs::write(folder.path().join("deskhand.toml"), config).unwrap();
        Library { address, inner, folder }
    }

    /// The configuration with the services' addresses.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("deskhand.toml")
    }

    /// An address of the fake services.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers this for paths with that beginning; the longest beginning counts.
    pub fn says(&self, path: &str, say: Say) {
        self.inner.instead.lock().unwrap().insert(path.to_owned(), say);
    }

    /// Answers with this status.
    pub fn fails(&self, path: &str, status: u16, headers: &str) {
        self.says(path, Say::Whole(status, headers.to_owned(), b"{}".to_vec()));
    }

    /// Answers as documented again.
    pub fn recovers(&self) {
        self.inner.instead.lock().unwrap().clear();
    }

    /// The heads of the requests for paths with that beginning, in order.
    pub fn heard(&self, path: &str) -> Vec<String> {
        let start = format!("GET {path}");
        let heard = self.inner.heard.lock().unwrap();
        heard.iter().filter(|request| request.starts_with(&start)).cloned().collect()
    }
}

impl Inner {
    fn answer(&self, mut stream: TcpStream, address: SocketAddr) {
        let mut head = Vec::new();
        let mut part = [0; 4096];
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            match stream.read(&mut part) {
                Ok(read @ 1..) => head.extend_from_slice(&part[..read]),
                Ok(0) | Err(_) => return,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let path = head.split(' ').nth(1).unwrap().to_owned();
        self.heard.lock().unwrap().push(head);
        let instead = self.instead.lock().unwrap();
        let found = instead.iter().rev().find(|(start, _)| path.starts_with(start.as_str()));
        let said = found.map_or_else(|| documented(&path, address), |(_, say)| say.clone());
        drop(instead);
        match said {
            Say::Whole(status, headers, body) => {
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status} Said\r\n{headers}content-length: {length}\r\n\r\n");
                let _ = stream.write_all(&[head.as_bytes(), &body].concat());
            }
            Say::Nothing => while stream.read(&mut part).is_ok_and(|read| read > 0) {},
        }
    }
}

/// The documented answers.
fn documented(path: &str, address: SocketAddr) -> Say {
    let file = |name: &str| format!("http://{address}/files/{name}");
    let json = |body: Value| {
        Say::Whole(200, "content-type: application/json\r\n".into(), body.to_string().into())
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    if query.contains("nothing") {
        return json(json!({ "results": [], "photos": [], "batchcomplete": true }));
    }
    match path {
        "/openverse/v1/images/" => {
            json(json!({ "results": [openverse(1, &file), openverse(2, &file)] }))
        }
        "/pexels/v1/search" => {
            json(json!({ "page": 1, "photos": [pexels(11, &file), pexels(12, &file)] }))
        }
        "/pexels/v1/photos/12" => json(pexels(12, &file)),
        "/unsplash/search/photos" => {
            json(json!({ "total": 1, "total_pages": 1, "results": [unsplash("u-1")] }))
        }
        "/unsplash/photos/u-2" => json(unsplash("u-2")),
        "/unsplash/photos/u-1/download" | "/unsplash/photos/u-2/download" => {
            json(json!({ "url": "https://images.unsplash.com/photo-1" }))
        }
        "/wikimedia/w/api.php" => {
            json(json!({ "batchcomplete": true, "query": { "pages": [wikimedia(&file)] } }))
        }
        path if path.starts_with("/files/") => {
            // Each file name gives another picture.
            let width = 900 + path.bytes().map(u32::from).sum::<u32>() % 97;
            Say::Whole(200, "content-type: image/jpeg\r\n".into(), picture::jpeg(width, 600))
        }
        _ => Say::Whole(404, String::new(), b"{}".to_vec()),
    }
}

fn openverse(number: u32, file: &dyn Fn(&str) -> String) -> Value {
    json!({
        "id": format!("4bc43a04-ef46-4544-a0c1-00000000000{number}"), "title": format!("Harbour \u{202e}{number}"),
        "foreign_landing_url": format!("https://www.flickr.com/photos/1/{number}"),
        "url": file(&format!("open-{number}.jpg")), "creator": "Ada Lens",
        "creator_url": "https://www.flickr.com/photos/1", "license": "by", "license_version": "4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/", "filetype": "jpg",
        "mature": false, "width": 1024, "height": 683,
        "thumbnail": "https://api.openverse.org/v1/images/1/thumb/",
    })
}

fn pexels(number: u32, file: &dyn Fn(&str) -> String) -> Value {
    json!({
        "id": number, "width": 3024, "height": 2000, "url": format!("https://www.pexels.com/photo/{number}/"),
        "photographer": "Joey Farina", "photographer_url": "https://www.pexels.com/@joey",
        "avg_color": "#978E82", "alt": "Boats at dawn",
        "src": { "original": file(&format!("pexels-{number}.jpeg")), "medium": file("medium.jpeg") },
    })
}

fn unsplash(id: &str) -> Value {
    json!({
        "id": id, "width": 4000, "height": 3000, "color": "#A7A2A1", "alt_description": "a quiet pier",
        "user": { "name": "Jeff Sheldon", "links": { "html": "https://unsplash.com/@ugmonk" } },
        "urls": { "raw": "https://images.unsplash.com/photo-1?ixid=M3w", "small": "https://images.unsplash.com/photo-1?ixid=M3w&w=400" },
        "links": { "html": "https://unsplash.com/photos/u-1", "download_location": format!("https://api.unsplash.com/photos/{id}/download?ixid=M3w") },
    })
}

fn wikimedia(file: &dyn Fn(&str) -> String) -> Value {
    json!({
        "pageid": 77, "ns": 6, "title": "File:Pier.jpg", "index": 1,
        "imageinfo": [{
            "width": 6000, "height": 4000, "mime": "image/jpeg", "url": file("wiki.jpg"), "thumburl": file("wiki.jpg"),
            "descriptionurl": "https://commons.wikimedia.org/wiki/File:Pier.jpg",
            "extmetadata": {
                "LicenseShortName": { "value": "CC BY-SA 4.0" },
                "LicenseUrl": { "value": "https://creativecommons.org/licenses/by-sa/4.0" },
                "Artist": { "value": "<a href=\"//commons.wikimedia.org/wiki/User:Bo\">Bo &amp; Co</a>" },
                "AttributionRequired": { "value": "true" },
                "ImageDescription": { "value": "<p>A pier</p>" },
            },
        }],
    })
}
