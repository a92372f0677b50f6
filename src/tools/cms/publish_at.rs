//! `publishAt`: when a draft goes public by itself.

use crate::{
    clock,
    error::{Code, Error, Result},
    store::TenantRead,
    value::{Patch, Publication, TimeText, moment},
};

/// A moment as it is sent.
pub(super) type When = TimeText;

/// What a thing is, and what is to become of it.
pub(super) struct Wanted<'a> {
    /// The tool by which such things are published.
    pub(super) tool: &'static str,
    /// The status that the call sets.
    pub(super) status: Option<Publication>,
    /// The status that the thing has then.
    pub(super) becomes: Publication,
    pub(super) publish_at: Patch<&'a When>,
}

/// When the thing goes public after the call; `before` is when it would have until then. A status that is set by hand
/// counts in its place.
///
/// # Errors
/// `ARGUMENT_INVALID` for what is not a draft, a time that has passed or does not exist, and an agent that may not
/// publish.
pub(super) fn after(
    db: &TenantRead<'_>,
    wanted: &Wanted<'_>,
    before: Option<String>,
) -> Result<Option<String>> {
    let text = match wanted.publish_at {
        Patch::Absent if wanted.status.is_none() => return Ok(before),
        Patch::Absent | Patch::Null => return Ok(None),
        Patch::Value(text) => text,
    };
    let refused = |sentence: &str| Error::new(Code::ArgumentInvalid, sentence);
    if !db.may_set(wanted.tool, "status", "published") {
        return Err(refused("publishAt: this agent may not publish")
            .suggest("leave it a draft, and tell the person that it waits"));
    }
    let is = match wanted.becomes {
        Publication::Draft => {
            let (zone, now) = (db.zone()?, clock::now().0);
            return moment::to_come("publishAt", text, &zone, now).map(Some);
        }
        Publication::Published => "it is public already",
        Publication::Archived => "it is archived",
    };
    Err(refused(&format!("publishAt: {is}, and only a draft can be published later"))
        .suggest("send status: draft along with publishAt to have it off the site until then"))
}

/// What an answer says of it.
pub(super) fn note(before: Option<&str>, after: Option<&str>) -> Option<String> {
    let at = after.filter(|after| before != Some(*after))?;
    let at = moment::in_words(at);
    // A release is a person's word: time alone makes none.
    Some(format!(
        "It is published by itself on {at}; a released site shows it from its next release on."
    ))
}
