//! Describes what the calls of a request were about: things by their labels, never by redacted text.

use serde_json::Value;

use super::{super::request::calls, r#final::WaitingOut};
use crate::{
    error::Result,
    id::RequestId,
    store::{
        Sql, TenantWrite,
        entity::{self, Entity},
        ledger::{Verification, label_now},
    },
    value::quoted,
};

/// The subject of a call: `page “About”`.
pub(super) fn what(
    db: &TenantWrite<'_>,
    call: &calls::Called,
    written: &Verification,
) -> Result<String> {
    let noun = entity::noun(&call.tool);
    let of_tool = entity::of_name(&noun).or_else(|| entity::of_tool(&call.tool).next());
    let kind = of_tool.map_or(noun, |it| it.singular.to_owned());
    if of_tool.is_some_and(|entity| !db.may_read(entity.thing())) {
        return Ok(kind);
    }
    if !call.is_known() {
        return Ok(format!(
            "{kind}, whose name the record does not keep; it was called at {}",
            call.at
        ));
    }
    let mut named = Vec::new();
    for (argument, value) in &call.about {
        let of_argument = argument.strip_suffix("Id").and_then(entity::of_name).or(of_tool);
        for name in each(value) {
            named.extend(label(db, of_argument, name, written)?);
        }
    }
    if of_tool.is_some_and(|entity| entity.private) && !named.is_empty() {
        db.tells_of_people();
    }
    let named: Vec<String> = named.iter().map(|name| quoted(name)).collect();
    Ok(format!("{kind} {}", named.join(", ")).trim_end().to_owned())
}

/// The ids that a call named.
pub(super) fn ids(call: &calls::Called) -> Vec<String> {
    calls::names(&call.about).filter(|name| is_id(name)).map(str::to_owned).collect()
}

/// The label of a thing; for an id, the label of the thing with that id, if it exists.
fn label(
    db: &TenantWrite<'_>,
    entity: Option<&'static Entity>,
    name: &str,
    written: &Verification,
) -> Result<Option<String>> {
    if !is_id(name) {
        return Ok(Some(name.to_owned()));
    }
    if let Some(label) = written.label(name) {
        return Ok(Some(label.to_owned()));
    }
    match entity {
        Some(entity) if entity.link.is_none() => label_now(db, entity, name),
        _ => Ok(None),
    }
}

/// Whether a text has the form of our ids: a prefix, and 26 letters and digits.
fn is_id(name: &str) -> bool {
    let parts = name.rsplit_once('_');
    parts.is_some_and(|(prefix, rest)| {
        !prefix.is_empty() && rest.len() == 26 && rest.bytes().all(|it| it.is_ascii_alphanumeric())
    })
}

fn each(value: &Value) -> impl Iterator<Item = &str> {
    let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    several.iter().filter_map(Value::as_str)
}

/// The messages and requests that were sent and may not have arrived.
pub(super) fn unknown(
    db: &TenantWrite<'_>,
    request: RequestId,
    written: &Verification,
) -> Result<Vec<WaitingOut>> {
    const TO_WHOM: Sql = Sql::scoped(
        "SELECT m.id, c.name FROM change h
         JOIN change_row r ON r.tenant_id = :tenant AND r.change_id = h.id AND r.entity = 'message'
         JOIN message m ON m.tenant_id = :tenant AND m.id = r.row_key AND m.status = 'unknown'
         JOIN conversation v ON v.tenant_id = :tenant AND v.id = m.conversation_id
         JOIN contact c ON c.tenant_id = :tenant AND c.id = v.contact_id
         WHERE h.tenant_id = :tenant AND h.request_id = :request",
    );
    let unknown: Vec<_> = written.list.iter().filter(|it| it.is_unknown).collect();
    let mut to_whom = Vec::new();
    if unknown.iter().any(|it| it.entity == "message") && db.may_read("contact") {
        to_whom = db.all(&TO_WHOM, &[(":request", request.into())], |row| {
            Ok((row.text("id")?, row.text("name")?))
        })?;
    }
    let waiting = unknown.into_iter().map(|it| {
        let name = to_whom.iter().find(|(id, _)| *id == it.id).map(|(_, name)| quoted(name));
        let to = name.map(|name| format!(" to {name}")).unwrap_or_default();
        let what =
            format!("{} {to}; nobody knows whether it arrived", it.entity).replace("  ", " ");
        WaitingOut {
            tool: if it.entity == "message" { "sendMessage" } else { "httpPost" }.to_owned(),
            what,
            expires_at: None,
            proposal: None,
            ids: Vec::new(),
        }
    });
    Ok(waiting.collect())
}
