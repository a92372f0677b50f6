//! `publishAt`: when a draft goes public by itself.

use crate::{
    clock,
    error::{Code, Error, Result},
    store::{TenantRead, due::RELEASE},
    value::{Patch, Publication, SectionStatus, TimeText, moment},
};

/// A moment as it is sent.
pub(super) type When = TimeText;

/// What a thing is, and what is to become of it.
pub(super) struct Wanted<'a> {
    /// The tool by which such things are published.
    pub(super) tool: &'static str,
    /// Whether the call sets a status.
    pub(super) sets_status: bool,
    /// Why it cannot be published later, by the status that the thing has then; `None` for a draft.
    pub(super) obstacle: Option<&'static str>,
    pub(super) publish_at: Patch<&'a When>,
}

/// What keeps a thing of that status from being published later.
pub(super) fn obstacle(status: Publication) -> Option<&'static str> {
    match status {
        Publication::Draft => None,
        Publication::Published => Some("it is public already"),
        Publication::Archived => Some("it is archived"),
    }
}

/// The same of a section.
pub(super) fn obstacle_of_section(status: SectionStatus) -> Option<&'static str> {
    match status {
        SectionStatus::Draft => None,
        SectionStatus::Published => Some("it is public already"),
        SectionStatus::Unpublished => Some("it is unpublished"),
    }
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
        Patch::Absent if !wanted.sets_status => return Ok(before),
        Patch::Absent | Patch::Null => return Ok(None),
        Patch::Value(text) => text,
    };
    let refused = |sentence: &str| Error::new(Code::ArgumentInvalid, sentence);
    if !db.may_set(wanted.tool, "status", "published") {
        return Err(refused("publishAt: this agent may not publish")
            .suggest("leave it a draft, and tell the person that it waits"));
    }
    let Some(is) = wanted.obstacle else {
        let (zone, now) = (db.zone()?, clock::now().0);
        return moment::to_come("publishAt", text, &zone, now).map(Some);
    };
    Err(refused(&format!("publishAt: {is}, and only a draft can be published later"))
        .suggest("send status: draft along with publishAt to have it off the site until then"))
}

/// What an answer says of it.
pub(super) fn note(
    db: &TenantRead<'_>,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<Option<String>> {
    let Some(at) = after.filter(|after| before != Some(*after)) else { return Ok(None) };
    let due = moment::millis(at).unwrap_or(i64::MAX);
    let zone = db.zone()?;
    let items = db.due_items()?;
    // A release is a person's word: time alone makes none.
    let planned = items.iter().find(|item| item.kind == RELEASE && item.due_at.0 >= due);
    let public = match planned {
        Some(release) => {
            let then = moment::in_words(&zone.at(release.due_at.0).to_string());
            format!("the release that is planned for {then} brings it to the public")
        }
        None => "a released site shows it from its next release on: createRelease with this publishAt plans one"
            .to_owned(),
    };
    Ok(Some(format!("It is published by itself on {}; {public}.", moment::in_words(at))))
}
