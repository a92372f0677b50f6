//! The calls of a request that matter at its end: refused writes, and previews without an answer.
//!
//! A refusal is mended by later successes with the same thing, however they named it, if they wrote all that it wanted:
//! the names that a success can have meant are those of its arguments and all those of the rows that it wrote.

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

/// Arguments that say how a call is made, not what is to be written.
const MANNERS: [&str; 8] = [
    "action",
    "dryRun",
    "confirmed",
    "confirmationToken",
    "expectedVersion",
    "idempotencyKey",
    "returning",
    "requestId",
];

/// Arguments that say in what state a thing is to be: a success without them has not brought it there.
const STATES: [&str; 6] = ["status", "stage", "active", "visible", "hidden", "archived"];

/// A call as it is compared with others.
pub(in crate::tools::defaults) struct Called {
    pub(in crate::tools::defaults) tool: String,
    /// The names of its subject; redacted if the session no longer remembers them.
    pub(in crate::tools::defaults) about: Map<String, Value>,
    pub(in crate::tools::defaults) at: Time,
    names: HashSet<String>,
    states: Map<String, Value>,
    /// The arguments that say what is to be written, by their names.
    fields: HashSet<String>,
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
            "previewed" if self.is_mended(&call, "") => {}
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
                if !is_told && !self.is_mended(&call, &code) {
                    self.refused.push(Refused { call, code });
                }
            }
        }
        Ok(())
    }

    /// Whether successes that came later are also what `call` wanted, which ended with that code: all of it, where it
    /// changes something. A creation that succeeded has made the thing.
    fn is_mended(&self, call: &Called, code: &str) -> bool {
        let same = self
            .done
            .iter()
            .filter(|done| done.mends(call) || is_not_found(code) && done.was_meant_by(call));
        let same: Vec<&Called> = same.collect();
        let is_written = |field| same.iter().any(|done| done.fields.contains(field));
        !same.is_empty() && (!updates(&call.tool) || call.fields.iter().all(is_written))
    }

    fn called(&self, row: &Row<'_>, arguments: &Value) -> Result<Called> {
        let tool = row.text("tool")?;
        let empty = Map::new();
        let arguments = arguments.as_object().unwrap_or(&empty);
        let about = self.said.of(&row.text("id")?).unwrap_or_else(|| about(&tool, arguments));
        let states = STATES.iter().filter_map(|name| arguments.get_key_value(*name));
        let says_what =
            |name: &&String| !about.contains_key(*name) && !MANNERS.contains(&name.as_str());
        Ok(Called {
            fields: arguments.keys().filter(says_what).cloned().collect(),
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

    /// Whether `other`, whose name nothing has, can have meant what this success is about: “Maria” for “Maria Silva”,
    /// or a picture's whole path for its name. Nothing by the very name is there, so nothing of it is left undone.
    fn was_meant_by(&self, other: &Called) -> bool {
        let is_same_work =
            noun(&self.tool) == noun(&other.tool) && deletes(&self.tool) == deletes(&other.tool);
        let is_near = |name: &String| {
            let name = words(name);
            !name.is_empty()
                && self.names.iter().map(|mine| words(mine)).any(|mine| {
                    !mine.is_empty() && (mine.is_subset(&name) || name.is_subset(&mine))
                })
        };
        is_same_work
            && other.is_known()
            && !other.names.is_empty()
            && other.names.iter().all(is_near)
    }

    /// Whether a refusal that is told already is the same.
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

/// Whether a refusal with that code says that there is nothing of the name.
fn is_not_found(code: &str) -> bool {
    code.ends_with("_NOT_FOUND") || code == Code::ImageUnreachable.as_str()
}

fn words(name: &str) -> HashSet<&str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

fn updates(tool: &str) -> bool {
    tool.starts_with("update") || tool.ends_with(":update")
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
