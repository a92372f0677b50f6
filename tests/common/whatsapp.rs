//! A fake 360dialog on this machine, and its webhook events, in the documented form.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use super::{Asked, Provider, Says};

/// The key of the test's number, which must not appear anywhere.
pub const KEY: &str = "d360-7f4e-never-shown";

type Saying = Box<dyn Fn(&Asked) -> Says + Send>;

/// A fake 360dialog with two approved templates and another one; it answers messages as told.
pub struct Whatsapp {
    pub provider: Provider,
    says: Arc<Mutex<Saying>>,
}

impl Whatsapp {
    /// One that accepts every message.
    pub fn start() -> Whatsapp {
        let says: Arc<Mutex<Saying>> = Arc::new(Mutex::new(Box::new(takes)));
        let told = Arc::clone(&says);
        let provider = Provider::answering(move |asked| {
            if asked.header("d360-api-key") != Some(KEY) {
                return Says::json(401, &refusal(190));
            }
            told.lock().unwrap()(asked)
        });
        Whatsapp { provider, says }
    }

    /// Sets what it answers.
    pub fn says(&self, says: impl Fn(&Asked) -> Says + Send + 'static) {
        *self.says.lock().unwrap() = Box::new(says);
    }

    /// The bodies of the messages that it received.
    pub fn sent(&self) -> Vec<Value> {
        let heard = self.provider.heard();
        heard.iter().filter(|asked| asked.path() == "/messages").map(Asked::json).collect()
    }

    /// How often its templates were fetched.
    pub fn listed(&self) -> usize {
        let heard = self.provider.heard();
        heard.iter().filter(|asked| asked.path() == "/v1/configs/templates").count()
    }

    /// Connects the tenant of that folder to it.
    pub fn connect(&self, folder: &Path, tenant: &str) {
        let text = format!("[providers]\nwhatsapp = \"{}\"\n", self.provider.url());
        std::fs::write(folder.join("deskhand.toml"), text).unwrap();
        let args = ["integration", "connect", "whatsapp", "--tenant", tenant];
        succeeds(&run(folder, &args, &format!("{KEY}\n")));
    }
}

/// The WhatsApp id of the message in the nth request.
pub fn taken(asked: &Asked) -> String {
    format!("wamid.{}", asked.json()["biz_opaque_callback_data"].as_str().unwrap())
}

/// Accepts messages, lists templates.
pub fn takes(asked: &Asked) -> Says {
    if asked.path() == "/v1/configs/templates" {
        return Says::json(200, &templates());
    }
    let to = asked.json()["to"].clone();
    let contact = json!({ "input": to, "wa_id": to });
    let message = json!({ "id": taken(asked) });
    let body =
        json!({ "messaging_product": "whatsapp", "contacts": [contact], "messages": [message] });
    Says::json(200, &body)
}

/// A refusal in the API's form.
pub fn refusal(code: i64) -> Value {
    json!({ "error": { "message": format!("(#{code}) words of theirs"), "type": "OAuthException", "code": code,
        "error_data": { "messaging_product": "whatsapp", "details": "details of theirs" }, "fbtrace_id": "Az8" } })
}

fn templates() -> Value {
    let body = |text: &str| json!({ "type": "BODY", "text": text });
    json!({
        "waba_templates": [
            { "name": "reminder", "language": "en", "status": "approved", "category": "UTILITY",
              "components": [body("Hi {{1}}, see you on {{2}}.")], "namespace": "x", "rejected_reason": "NONE" },
            { "name": "reminder", "language": "de", "status": "pending", "category": "UTILITY",
              "components": [body("Hallo {{1}}, bis {{2}}.")] },
            { "name": "hello", "language": "en", "status": "approved", "category": "MARKETING",
              "components": [body("Hello!")] },
            { "name": "sale", "language": "en", "status": "rejected", "category": "MARKETING",
              "components": [body("Buy now!")] },
        ],
        "count": 4, "total": 4, "limit": 250, "offset": 0,
    })
}

/// A webhook event with this value.
pub fn report(value: &Value) -> Value {
    let mut whole = json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "15550783881", "phone_number_id": "106540352242922" },
    });
    whole.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
    json!({ "object": "whatsapp_business_account",
        "entry": [{ "id": "102290129340398", "changes": [{ "field": "messages", "value": whole }] }] })
}

/// The event for a customer's message, written `ago_s` seconds ago.
pub fn written(from: &str, name: &str, id: &str, text: &str, ago_s: i64) -> Value {
    let at = deskhand::clock::now().0 / 1000 - ago_s;
    report(&json!({
        "contacts": [{ "profile": { "name": name }, "wa_id": from }],
        "messages": [{ "from": from, "id": id, "timestamp": at.to_string(), "type": "text",
                       "text": { "body": text } }],
    }))
}

/// The event for a new status of a sent message.
pub fn became(id: &str, ours: &str, status: &str) -> Value {
    report(&json!({ "statuses": [{ "id": id, "status": status, "timestamp": "1749416383",
        "recipient_id": "14155552671", "biz_opaque_callback_data": ours }] }))
}

/// Imports events from a file; returns the command's output.
pub fn import(folder: &Path, tenant: &str, reports: &[Value]) -> Value {
    let lines: Vec<String> = reports.iter().map(|report| format!("{report}\n")).collect();
    let args = ["whatsapp", "import", "-", "--tenant", tenant, "--json"];
    let ran = run(folder, &args, &lines.concat());
    succeeds(&ran);
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// Runs a command of the program with this stdin.
pub fn run(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command.args(args).arg("--data-dir").arg(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writing = std::thread::spawn(move || {
        // A command that has ended reads nothing more.
        let _ = stdin.write_all(input.as_bytes());
    });
    let ran = child.wait_with_output().unwrap();
    writing.join().unwrap();
    ran
}

#[track_caller]
fn succeeds(ran: &Output) {
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
