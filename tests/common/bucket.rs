//! A fake service that keeps objects, as S3 does: put, get, head, list and delete below one bucket, with faults.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use super::{Asked, Provider, Says};

/// The bucket that there is.
pub const BUCKET: &str = "wren-site";

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub bytes: Vec<u8>,
    /// Those that were sent along and matter.
    pub headers: BTreeMap<String, String>,
}

/// What a request gets instead of an answer.
#[derive(Clone, Copy)]
pub enum Fault {
    Status(u16),
    Dropped,
}

#[derive(Default)]
pub struct State {
    pub objects: BTreeMap<String, Object>,
    /// Method and key of each request that changed something, in order.
    pub done: Vec<(String, String)>,
    /// Part of method and key, how often it goes well before, how often it goes wrong then.
    pub faults: Vec<(&'static str, usize, usize, Fault)>,
}

/// The service, and what it has.
pub struct Bucket {
    pub provider: Provider,
    pub state: Arc<Mutex<State>>,
}

impl Bucket {
    pub fn open() -> Bucket {
        let state = Arc::new(Mutex::new(State::default()));
        let theirs = Arc::clone(&state);
        let provider = Provider::answering(move |asked| theirs.lock().unwrap().answer(asked));
        Bucket { provider, state }
    }

    /// The bytes of every object but what tells which are ours, by key.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let state = self.state.lock().unwrap();
        let files = state.objects.iter().filter(|(key, _)| !key.contains(".deskhand-release"));
        files.map(|(key, object)| (key.clone(), object.bytes.clone())).collect()
    }

    /// What was put and deleted since this was last asked, in order.
    pub fn done(&self) -> Vec<(String, String)> {
        let all = std::mem::take(&mut self.state.lock().unwrap().done);
        all.into_iter().filter(|(_, key)| !key.contains(".deskhand-release")).collect()
    }
}

impl State {
    fn answer(&mut self, asked: &Asked) -> Says {
        let signed = asked.header("authorization").unwrap_or_default();
        if !signed.contains("Credential=AKIA1/") || !signed.contains("host;") {
            return refusal(403, "SignatureDoesNotMatch");
        }
        let (bucket, key) = asked
            .path()
            .trim_start_matches('/')
            .split_once('/')
            .unwrap_or_else(|| (asked.path().trim_start_matches('/'), ""));
        let line = format!("{} {key}", asked.method);
        if let Some(at) = self.faults.iter().position(|(part, ..)| line.contains(part)) {
            let (_, well, wrong, fault) = &mut self.faults[at];
            let fault = *fault;
            if *well > 0 {
                *well -= 1;
            } else {
                *wrong -= 1;
                if *wrong == 0 {
                    self.faults.remove(at);
                }
                return match fault {
                    Fault::Status(status) => refusal(status, "InternalError"),
                    Fault::Dropped => Says::Raw(Vec::new()),
                };
            }
        }
        if bucket != BUCKET {
            return refusal(404, "NoSuchBucket");
        }
        let key = key.to_owned();
        match &*asked.method {
            "PUT" => {
                let kept = ["content-type", "cache-control", "x-amz-meta-sha256"];
                let headers = kept
                    .iter()
                    .filter_map(|name| Some(((*name).to_owned(), asked.header(name)?.to_owned())));
                let object = Object { bytes: asked.body.clone(), headers: headers.collect() };
                self.objects.insert(key.clone(), object);
                self.done.push(("PUT".to_owned(), key));
                Says::Answer(200, vec![("etag", "\"e\"".to_owned())], Vec::new())
            }
            "DELETE" => {
                self.objects.remove(&key);
                self.done.push(("DELETE".to_owned(), key));
                Says::Answer(204, Vec::new(), Vec::new())
            }
            "GET" if key.is_empty() => self.list(asked),
            "GET" | "HEAD" => match self.objects.get(&key) {
                None => refusal(404, "NoSuchKey"),
                Some(object) => object.answer(asked.method == "HEAD"),
            },
            _ => refusal(501, "NotImplemented"),
        }
    }

    fn list(&self, asked: &Asked) -> Says {
        let query = asked.target.split_once('?').map_or("", |(_, query)| query);
        let given = |name: &str| {
            let found = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            found.unwrap_or_default().replace("%2F", "/").replace("%2E", ".")
        };
        // In pages of a few, as large buckets are listed.
        let (prefix, after) = (given("prefix"), given("continuation-token"));
        let all = self.objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after);
        let page: Vec<_> = all.clone().take(20).collect();
        let is_cut = all.count() > page.len();
        let contents: Vec<String> = page
            .iter()
            .map(|(key, object)| {
                let size = object.bytes.len();
                format!(
                    "<Contents><Key>{key}</Key><LastModified>2026-11-30T00:00:00.000Z</LastModified>\
                     <ETag>\"e\"</ETag><Size>{size}</Size></Contents>"
                )
            })
            .collect();
        let next = page.last().filter(|_| is_cut).map_or_else(String::new, |(key, _)| {
            format!("<NextContinuationToken>{key}</NextContinuationToken>")
        });
        let text = format!(
            "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>{is_cut}</IsTruncated>{}{next}</ListBucketResult>",
            contents.concat()
        );
        Says::body("application/xml", text)
    }
}

impl Object {
    fn answer(&self, is_head: bool) -> Says {
        let lines: Vec<String> =
            self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let (lines, length) = (lines.concat(), self.bytes.len());
        let mut whole = format!(
            "HTTP/1.1 200 OK\r\n{lines}content-length: {length}\r\netag: \"e\"\r\n\
             last-modified: Mon, 30 Nov 2026 00:00:00 GMT\r\nconnection: close\r\n\r\n"
        )
        .into_bytes();
        if !is_head {
            whole.extend(&self.bytes);
        }
        Says::Raw(whole)
    }
}

fn refusal(status: u16, code: &str) -> Says {
    let text = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");
    let kind = ("content-type", "application/xml".to_owned());
    Says::Answer(status, vec![kind], text.into_bytes())
}
