//! `deskhand log`: the log of calls, including refused ones.

mod verify;

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    args::{LogArgs, LogCommand, LogFilter},
    failure::Failure,
    launch,
    screen::{Entry, Look, Screen, Shown, milliseconds, spoken_time},
};
use crate::{
    clock::Time,
    config::Settings,
    error,
    principal::{Agent, Caller},
    store::{Param, Row, Sql, Store, TenantRead, join, portable},
};

/// How often new calls are looked for.
const LOOK: Duration = Duration::from_millis(300);

/// The most calls read at once with `--follow`.
const FETCHED_MAX: i64 = 500;

/// One call of the log.
struct Logged {
    seq: i64,
    id: String,
    at: Time,
    agent: String,
    operation: String,
    arguments: Value,
    outcome: String,
    code: Option<String>,
    took: Duration,
    change: Option<String>,
    request: String,
    session: String,
    client: Option<String>,
    protocol: Option<String>,
    hash: Option<String>,
}

/// Prints the last calls, and with `--follow` new ones.
pub(super) fn run(settings: &Settings, args: &LogArgs, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    let reader = Caller::new(tenant, Agent::autonomous("log", "system", "readonly"));
    if let Some(LogCommand::Verify { head }) = &args.what {
        return verify::run(&store, &reader, head.as_deref(), screen);
    }
    let calls = store.read(&reader, |db| newest(db, args))?;
    if args.follow {
        return follow(&store, &reader, args, calls, screen);
    }
    if screen.is_json() {
        return Ok(screen.document(&calls.iter().map(Logged::described).collect())?);
    }
    let nothing =
        if calls.is_empty() { nothing(&store, &reader, &args.filter)? } else { String::new() };
    table(&calls, &nothing, screen)
}

/// What is said where no call matches: among how many.
fn nothing(store: &Store, reader: &Caller, filter: &LogFilter) -> Result<String, Failure> {
    const COUNT: Sql = Sql::scoped("SELECT count(*) AS n FROM call WHERE tenant_id = :tenant");
    let count = store.read(reader, |db| db.count(&COUNT, &[]))?;
    let only_failures = LogFilter { failed: true, ..LogFilter::default() };
    let calls = if count == 1 { "1 call".to_owned() } else { format!("{count} calls") };
    Ok(match (count, *filter == only_failures) {
        (0, _) => "No call has come in yet.".to_owned(),
        (_, true) => format!("No failures among {calls}."),
        (_, false) => format!("There is no such call among {calls}."),
    })
}

fn table(calls: &[Logged], nothing: &str, screen: &Screen) -> Result<(), Failure> {
    let narrow = screen.is_narrow();
    let mut headings = vec!["when (UTC)", "agent", "tool", "outcome", "error", "ms"];
    headings.extend((!narrow).then_some("change"));
    let mut table = screen.table(&headings);
    for call in calls {
        let (when, code) =
            (spoken_time(&call.at.to_string()), call.code.as_deref().unwrap_or_default());
        let when = if narrow { when.get(5..).unwrap_or(&when) } else { &when };
        let mut row = vec![
            Entry::from(when),
            Entry::from(&call.agent),
            Entry::from(&call.operation),
            Entry::from(&call.outcome),
            Entry::from(code).red(),
            Entry::from(milliseconds(call.took)).right(),
        ];
        row.extend((!narrow).then(|| call.change.as_deref().unwrap_or_default().into()));
        table.add_row(row);
    }
    table.keep_whole(0);
    if !narrow {
        table.keep_whole(headings.len() - 1);
    }
    Ok(screen.print(&table, nothing)?)
}

/// Prints calls as they come in, until Ctrl-C.
fn follow(
    store: &Store,
    reader: &Caller,
    args: &LogArgs,
    mut calls: Vec<Logged>,
    screen: &Screen,
) -> Result<(), Failure> {
    let mut last = match calls.last() {
        Some(call) => call.seq,
        // With a filter, the last matching call may be old or missing.
        None => 0,
    };
    launch::runtime()?.block_on(async {
        let mut look = tokio::time::interval(LOOK);
        loop {
            for call in &calls {
                call.print(screen)?;
                last = call.seq;
            }
            tokio::select! {
                ended = tokio::signal::ctrl_c() => return Ok(ended?),
                _ = look.tick() => {}
            }
            calls = store.read(reader, |db| after(db, last, &args.filter))?;
        }
    })
}

impl Logged {
    /// Prints one line, with columns aligned for names of ordinary length.
    fn print(&self, screen: &Screen) -> Result<(), Failure> {
        if screen.is_json() {
            return Ok(screen.json_line(&self.described())?);
        }
        let outcome = match (&self.code, &self.change) {
            (Some(code), _) => screen.look(Look::Red, format!("{:<9}  {code}", self.outcome)),
            (None, Some(change)) => Shown::from(format!("{:<9}  {change}", self.outcome)),
            (None, None) => Shown::from(&self.outcome),
        };
        let when = screen.look(Look::Dim, spoken_time(&self.at.to_string()));
        let (agent, operation, ms) = (&self.agent, &self.operation, milliseconds(self.took));
        let call = format!("  {agent:<10}  {operation:<22}  {ms:>6} ms  ");
        Ok(screen.line(when.then(call).then(outcome))?)
    }

    fn described(&self) -> Value {
        json!({
            "seq": self.seq,
            "id": self.id,
            "at": self.at,
            "agent": self.agent,
            "tool": self.operation,
            "arguments": self.arguments,
            "outcome": self.outcome,
            "errorCode": self.code,
            "ms": self.took.as_secs_f64() * 1000.0,
            "changeId": self.change,
            "requestId": self.request,
            "sessionId": self.session,
            "client": self.client,
            "protocol": self.protocol,
            "hash": self.hash,
        })
    }

    fn read(row: &Row<'_>) -> error::Result<Logged> {
        Ok(Logged {
            seq: row.integer("seq")?,
            id: row.text("id")?,
            at: row.time("created_at")?,
            agent: row.text("agent")?,
            operation: row.text("tool")?,
            arguments: row.json("arguments")?,
            outcome: row.text("outcome")?,
            code: row.text_or_none("error_code")?,
            took: Duration::from_micros(u64::try_from(row.integer("duration_us")?).unwrap_or(0)),
            change: row.text_or_none("change_id")?,
            request: row.text("request_id")?,
            session: row.text("session_id")?,
            client: row.text_or_none("client")?,
            protocol: row.text_or_none("protocol")?,
            hash: row.text_or_none("hash")?,
        })
    }
}

/// The SELECT of the calls that match a filter; the range of `seq` is appended.
const CALLS: &str = portable!(
    "SELECT c.seq, c.id, c.created_at, a.name AS agent, c.tool, c.arguments, c.outcome, c.error_code,
             c.duration_us, c.change_id, c.request_id, c.session_id, c.client, c.protocol, c.hash
      FROM call c JOIN agent a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
      WHERE c.tenant_id = :tenant AND (:failed = 0 OR c.error_code IS NOT NULL)
        AND (CAST(:tool AS text) IS NULL OR c.tool = :tool OR {position c.tool, :tool || ':'} = 1)
        AND (CAST(:agent AS text) IS NULL OR a.name = :agent)
        AND (CAST(:outcome AS text) IS NULL OR c.outcome = :outcome)
        AND (CAST(:code AS text) IS NULL OR c.error_code = :code)
        AND (CAST(:request AS text) IS NULL OR c.request_id = :request)
        AND (CAST(:session AS text) IS NULL OR c.session_id = :session)
        AND (CAST(:change AS text) IS NULL OR c.change_id = :change)
        AND (CAST(:since AS bigint) IS NULL OR c.created_at >= :since)"
);

/// The parameters of a filter and a range of `seq`.
fn params<'f>(
    filter: &'f LogFilter,
    places: [(&'static str, i64); 2],
) -> Vec<(&'static str, Param<'f>)> {
    let mut params = vec![
        (":failed", filter.failed.into()),
        (":tool", filter.tool.as_ref().into()),
        (":agent", filter.agent.as_ref().into()),
        (":outcome", filter.outcome.as_ref().into()),
        (":code", filter.code.as_ref().into()),
        (":request", filter.request.as_ref().into()),
        (":session", filter.session.as_ref().into()),
        (":change", filter.change.as_ref().into()),
        (":since", filter.since.into()),
    ];
    params.extend(places.map(|(name, place)| (name, place.into())));
    params
}

/// The last calls, oldest first.
fn newest(db: &TenantRead<'_>, args: &LogArgs) -> error::Result<Vec<Logged>> {
    const NEWEST: Sql =
        Sql::scoped(join!(CALLS, " AND c.seq < :before ORDER BY c.seq DESC LIMIT :most"));
    let places = [(":before", i64::MAX), (":most", i64::from(args.limit))];
    let mut calls = db.all(&NEWEST, &params(&args.filter, places), Logged::read)?;
    calls.reverse();
    Ok(calls)
}

/// The calls after `seq`, oldest first.
fn after(db: &TenantRead<'_>, seq: i64, filter: &LogFilter) -> error::Result<Vec<Logged>> {
    const AFTER: Sql = Sql::scoped(join!(CALLS, " AND c.seq > :after ORDER BY c.seq LIMIT :most"));
    let places = [(":after", seq), (":most", FETCHED_MAX)];
    db.all(&AFTER, &params(filter, places), Logged::read)
}
