//! The calls of a request that matter at its end: refused writes, and previews without an answer.
//!
//! A refused write counts as corrected by a later success with the same thing, under whatever name: the names of a
//! success are those in its arguments, and all those of the rows that it wrote.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use crate::{
    clock::Time,
    error::{Code, Result},
    id::RequestId,
    store::{
        Row, Sql, TenantRead,
        entity::noun,
        ledger::{Verification, spelling},
    },
    tool::{
        SessionSnapshot,
        call_subjects::{CallSubjects, about},
    },
    value::redact::{PERSONAL, SECRET},
};

/// Arguments that set a state: a success without them has not set it.
const STATES: [&str; 6] = ["status", "stage", "active", "visible", "hidden", "archived"];

/// A call as it is compared with others.
pub(in crate::tools::defaults) struct Called {
    pub(in crate::tools::defaults) tool: String,
    /// The names of its subject; redacted if the session no longer remembers them.
    pub(in crate::tools::defaults) about: Map<String, Value>,
    pub(in crate::tools::defaults) at: Time,
    names: HashSet<String>,
    states: Map<String, Value>,
}

/// A refused write that was not corrected.
pub(in crate::tools::defaults) struct Refused {
    pub(in crate::tools::defaults) call: Called,
    pub(in crate::tools::defaults) code: String,
}

/// A preview that waits for a confirmation.
pub(in crate::tools::defaults) struct Previewed {
    pub(in crate::tools::defaults) call: Called,
    pub(in crate::tools::defaults) expires: Time,
}

/// What is unfinished in a request.
pub(in crate::tools::defaults) struct Open {
    pub(in crate::tools::defaults) refused: Vec<Refused>,
    pub(in crate::tools::defaults) waiting: Vec<Previewed>,
    /// Whether anything was written.
    pub(in crate::tools::defaults) has_written: bool,
}

/// The state while the log is read, newest call first.
struct Read<'r> {
    said: &'r CallSubjects,
    written: &'r Verification,
    done: Vec<Called>,
    refused: Vec<Refused>,
    previews: Previews,
}

/// Calls with previews, by tool and end time; the value is the start time and the call.
type Previews = BTreeMap<(String, i64), (i64, Called)>;

/// What is unfinished in a request; `written` is what it wrote.
pub(in crate::tools::defaults) fn open(
    db: &TenantRead<'_>,
    (request, session): (RequestId, &SessionSnapshot),
    written: &Verification,
) -> Result<Open> {
    // Failed reads and unknown tools leave nothing unfinished. Ordered by id, because a refusal gets its `seq` only
    // when the log is flushed, after later writes.
    const CALLS: Sql = Sql::scoped(
        "SELECT id, tool, arguments, outcome, error_code, change_id, created_at, duration_us FROM call
         WHERE tenant_id = :tenant AND request_id = :request
           AND outcome IN ('refused', 'previewed', 'written', 'repeated')
           AND coalesce(error_code, '') NOT IN ('TOOL_UNKNOWN', 'TOOL_RENAMED')
         ORDER BY id DESC",
    );
    let mut read = Read {
        said: &session.said,
        written,
        done: Vec::new(),
        refused: Vec::new(),
        previews: Previews::new(),
    };
    db.all(&CALLS, &[(":request", request.into())], |row| read.call(row))?;
    let Read { done, mut refused, previews, .. } = read;
    refused.reverse();
    Ok(Open { refused, waiting: waiting(db, previews)?, has_written: !done.is_empty() })
}

impl Read<'_> {
    fn call(&mut self, row: &Row<'_>) -> Result<()> {
        let outcome = row.text("outcome")?;
        let arguments: Value = row.json("arguments")?;
        let began = row.integer("created_at")?;
        let mut call = self.called(row, &arguments)?;
        match outcome.as_str() {
            "written" | "repeated" => {
                if let Some(change) = row.text_or_none("change_id")? {
                    call.names.extend(self.written.names(&change));
                }
                self.done.push(call);
            }
            "previewed" if self.done.iter().any(|done| done.mends(&call)) => {}
            "previewed" => {
                // The end is rounded up, so that nothing within the call is later.
                let ended = began + row.integer("duration_us")? / 1000 + 1;
                self.previews.insert((call.tool.clone(), ended), (began, call));
            }
            // A failed dry run would have written nothing.
            _ if arguments.get("dryRun") == Some(&Value::Bool(true)) => {}
            _ => {
                let code = row.text_or_none("error_code")?.unwrap_or_default();
                let is_told = self.refused.iter().any(|it| call.is_told_by(&it.call));
                if !is_told && !self.done.iter().any(|done| done.mends(&call)) {
                    self.refused.push(Refused { call, code });
                }
            }
        }
        Ok(())
    }

    fn called(&self, row: &Row<'_>, arguments: &Value) -> Result<Called> {
        let tool = row.text("tool")?;
        let empty = Map::new();
        let arguments = arguments.as_object().unwrap_or(&empty);
        let about = self.said.of(&row.text("id")?).unwrap_or_else(|| about(&tool, arguments));
        let states = STATES.iter().filter_map(|name| arguments.get_key_value(*name));
        Ok(Called {
            at: Time(row.integer("created_at")?),
            names: names(&about).map(spelling).collect(),
            states: states.map(|(name, value)| (name.clone(), value.clone())).collect(),
            tool,
            about,
        })
    }
}

impl Called {
    /// Whether this success corrects the earlier call `other`: the same thing, and the same state.
    fn mends(&self, other: &Called) -> bool {
        let is_same_thing = if other.names.is_empty() {
            // A call without a subject is corrected by any success of its tool.
            self.tool == other.tool || is_without_action(&other.tool, &self.tool)
        } else {
            other.is_known() && other.names.is_subset(&self.names)
        };
        is_same_thing
            && noun(&self.tool) == noun(&other.tool)
            && deletes(&self.tool) == deletes(&other.tool)
            && other.states.iter().all(|(name, value)| self.states.get(name) == Some(value))
    }

    /// Whether a refusal that is already listed is the same.
    fn is_told_by(&self, told: &Called) -> bool {
        self.tool == told.tool && self.names == told.names && self.is_known()
    }

    /// Whether its names are not redacted, so that they distinguish it from other calls.
    pub(in crate::tools::defaults) fn is_known(&self) -> bool {
        let masks = [PERSONAL, SECRET].map(spelling);
        !self.names.iter().any(|name| masks.iter().any(|mask| name.contains(mask.as_str())))
    }
}

/// Whether `tool` is the tool of `operation` without an action, in a call that named none.
fn is_without_action(tool: &str, operation: &str) -> bool {
    operation.split_once(':').is_some_and(|(of, _)| of == tool)
}

fn deletes(tool: &str) -> bool {
    tool.starts_with("delete") || tool.ends_with(":delete")
}

/// The names of a call's subject.
pub(in crate::tools::defaults) fn names(about: &Map<String, Value>) -> impl Iterator<Item = &str> {
    about.values().flat_map(several).filter_map(Value::as_str)
}

/// The items of a list; a single value as a list of one.
fn several(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// The meaning of an error code, for people.
pub(in crate::tools::defaults) fn meaning(code: &str) -> &'static str {
    Code::ALL.iter().find(|known| known.as_str() == code).map_or("", |known| known.meaning())
}

/// The previews that can still be confirmed. Of several with the same arguments only the latest counts, and none if
/// one was confirmed.
fn waiting(db: &TenantRead<'_>, mut previews: Previews) -> Result<Vec<Previewed>> {
    const LIVE: Sql = Sql::scoped(
        "SELECT f.tool, f.created_at, f.expires_at FROM confirmation f
         WHERE f.tenant_id = :tenant AND f.agent_id = :agent AND f.created_at >= :since
           AND f.used_at IS NULL AND f.expires_at > :now
           AND NOT EXISTS (SELECT 1 FROM confirmation n
                           WHERE n.tenant_id = :tenant AND n.agent_id = :agent AND n.tool = f.tool
                             AND n.arguments = f.arguments
                             AND (n.id > f.id OR n.used_at > f.created_at))
         ORDER BY f.created_at, f.id",
    );
    let Some(since) = previews.values().map(|(began, _)| *began).min() else {
        return Ok(Vec::new());
    };
    let params = [
        (":agent", db.who().agent.id.into()),
        (":since", since.into()),
        (":now", db.now()?.into()),
    ];
    let ahead = db.ahead()?;
    let live = db.all(&LIVE, &params, |row| {
        Ok((row.text("tool")?, row.integer("created_at")?, row.time("expires_at")?.plus_ms(-ahead)))
    })?;
    let waiting = live.into_iter().filter_map(|(tool, at, expires)| {
        // The preview's call is the first that ended after it was stored; a call of another request is not among
        // these.
        let (key, (began, _)) = previews.range((tool.clone(), at)..).next()?;
        let key = (key.0 == tool && *began <= at).then(|| key.clone())?;
        let (_, call) = previews.remove(&key)?;
        Some(Previewed { call, expires })
    });
    Ok(waiting.collect())
}
