//! The call log: who called what, with which arguments, and how it ended.
//!
//! The row of a write commits with the write. Rows of reads and refusals are gathered and written within
//! a second and at exit: a fault while writing them is reported and makes no call fail.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde_json::{Map, Value};

use super::{Answer, Call, personal};
use crate::{
    clock::Time,
    error::{Error, Result},
    id::{CallId, ChangeId, RequestId},
    principal::Principal,
    store::{Dml, Patience, Store, TenantWrite},
};

/// How long rows are gathered.
const GATHERED: Duration = Duration::from_millis(800);

/// With more rows than this, a call waits until they are written: no row is ever dropped for speed.
const GATHERED_MAX: usize = 2_000;

/// Text in arguments is kept up to so many characters; a page's body belongs into the ledger, not here.
const ARGUMENT_CHARS_MAX: usize = 200;

/// One row.
pub(super) struct Entry {
    id: CallId,
    request: RequestId,
    tool: String,
    arguments: String,
    outcome: &'static str,
    code: Option<&'static str>,
    change: Option<ChangeId>,
    duration_us: i64,
    client: Option<String>,
    protocol: Option<String>,
    at: Time,
}

impl Entry {
    pub(super) fn of(call: &Call, outcome: std::result::Result<&Answer, &Error>) -> Entry {
        let (text, code, change) = match outcome {
            Ok(answer) => (answer.outcome.as_str(), None, answer.change),
            Err(error) => {
                // finalAnswer counts writes that failed; a read has left nothing undone.
                let text = match call.reads.get() {
                    Some(true) => "refused_read",
                    Some(false) | None => "refused",
                };
                (text, Some(error.code().as_str()), None)
            }
        };
        Entry::with(call, text, code, change)
    }

    /// Of a call whose effect is about to leave: the row of its end follows, unless the process dies before.
    pub(super) fn begun(call: &Call) -> Entry {
        Entry::with(call, "begun", None, None)
    }

    fn with(
        call: &Call,
        outcome: &'static str,
        code: Option<&'static str>,
        change: Option<ChangeId>,
    ) -> Entry {
        Entry {
            id: call.id,
            request: call.request,
            tool: call.operation().to_owned(),
            arguments: call.logged_arguments().to_owned(),
            outcome,
            code,
            change,
            duration_us: i64::try_from(call.started.elapsed().as_micros()).unwrap_or(i64::MAX),
            client: call
                .client
                .as_ref()
                .map(|client| format!("{} {}", client.name, client.version)),
            protocol: call.protocol.clone(),
            at: call.started_at,
        }
    }
}

/// Arguments as JSON without personal data and with long text cut, so that the log can be kept.
pub(super) fn shortened(rules: &Value, arguments: &Map<String, Value>) -> String {
    cut(&personal::redacted(rules, arguments)).to_string()
}

/// Arguments that have nothing personal, as JSON with long text cut.
pub(super) fn whole(arguments: &Map<String, Value>) -> String {
    cut(&Value::Object(arguments.clone())).to_string()
}

/// The names of arguments that nothing is known about.
pub(super) fn names(arguments: &Map<String, Value>) -> String {
    let arguments: Map<String, Value> = arguments
        .iter()
        .take(100)
        .map(|(name, value)| (name.clone(), personal::veiled(value)))
        .collect();
    cut(&Value::Object(arguments)).to_string()
}

fn cut(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.char_indices().nth(ARGUMENT_CHARS_MAX) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
            None => value.clone(),
        },
        Value::Array(items) => items.iter().take(100).map(cut).collect(),
        Value::Object(object) => {
            object.iter().take(100).map(|(key, value)| (key.clone(), cut(value))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// Writes one row inside a transaction.
pub(super) fn write(db: &mut TenantWrite<'_>, entry: &Entry) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO call (tenant_id, seq, id, agent_id, session_id, request_id, tool, arguments, outcome,
                           error_code, duration_us, change_id, client, protocol, created_at)
         SELECT :tenant, coalesce((SELECT max(seq) FROM call WHERE tenant_id = :tenant), 0) + 1,
                :id, :agent, :session, :request, :tool, :arguments, :outcome,
                :code, :duration, :change, :client, :protocol, :at",
    );
    let (agent, session) = (db.who().agent.id, db.who().session);
    db.execute(
        &ADD,
        &[
            (":id", entry.id.into()),
            (":agent", agent.into()),
            (":session", session.into()),
            (":request", entry.request.into()),
            (":tool", entry.tool.as_str().into()),
            (":arguments", entry.arguments.as_str().into()),
            (":outcome", entry.outcome.into()),
            (":code", entry.code.into()),
            (":duration", entry.duration_us.into()),
            (":change", entry.change.into()),
            (":client", entry.client.as_ref().into()),
            (":protocol", entry.protocol.as_ref().into()),
            (":at", entry.at.into()),
        ],
    )?;
    Ok(())
}

/// The rows that wait to be written.
pub(super) struct CallLog {
    store: Store,
    principal: Principal,
    gathered: Mutex<Gathered>,
}

#[derive(Default)]
struct Gathered {
    entries: Vec<Entry>,
    flush_is_due: bool,
}

impl CallLog {
    pub(super) fn new(store: Store, principal: Principal) -> CallLog {
        CallLog { store, principal, gathered: Mutex::default() }
    }

    /// Takes a row; it is written soon.
    pub(super) async fn add(self: &Arc<Self>, entry: Entry) {
        if self.gather(entry) {
            self.flush().await;
        }
    }

    /// Puts a row to the others; says whether there are too many now.
    fn gather(self: &Arc<Self>, entry: Entry) -> bool {
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.entries.push(entry);
        if !gathered.flush_is_due {
            gathered.flush_is_due = true;
            let log = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(GATHERED).await;
                log.flush().await;
            });
        }
        gathered.entries.len() >= GATHERED_MAX
    }

    /// Writes what is gathered now.
    pub(super) async fn flush(&self) {
        let taken =
            std::mem::take(&mut *self.gathered.lock().unwrap_or_else(PoisonError::into_inner));
        if taken.entries.is_empty() {
            return;
        }
        let rows = taken.entries.len();
        let patience = Patience::of(Duration::from_secs(5));
        let written = self
            .store
            .write(&self.principal, &patience, move |db| {
                taken.entries.iter().try_for_each(|entry| write(db, entry))
            })
            .await;
        if let Err(error) = written {
            tracing::warn!(rows, cause = error.cause(), "the call log could not be written");
        }
    }
}
