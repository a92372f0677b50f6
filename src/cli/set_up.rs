//! Set-up that no tool may do: writes directly to the store as the tenant's owner, recorded as changes that history
//! shows and `deskhand undo` can undo.

use super::{failure::Failure, launch};
use crate::{
    config::Settings,
    error,
    id::{CallId, RequestId},
    principal::Caller,
    store::{Store, TenantRead, TenantWrite, ledger::ChangeRecord},
    value::{Name, hidden},
};

/// The store with the tenant's owner as the caller.
pub(super) struct OperatorStore {
    store: Store,
    owner: Caller,
}

impl OperatorStore {
    /// Opens the store for the tenant that the settings name.
    pub(super) fn open(settings: &Settings) -> Result<OperatorStore, Failure> {
        let store = launch::open(settings)?;
        let tenant = launch::tenant(&store, settings)?;
        let owner = store.owner(&tenant)?;
        Ok(OperatorStore { store, owner: Caller::new(tenant, owner) })
    }

    pub(super) fn tenant(&self) -> &str {
        &self.owner.principal.tenant.name
    }

    /// Runs a read.
    pub(super) fn read<T>(
        &self,
        query: impl FnOnce(&TenantRead<'_>) -> error::Result<T>,
    ) -> Result<T, Failure> {
        Ok(self.store.read(&self.owner, query)?)
    }

    /// Runs a write and records it as one change of `command`.
    pub(super) fn change(
        &self,
        command: &'static str,
        change: impl FnOnce(&mut TenantWrite<'_>) -> error::Result<()> + Send + 'static,
    ) -> Result<(), Failure> {
        Ok(self.store.write_now(&self.owner, move |db| {
            change(db)?;
            db.record(&ChangeRecord {
                call: CallId::new(),
                request: RequestId::new(),
                tool: format!("cli:{command}"),
                undoes: None,
                approved_by: None,
            })?;
            Ok(())
        })?)
    }
}

/// The given text, validated, or a title made from a short name: `case-studies` gives “Case studies”.
pub(super) fn line(what: &str, given: Option<String>, short: &str) -> Result<String, Failure> {
    let Some(given) = given else {
        let mut letters = short.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        return Ok(first.into_iter().chain(letters).collect::<String>().replace('-', " "));
    };
    if given.trim().is_empty() {
        return Err(Failure::Usage(format!("the {what} must be one line of text")));
    }
    let text = Name::parse(&format!("the {what}"), &given).map_err(Failure::usage)?;
    Ok(text.to_string())
}

/// Validated text: trimmed, without control or invisible characters.
pub(super) fn short_text(what: &str, given: &str, chars_max: usize) -> Result<String, Failure> {
    let (text, _) = hidden::stripped(given.trim());
    if text.chars().count() > chars_max || hidden::control(&text).is_some() {
        return Err(Failure::Usage(format!(
            "the {what} must have at most {chars_max} characters, none of them a control character"
        )));
    }
    Ok(text.into_owned())
}
