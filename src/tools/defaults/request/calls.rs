//! The calls of a request that matter at its end: writes that failed, and previews that nobody has answered.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use crate::{
    clock::Time,
    error::Result,
    id::RequestId,
    store::{Row, Sql, TenantRead},
    value::redact::{PERSONAL, SECRET},
};

/// What says which thing a call is about: of one that exists,
const EXISTING: &[&str] = &[
    "id",
    "ids",
    "slug",
    "slugs",
    "pageSectionId",
    "packageId",
    "serviceId",
    "changeId",
    "requestId",
    "contactId",
];

/// of one that is made,
const MADE: &[&str] = &["name", "title", "label"];

/// and of one that is made without a name.
const PLACED: &[&str] = &["pageId", "templateKey", "filename", "path", "contactId"];

/// A write that failed, and was not made good.
pub(in crate::tools::defaults) struct Failed {
    pub(in crate::tools::defaults) tool: String,
    pub(in crate::tools::defaults) code: String,
    pub(in crate::tools::defaults) about: Map<String, Value>,
}

/// A preview that waits for a yes.
pub(in crate::tools::defaults) struct Waiting {
    pub(in crate::tools::defaults) tool: String,
    pub(in crate::tools::defaults) about: Map<String, Value>,
    pub(in crate::tools::defaults) expires: Time,
}

/// What is left to be done of a request.
pub(in crate::tools::defaults) struct Open {
    pub(in crate::tools::defaults) failed: Vec<Failed>,
    pub(in crate::tools::defaults) waiting: Vec<Waiting>,
}

/// What has been read of the log so far, newest call first.
#[derive(Default)]
struct Read {
    /// What was written by each tool.
    done: HashMap<String, HashSet<String>>,
    /// Failures that are told: a second one of the same is not.
    told: HashSet<(String, String)>,
    failed: Vec<Failed>,
    previews: Previews,
}

/// Calls that previewed: when each began and what it was about, by tool and by when it ended.
type Previews = BTreeMap<(String, i64), (i64, Map<String, Value>)>;

/// What is left to be done of a request.
pub(in crate::tools::defaults) fn open(db: &TenantRead<'_>, request: RequestId) -> Result<Open> {
    // Reads that failed have left nothing undone; nor has a name that is no tool's. In the order of ids:
    // a refusal gets its `seq` when the log is flushed, after writes that came later.
    const CALLS: Sql = Sql::scoped(
        "SELECT tool, arguments, outcome, error_code, created_at, duration_us FROM call
         WHERE tenant_id = :tenant AND request_id = :request
           AND outcome IN ('refused', 'previewed', 'written', 'repeated')
           AND coalesce(error_code, '') NOT IN ('TOOL_UNKNOWN', 'ACTION_INVALID')
         ORDER BY id DESC",
    );
    let mut read = Read::default();
    db.all(&CALLS, &[(":request", request.into())], |row| read.call(row))?;
    read.failed.reverse();
    Ok(Open { failed: read.failed, waiting: waiting(db, &read.previews)? })
}

impl Read {
    fn call(&mut self, row: &Row<'_>) -> Result<()> {
        let (tool, outcome) = (row.text("tool")?, row.text("outcome")?);
        let arguments: Value = row.json("arguments")?;
        let about = about(&tool, &arguments);
        let thing = Value::from(about.clone()).to_string();
        match outcome.as_str() {
            "written" | "repeated" => {
                self.done.entry(tool).or_default().insert(thing);
            }
            "previewed" => {
                let began = row.integer("created_at")?;
                // The end is rounded up, so that what happened within the call is not after it.
                let ended = began + row.integer("duration_us")? / 1000 + 1;
                self.previews.insert((tool, ended), (began, about));
            }
            // A dry run that failed would have written nothing.
            _ if arguments.get("dryRun") == Some(&Value::Bool(true)) => {}
            _ => {
                let done = self.done.get(&tool);
                // A call that said nothing of what it was about is made good by any of its tool, one of which the
                // log does not keep what it said by none.
                let known = names_one(&about);
                let makes_good =
                    |done: &HashSet<String>| about.is_empty() || (known && done.contains(&thing));
                let good = done.is_some_and(makes_good);
                if !good && (self.told.insert((tool.clone(), thing)) || !known) {
                    let code = row.text_or_none("error_code")?.unwrap_or_default();
                    self.failed.push(Failed { tool, code, about });
                }
            }
        }
        Ok(())
    }
}

/// Which thing a call is about, as far as its arguments say.
fn about(tool: &str, arguments: &Value) -> Map<String, Value> {
    let named = |name: &&str| {
        let value = arguments.get(*name).filter(|value| !value.is_null())?;
        Some(((*name).to_owned(), value.clone()))
    };
    let creates = tool.starts_with("create") || tool.ends_with(":create");
    // One name only: an address that was taken is what the next attempt changes.
    let name = if creates { MADE } else { EXISTING }.iter().find_map(named);
    match name {
        Some(name) => Map::from_iter([name]),
        None if creates => PLACED.iter().filter_map(named).collect(),
        None => Map::new(),
    }
}

/// Whether what is left of it in the log tells it from others.
fn names_one(about: &Map<String, Value>) -> bool {
    let is_whole = |text: &str| !text.contains(PERSONAL) && !text.contains(SECRET);
    about.values().all(|value| is_whole(&value.to_string()))
}

/// The previews that can still be confirmed. Of several with the same arguments the latest counts, and none
/// once one of them has been.
fn waiting(db: &TenantRead<'_>, previews: &Previews) -> Result<Vec<Waiting>> {
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
        let (tool, at) = (row.text("tool")?, row.integer("created_at")?);
        // Its call is the first that ended after it; one of another request is not among these.
        let call = previews.range((tool.clone(), at)..).next();
        let call = call.filter(|((of, _), (began, _))| *of == tool && *began <= at);
        let expires = row.time("expires_at")?.plus_ms(-ahead);
        Ok(call.map(|(_, (_, about))| Waiting { tool, about: about.clone(), expires }))
    })?;
    Ok(live.into_iter().flatten().collect())
}
