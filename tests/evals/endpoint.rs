//! Endpoints and models that stand for the real ones: on this computer, and by script.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use deskhand_evals::{
    model::Api,
    script::{Act, Call, Script},
    words::{Kept, filled},
};
use serde_json::{Map, Value, json};

/// What an endpoint answers: status, further heads, body. A status of 0 hangs up.
pub(crate) type Answer = (u16, String, String);

/// A request, as it came.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) head: String,
    pub(crate) body: Value,
}

/// A server of HTTP for as long as the test runs.
pub(crate) struct Endpoint {
    pub(crate) url: String,
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
}

impl Endpoint {
    pub(crate) fn start(mut answer: impl FnMut(&Seen) -> Answer + Send + 'static) -> Endpoint {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let noted = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let request = read(&stream);
                noted.lock().unwrap().push(request.clone());
                let answer = answer(&request);
                write(stream, answer);
            }
        });
        Endpoint { url, seen }
    }

    pub(crate) fn requests(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Seen {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head.push_str(&lower);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Seen { head, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
}

fn write(mut stream: TcpStream, (status, heads, body): Answer) {
    if status == 0 {
        return;
    }
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Said\r\nconnection: close\r\ncontent-length: {length}\r\n{heads}\r\n"
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

/// What a model does in one turn.
pub(crate) enum Turn {
    Says(String),
    Calls(Vec<(String, Value)>),
}

/// A turn as an endpoint sends it, which has read ten tokens and written three.
pub(crate) fn sent(api: Api, turn: &Turn) -> Answer {
    let body = match (api, turn) {
        (Api::Openai, Turn::Says(words)) => {
            json!({ "choices": [{ "finish_reason": "stop",
                                  "message": { "role": "assistant", "content": words } }] })
        }
        (Api::Openai, Turn::Calls(calls)) => {
            let calls: Vec<Value> = calls
                .iter()
                .enumerate()
                .map(|(number, (tool, arguments))| {
                    // A text stands for what is no JSON.
                    let raw = arguments.as_str().map(str::to_owned);
                    let arguments = raw.unwrap_or_else(|| arguments.to_string());
                    json!({ "id": format!("c{number}"), "type": "function",
                            "function": { "name": tool, "arguments": arguments } })
                })
                .collect();
            json!({ "choices": [{ "finish_reason": "tool_calls",
                                  "message": { "role": "assistant", "content": null, "tool_calls": calls } }] })
        }
        (Api::Anthropic, Turn::Says(words)) => {
            json!({ "content": [{ "type": "text", "text": words }], "stop_reason": "end_turn" })
        }
        (Api::Anthropic, Turn::Calls(calls)) => {
            let calls: Vec<Value> = calls
                .iter()
                .enumerate()
                .map(|(number, (tool, arguments))| {
                    json!({ "type": "tool_use", "id": format!("c{number}"), "name": tool, "input": arguments })
                })
                .collect();
            json!({ "content": calls, "stop_reason": "tool_use" })
        }
    };
    let mut body = body;
    body["usage"] = match api {
        Api::Openai => json!({ "prompt_tokens": 10, "completion_tokens": 3 }),
        Api::Anthropic => json!({ "input_tokens": 10, "output_tokens": 3 }),
    };
    (200, "content-type: application/json\r\n".to_owned(), body.to_string())
}

/// A model that does what a script says, and asks the person where the server wants it.
pub(crate) struct Actor {
    script: Script,
    at: usize,
    kept: Kept,
    /// The call that the person is asked about.
    asked: Option<(String, Map<String, Value>)>,
}

impl Actor {
    pub(crate) fn of(script: Script) -> Actor {
        Actor { script, at: 0, kept: Kept::new(), asked: None }
    }

    /// An endpoint at which it is.
    pub(crate) fn endpoint(self, api: Api) -> Endpoint {
        let mut actor = self;
        Endpoint::start(move |seen| sent(api, &actor.turn(&seen.body)))
    }

    pub(crate) fn turn(&mut self, body: &Value) -> Turn {
        let (is_result, text) = last(body);
        // Where pages on the web are, the person says.
        if let Some((_, after)) = text.split_once("http://127.0.0.1:")
            && let Some((port, _)) = after.split_once("/web")
        {
            self.kept.insert("web".to_owned(), format!("http://127.0.0.1:{port}/web").into());
        }
        let before = self.at.checked_sub(1).map(|at| self.script.steps[at].act.clone());
        if let (true, Some(Act::Call(call))) = (is_result, before) {
            let answer: Value = serde_json::from_str(&text).unwrap_or_default();
            if call.confirm && answer["requiresConfirmation"] == true {
                self.asked = Some((call.tool.clone(), self.arguments(&call)));
                return Turn::Says("May I?".to_owned());
            }
            for (name, pointer) in &call.keep {
                self.kept.insert(name.clone(), answer.pointer(pointer).unwrap().clone());
            }
        } else if let Some((tool, mut arguments)) = self.asked.take()
            && ["Yes", "Sí"].iter().any(|yes| text.contains(yes))
        {
            arguments.insert("confirmed".into(), true.into());
            return Turn::Calls(vec![(tool, arguments.into())]);
        }
        self.goes_on()
    }

    fn goes_on(&mut self) -> Turn {
        loop {
            let step = self.script.steps.get(self.at).map(|step| step.act.clone());
            self.at += 1;
            match step {
                Some(Act::Call(call)) => {
                    let arguments = self.arguments(&call);
                    return Turn::Calls(vec![(call.tool, arguments.into())]);
                }
                Some(Act::Say(words)) => return Turn::Says(words),
                // It has said something before, or ends its turn without much of it.
                Some(Act::Turn) if !self.has_just_spoken() => {
                    return Turn::Says("Done.".to_owned());
                }
                Some(Act::Turn | Act::Command(_)) => {}
                None => return Turn::Says("Goodbye.".to_owned()),
            }
        }
    }

    fn has_just_spoken(&self) -> bool {
        let before = self.at.checked_sub(2).and_then(|at| self.script.steps.get(at));
        before.is_some_and(|step| matches!(step.act, Act::Say(_)))
    }

    fn arguments(&self, call: &Call) -> Map<String, Value> {
        let arguments = filled(&Value::Object(call.arguments.clone()), &self.kept).unwrap();
        arguments.as_object().unwrap().clone()
    }
}

/// Whether the last message of a request is the result of a call, and its text.
fn last(body: &Value) -> (bool, String) {
    let message = body["messages"].as_array().unwrap().last().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match message["content"].as_array() {
        Some(parts) => (true, text(&parts.last().unwrap()["content"])),
        None => (message["role"] == "tool", text(&message["content"])),
    }
}
