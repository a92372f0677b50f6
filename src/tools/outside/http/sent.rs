//! The row of a sent request.

use std::collections::BTreeMap;

use crate::{
    clock,
    error::{Error, Result},
    id::HttpPostId,
    store::{Dml, TenantWrite},
    value::redact,
};

/// The state of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It may have arrived.
    Unknown,
    Answered,
    NotSent,
}

impl State {
    /// The word, as stored and shown.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            State::Unknown => "unknown",
            State::Answered => "answered",
            State::NotSent => "not_sent",
        }
    }
}

/// Records a request before it is sent. Of its address only the shape is stored, of its headers only the names,
/// because they may contain credentials; the person who confirmed it has seen everything.
pub(super) fn add(
    db: &mut TenantWrite<'_>,
    url: &str,
    headers: &BTreeMap<String, String>,
    body: &str,
) -> Result<HttpPostId> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO http_post (tenant_id, id, url, headers, body, version, created_at, updated_at)
         VALUES (:tenant, :id, :url, :headers, :body, 1, :now, :now)",
    );
    let id = HttpPostId::new();
    let names: BTreeMap<&str, &str> =
        headers.keys().map(|name| (name.as_str(), redact::SECRET)).collect();
    let headers = serde_json::to_string(&names).map_err(Error::internal)?;
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":url", redact::address_shape(url).into()),
            (":headers", headers.into()),
            (":body", body.into()),
            (":now", clock::now().into()),
        ],
    )?;
    Ok(id)
}

/// Stores the result.
pub(super) fn settle(
    db: &mut TenantWrite<'_>,
    id: HttpPostId,
    state: State,
    status: Option<u16>,
) -> Result<()> {
    const SETTLE: Dml = Dml::scoped(
        "UPDATE http_post SET state = :state, status = :status, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    db.execute(
        &SETTLE,
        &[
            (":id", id.into()),
            (":state", state.as_str().into()),
            (":status", status.map(u32::from).into()),
            (":now", clock::now().into()),
        ],
    )?;
    Ok(())
}
