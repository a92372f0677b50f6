//! The rows of the call log: a chain for each tenant, in which each row holds a hash of itself and of the row
//! before it, so that no row can be changed, added or taken out without a trace.
//!
//! The order is decided inside the write transaction: whoever holds the write lock appends after the last row.
//! Personal data occurs only in the arguments, and the hash chain holds only a salted digest of them. See
//! docs/adr/0017.

mod erase;
mod verify;

use sha2::{Digest as _, Sha256};

pub use self::{
    erase::{OUTCOME as ERASED, TOOL as ERASING, erase, tombstone},
    verify::{Fault, Verdict, verify},
};
use super::{Dml, Param, TenantRead, TenantWrite, tenant::Head};
use crate::{
    clock::Time,
    error::{Error, Result},
    id::{CallId, ChangeId, RequestId},
};

/// 128 bits: too many salts to try out.
const SALT_BYTES: usize = 16;

/// One finished call, as it is appended to the log.
#[derive(Clone, Debug)]
pub struct LoggedCall {
    pub id: CallId,
    pub request: RequestId,
    /// The operation: a tool's name, with its action where it has several: `getPage`, `manage_packages:create`.
    pub tool: String,
    /// The arguments as JSON, with secrets and long texts redacted.
    pub arguments: String,
    /// `written`, `read`, `refused`, ….
    pub outcome: &'static str,
    pub error_code: Option<&'static str>,
    pub duration_us: i64,
    /// The change in the ledger that the call made, if any.
    pub change: Option<ChangeId>,
    pub client: Option<String>,
    /// The MCP protocol version of the client.
    pub protocol: Option<String>,
    /// When the call began.
    pub at: Time,
}

/// The columns that are hashed, in this order. For `:arguments` its salted digest is hashed.
const HASHED_COLUMNS: [&str; 18] = [
    ":seq",
    ":id",
    ":agent_id",
    ":session_id",
    ":request_id",
    ":tool",
    ":arguments",
    ":outcome",
    ":error_code",
    ":duration_us",
    ":change_id",
    ":client",
    ":protocol",
    ":created_at",
    ":newest",
    ":run",
    ":boot",
    ":was_ahead",
];

/// Columns that were added later. Rows of earlier versions were hashed without them.
const ADDED_COLUMNS: [&str; 4] = [":newest", ":run", ":boot", ":was_ahead"];

/// Appends calls of the handle's agent to the tenant's chain.
pub fn append(db: &mut TenantWrite<'_>, calls: &[LoggedCall]) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO call (tenant_id, seq, id, agent_id, session_id, request_id, tool, arguments, outcome,
                           error_code, duration_us, change_id, client, protocol, created_at, newest, run, boot,
                           was_ahead, salt, hash)
         VALUES (:tenant, :seq, :id, :agent_id, :session_id, :request_id, :tool, :arguments, :outcome,
                 :error_code, :duration_us, :change_id, :client, :protocol, :created_at, :newest, :run, :boot,
                 :was_ahead, :salt, :hash)",
    );
    let Head { mut seq, mut hash } = db.head()?;
    let seen = db.steady.seen();
    let (agent, session) = (db.who().agent.id, db.session());
    for (call, salt) in calls.iter().zip(salts(calls.len())?) {
        seq += 1;
        let values: [Param<'_>; HASHED_COLUMNS.len()] = [
            seq.into(),
            call.id.into(),
            agent.into(),
            session.into(),
            call.request.into(),
            call.tool.as_str().into(),
            call.arguments.as_str().into(),
            call.outcome.into(),
            call.error_code.into(),
            call.duration_us.into(),
            call.change.into(),
            call.client.as_ref().into(),
            call.protocol.as_ref().into(),
            call.at.into(),
            seen.newest.into(),
            seen.run.into(),
            seen.boot.into(),
            seen.was_ahead.into(),
        ];
        hash = link(&db.tenant, &hash, seq, Some(&salt), &values);
        let mut params: Vec<_> = HASHED_COLUMNS.into_iter().zip(values).collect();
        params.push((":salt", salt.into()));
        params.push((":hash", hash.as_str().into()));
        db.execute(&ADD, &params)?;
    }
    db.keep_head(Some(Head { seq, hash }));
    Ok(())
}

/// Reads `count` salts from the system's random source in one call: a call for each costs more than the hashes.
fn salts(count: usize) -> Result<impl Iterator<Item = String>> {
    let mut bytes = vec![0; count * SALT_BYTES];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    let salts: Vec<String> = bytes.chunks(SALT_BYTES).map(hex).collect();
    Ok(salts.into_iter())
}

/// The place (`seq`) and hash of the last row; an empty hash if no row is chained yet.
pub fn last(db: &TenantRead<'_>) -> Result<(i64, String)> {
    db.head().map(|head| (head.seq, head.hash))
}

/// The hash of a row at `seq` whose predecessor has the hash `previous`. The length is hashed before each value, so
/// that no two rows give the same bytes. Without a salt, `arguments` already holds the digest (erased rows).
fn link(
    tenant: &str,
    previous: &str,
    seq: i64,
    salt: Option<&str>,
    values: &[Param<'_>],
) -> String {
    let mut hash = Sha256::new();
    for text in ["deskhand call 1", tenant, previous] {
        part(&mut hash, text);
    }
    for (column, value) in HASHED_COLUMNS.iter().zip(values) {
        match (*column, value) {
            (":seq", _) => part(&mut hash, &seq.to_string()),
            (":arguments", Param::Text(text)) => match salt {
                Some(salt) => part(&mut hash, &digest(salt, text)),
                None => part(&mut hash, &erase::digest_left(text).unwrap_or_default()),
            },
            (_, Param::Text(text)) => part(&mut hash, text),
            (_, Param::Integer(number)) => part(&mut hash, &number.to_string()),
            (column, Param::Null) if ADDED_COLUMNS.contains(&column) => {}
            // A length that no text can have: null differs from every text.
            (_, Param::Null) => hash.update(u64::MAX.to_be_bytes()),
            // No column of the log has any.
            (_, Param::Bytes(bytes)) => hash.update(bytes),
        }
    }
    hex(&hash.finalize())
}

/// The salted digest of a call's arguments.
fn digest(salt: &str, arguments: &str) -> String {
    let mut hash = Sha256::new();
    part(&mut hash, salt);
    part(&mut hash, arguments);
    hex(&hash.finalize())
}

fn part(hash: &mut Sha256, text: &str) {
    hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(text);
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.extend(DIGITS.get(usize::from(half)));
        }
    }
    text
}
