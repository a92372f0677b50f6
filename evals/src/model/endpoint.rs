//! An endpoint: requests that are made again when they fail for now, and errors that show no key.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::Value;
use ureq::{Agent, Body, Error, http::Response};

use super::{Api, Reach, anthropic};
use crate::http::{agent, host, is_here, pause};

/// Nobody waits longer than that before the next try, whatever the endpoint would like.
const PAUSE_MAX: Duration = Duration::from_mins(2);

/// An answer may have so many bytes.
const ANSWER_BYTES_MAX: u64 = 16 << 20;

/// So much of an answer that is none stands in an error.
const SHOWN_CHARS_MAX: usize = 300;

/// Where a model is.
pub struct Endpoint {
    agent: Agent,
    api: Api,
    url: String,
    key: Option<String>,
    tries: u32,
    pause: Duration,
}

/// Why a request failed, and whether it may be made again.
struct Trouble {
    why: String,
    again: Again,
}

enum Again {
    No,
    /// After a while, which the endpoint may have said.
    After(Option<Duration>),
}

impl Endpoint {
    pub(super) fn new(api: Api, reach: Reach) -> Result<Endpoint> {
        let base = reach.url.trim_end_matches('/');
        let is_open = base.starts_with("http://");
        ensure!(
            is_open || base.starts_with("https://"),
            "--endpoint begins with https://, or with http:// on this computer"
        );
        // Whatever stands there is shown in errors.
        let is_plain = !base.contains(['@', '?', '#']);
        ensure!(
            is_plain,
            "--endpoint is an address without a name, a key or a query; --key-env has the key"
        );
        ensure!(
            !is_open || is_here(base) || reach.key.is_none(),
            "{}: the key would go there unencrypted; use https://",
            host(base)
        );
        let url = match api {
            Api::Openai => format!("{base}/chat/completions"),
            Api::Anthropic => format!("{}/v1/messages", base.trim_end_matches("/v1")),
        };
        let (tries, pause) = (reach.tries.max(1), reach.pause);
        Ok(Endpoint { agent: agent(&url, reach.wait), api, url, key: reach.key, tries, pause })
    }

    /// Its host, with the port.
    pub fn host(&self) -> &str {
        host(&self.url)
    }

    /// The answer to a request.
    pub(super) fn post(&self, body: &Value) -> Result<Value> {
        let body = body.to_string();
        let mut wait = self.pause;
        for tried in 1.. {
            let trouble = match self.once(&body) {
                Ok(answer) => return Ok(answer),
                Err(trouble) => trouble,
            };
            let Again::After(said) = trouble.again else { bail!(self.without_key(&trouble.why)) };
            if tried >= self.tries {
                bail!("{} ({tried} tries)", self.without_key(&trouble.why));
            }
            pause(said.unwrap_or(wait).min(PAUSE_MAX));
            wait *= 2;
        }
        bail!("{} was not asked", self.host())
    }

    /// An answer that cannot be used, in words.
    pub(super) fn about(&self, why: &str, answer: &Value) -> String {
        self.without_key(&format!(
            "{} answered, and {why}: {}",
            self.host(),
            short(&answer.to_string())
        ))
    }

    fn once(&self, body: &str) -> Result<Value, Trouble> {
        let mut request = self.agent.post(&self.url).header("content-type", "application/json");
        if self.api == Api::Anthropic {
            request = request.header("anthropic-version", anthropic::VERSION);
        }
        if let Some(key) = &self.key {
            request = match self.api {
                Api::Openai => request.header("authorization", format!("Bearer {key}")),
                Api::Anthropic => request.header("x-api-key", key),
            };
        }
        let mut response = request.send(body).map_err(|error| self.unreachable(&error))?;
        let text = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string();
        let text = text.map_err(|error| self.unreachable(&error))?;
        let status = response.status().as_u16();
        if status != 200 {
            let why =
                format!("{} answered with the status {status}: {}", self.host(), short(&text));
            return Err(Trouble { why, again: again(status, &response) });
        }
        serde_json::from_str(&text).map_err(|_| Trouble {
            why: format!("{} answered with what is no JSON: {}", self.host(), short(&text)),
            again: Again::No,
        })
    }

    fn unreachable(&self, error: &Error) -> Trouble {
        let refused = matches!(error, Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused);
        let never = refused
            || matches!(
                error,
                // Who was slow once has had the time that was given.
                Error::HostNotFound
                    | Error::ConnectionFailed
                    | Error::BadUri(_)
                    | Error::Http(_)
                    | Error::Timeout(_)
            );
        let again = if never { Again::No } else { Again::After(None) };
        Trouble { why: format!("{} gave no answer: {error}", self.host()), again }
    }

    /// A text in which the key does not stand, also where an endpoint repeats it.
    fn without_key(&self, text: &str) -> String {
        match self.key.as_deref().filter(|key| !key.is_empty()) {
            Some(key) => text.replace(key, "(the key)"),
            None => text.to_owned(),
        }
    }
}

/// Whether a request with this answer may be made again.
fn again(status: u16, response: &Response<Body>) -> Again {
    match status {
        408 | 429 | 500 | 502 | 503 | 504 | 529 => {
            let after = response.headers().get("retry-after").and_then(|it| it.to_str().ok());
            // A day and hour is rare here: then it is as if nothing was said.
            let seconds = after.and_then(|it| it.trim().parse::<f64>().ok());
            Again::After(seconds.and_then(|it| Duration::try_from_secs_f64(it).ok()))
        }
        _ => Again::No,
    }
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("“{}…”", line.get(..end).unwrap_or_default()),
        None if line.is_empty() => "nothing".to_owned(),
        None => format!("“{line}”"),
    }
}

/// The key that an environment variable has.
pub fn key(variable: &str) -> Result<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a key stands nowhere else: the program's settings know none"
    )]
    let key = std::env::var(variable);
    let key = key.map_err(|_| anyhow!("{variable} is not set: it has to have the key"))?;
    let key = key.trim();
    ensure!(!key.is_empty(), "{variable} is empty: it has to have the key");
    ureq::http::HeaderValue::from_str(key)
        .map(|_| key.to_owned())
        .ok()
        .with_context(|| format!("what stands in {variable} is no key"))
}
