//! `createRelease { publishAt }`: a release that a person agrees to now and that is made at its time, of what is
//! published then. It waits in the list of what is due (`due/kinds.rs`), one for each target.

use super::{ReleaseOut, difference_to_plan, place, said, warnings};
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
    id::TargetId,
    release::{build, settings::Settings, store},
    store::{TenantRead, TenantWrite, due::RELEASE, entity::TargetRow},
    tool::{Departure, Resource},
    value::moment,
};

/// When a release goes to a target; never, where one is cancelled.
#[derive(Clone)]
pub(super) struct Plan {
    target: TargetId,
    pub(super) at: Option<String>,
    place: String,
    name: String,
}

pub(super) fn no_way_back() -> Error {
    Error::new(Code::ArgumentInvalid, "publishAt: going back is done at once, not later")
        .suggest("leave out from, or publishAt")
}

/// What is planned, in words for whoever agrees to it. What would change is what would change now.
pub(super) fn prepare(
    db: &TenantRead<'_>,
    to: &TargetRow,
    at: Option<&str>,
) -> Result<(Departure, Plan, Resource<ReleaseOut>)> {
    let (name, place) = (to.name.clone(), place::shown(db, to)?);
    let at =
        at.map(|at| moment::to_come("publishAt", at, &db.zone()?, clock::now().0)).transpose()?;
    let departure = match &at {
        None => Departure::new(format!("Cancel the planned release of the site at {place}")),
        Some(at) => departure(db, to, &place, at)?,
    };
    let plan = Plan { target: to.id, at, place, name };
    let shown = plan.shown();
    Ok((departure, plan, shown))
}

fn departure(db: &TenantRead<'_>, to: &TargetRow, place: &str, at: &str) -> Result<Departure> {
    // A target that cannot be reached is said now, not at night.
    place::of(db, to)?;
    let settings = Settings::of(to)?;
    let plan = build::plan(db, &place::address(&settings), place::receives_forms(&settings))?;
    let before = store::current(db, to)?;
    let files = before.as_ref().map_or(Ok(Vec::new()), |it| store::files(db, it.id))?;
    let changes = match &before {
        None => vec![format!("{} pages would be public", plan.pages.len())],
        Some(it) if it.digest == plan.digest() => vec!["nothing yet".to_owned()],
        Some(_) => said(difference_to_plan(db, &files, &plan)?.words),
    };
    let at = moment::in_words(at);
    let mut departure =
        Departure::new(format!("Make a release of the site public at {place} on {at}"))
            .with("what", "All that is published then, also what is published until then.")
            .with("changes as of now", changes.join("\n"));
    if let Some(missing) = place::missing(to)? {
        departure = departure.with("who sees it", missing);
    }
    let warnings = warnings(db, &plan)?;
    if !warnings.is_empty() {
        departure = departure.with("warnings", warnings.join("\n"));
    }
    Ok(departure)
}

/// Notes the plan, or that there is none.
pub(super) fn settle(db: &mut TenantWrite<'_>, plan: Plan) -> Result<Resource<ReleaseOut>> {
    let subject = plan.target.to_string();
    let note = if let Some(at) = &plan.at {
        let due = moment::millis(at).ok_or_else(|| Error::internal("a moment is no time"))?;
        db.due(RELEASE, &subject, Time(due))?;
        format!("It is made by itself on {}; nothing is public before.", moment::in_words(at))
    } else {
        db.not_due(RELEASE, &subject)?;
        "No release is planned there any more.".to_owned()
    };
    Ok(plan.shown().noting(Some(note)))
}

/// When a release goes to that target by itself, if one does.
pub(super) fn planned(db: &TenantRead<'_>, target: TargetId) -> Result<Option<String>> {
    let (items, zone) = (db.due_items()?, db.zone()?);
    let subject = target.to_string();
    let planned = items.into_iter().find(|item| item.kind == RELEASE && item.subject == subject);
    Ok(planned.map(|item| zone.at(item.due_at.0).to_string()))
}

impl Plan {
    fn shown(&self) -> Resource<ReleaseOut> {
        Resource::new(ReleaseOut {
            target: Some(self.name.clone()),
            place: Some(self.place.clone()),
            publish_at: self.at.clone(),
            ..ReleaseOut::default()
        })
    }
}
