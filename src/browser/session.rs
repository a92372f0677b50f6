//! The conversation with the browser: commands and events of the `DevTools` protocol over a pipe, each ended by a zero
//! byte.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{ChildStdin, ChildStdout},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Look, Sight, Trouble};

const SCRIPT: &str = include_str!("look.js");

/// The bytes of a message. The largest is a picture.
const MESSAGE_BYTES_MAX: u64 = 32 << 20;

type Result<T> = std::result::Result<T, Trouble>;

/// A conversation about one page.
pub(super) struct Session<'s> {
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    sight: &'s Sight,
    /// The page's part of the conversation, once it is open.
    page: Option<String>,
    asked: u64,
    is_loaded: bool,
}

/// What the script in the page has measured.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    address: String,
    status: u16,
    height: u32,
    missing: u32,
    too_wide: Vec<(String, u32)>,
}

impl<'s> Session<'s> {
    pub(super) fn new(to: ChildStdin, from: ChildStdout, sight: &'s Sight) -> Session<'s> {
        let from = BufReader::new(from);
        Session { to, from, sight, page: None, asked: 0, is_loaded: false }
    }

    /// Opens the page and takes its picture.
    pub(super) fn look(mut self) -> Result<Look> {
        self.open()?;
        let script = format!("({SCRIPT})({})", self.sight.screen.height_max());
        let ask = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        let measured = self.ask("Runtime.evaluate", ask)?;
        let measured = measured.pointer("/result/value").and_then(Value::as_str);
        let measured = measured.ok_or_else(|| broken("the page was not measured"))?;
        let measured: Measured = serde_json::from_str(measured).map_err(broken)?;
        if measured.status != 200 || !self.may_load(&measured.address) {
            return Err(Trouble::NoPage);
        }
        // Further than the screen, whose height parts of a page may go by.
        let (width, _) = self.sight.screen.size();
        let height = measured.height.min(self.sight.screen.height_max());
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let what = json!({ "format": "png", "clip": clip, "captureBeyondViewport": true });
        let taken = self.ask("Page.captureScreenshot", what)?;
        let png = taken.get("data").and_then(Value::as_str);
        let png = png.ok_or_else(|| broken("there is no picture"))?;
        let png = STANDARD.decode(png).map_err(broken)?;
        let Measured { height, missing, too_wide, .. } = measured;
        Ok(Look { png, height, too_wide, missing_pictures: missing })
    }

    fn open(&mut self) -> Result<()> {
        let made = self.ask("Target.createTarget", json!({ "url": "about:blank" }))?;
        let target = json!({ "targetId": made.get("targetId"), "flatten": true });
        let attached = self.ask("Target.attachToTarget", target)?;
        self.page = attached.get("sessionId").and_then(Value::as_str).map(str::to_owned);
        self.ask("Page.enable", json!({}))?;
        // From here on every request waits until it is let through.
        self.ask("Fetch.enable", json!({ "patterns": [{ "urlPattern": "*" }] }))?;
        let (width, height) = self.sight.screen.size();
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.ask("Emulation.setDeviceMetricsOverride", size)?;
        let still = json!({ "features": [
            { "name": "prefers-reduced-motion", "value": "reduce" },
            { "name": "prefers-color-scheme", "value": "light" },
        ] });
        self.ask("Emulation.setEmulatedMedia", still)?;
        // Its packets pass no proxy, and are no requests.
        let source = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;";
        self.ask("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }))?;
        self.is_loaded = false;
        let gone = self.ask("Page.navigate", json!({ "url": self.sight.page }))?;
        if gone.get("errorText").is_some() {
            return Err(Trouble::NoPage);
        }
        while !self.is_loaded {
            let message = self.read()?;
            self.hear(&message)?;
        }
        Ok(())
    }

    /// Whether an address is of the site. The stream of changes is not: a page that waits for it never rests.
    fn may_load(&self, address: &str) -> bool {
        let below = address.strip_prefix(&self.sight.site);
        below.is_some_and(|below| {
            (below.is_empty() || below.starts_with(['/', '?', '#'])) && below != "/assets/events"
        })
    }

    /// Sends a command and waits for its result; what happens meanwhile is heard.
    fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        let id = self.tell(method, params)?;
        loop {
            let mut message = self.read()?;
            if message.get("id").and_then(Value::as_u64) == Some(id) {
                return match message.get("error") {
                    None => Ok(message.get_mut("result").map(Value::take).unwrap_or_default()),
                    Some(error) => Err(broken(format!("{method}: {error}"))),
                };
            }
            self.hear(&message)?;
        }
    }

    fn tell(&mut self, method: &str, params: Value) -> Result<u64> {
        self.asked += 1;
        let mut message = json!({ "id": self.asked, "method": method, "params": params });
        if let (Some(page), Some(message)) = (&self.page, message.as_object_mut()) {
            message.insert("sessionId".to_owned(), page.as_str().into());
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).and_then(|()| self.to.flush()).map_err(broken)?;
        Ok(self.asked)
    }

    fn read(&mut self) -> Result<Value> {
        let mut bytes = Vec::new();
        let mut bounded = (&mut self.from).take(MESSAGE_BYTES_MAX);
        bounded.read_until(0, &mut bytes).map_err(broken)?;
        if bytes.pop() != Some(0) {
            return Err(broken("the browser has ended"));
        }
        serde_json::from_slice(&bytes).map_err(broken)
    }

    /// Lets requests to the site through, and no others.
    fn hear(&mut self, event: &Value) -> Result<()> {
        let text = |at: &str| event.pointer(at).and_then(Value::as_str).unwrap_or_default();
        match text("/method") {
            "Page.loadEventFired" => self.is_loaded = true,
            "Fetch.requestPaused" => {
                let id = text("/params/requestId");
                if self.may_load(text("/params/request/url")) {
                    self.tell("Fetch.continueRequest", json!({ "requestId": id }))?;
                } else {
                    let reason = "BlockedByClient";
                    self.tell(
                        "Fetch.failRequest",
                        json!({ "requestId": id, "errorReason": reason }),
                    )?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn broken(error: impl ToString) -> Trouble {
    Trouble::Failed(error.to_string())
}
