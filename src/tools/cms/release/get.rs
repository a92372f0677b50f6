//! `getRelease`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ReleaseOut, Which, difference_to_plan, find, place, plan::planned, target, warnings};
use crate::{
    error::Result,
    release::{build, settings::Settings, store},
    store::{
        TenantRead,
        entity::{ReleaseRow, Select, TargetRow, select},
    },
    tool::{Listing, Paging, Query, Spec},
    tools::exactly_one,
};

/// The tool.
pub static TOOL: Query<Input, ReleaseOut> = Query::new(
    Spec {
        name: "getRelease",
        title: "Get releases",
        description: "Get releases of the site. One of id, current, all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Which>,
    #[serde(default)]
    current: bool,
    #[serde(default)]
    all: bool,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<ReleaseOut>> {
    const ALL: Select<ReleaseRow> =
        select!(ReleaseRow, "number < :before ORDER BY number DESC LIMIT :fetch");
    exactly_one(&[("id", input.id.is_some()), ("current", input.current), ("all", input.all)])?;
    let targets = store::targets(db)?;
    if let Some(Which(release)) = &input.id {
        let found = find(db, release)?;
        return Ok(Listing::one(found.map(|release| ReleaseOut::of(release, &targets))));
    }
    if input.current {
        return current(db, targets);
    }
    let before = paging.after_or(i64::MAX)?;
    let params = [(":before", before.into()), (":fetch", paging.fetch().into())];
    let rows = db.rows(&ALL, &params)?;
    Listing::page(rows, paging, |release| release.number)
        .map(|release| Ok(ReleaseOut::of(release, &targets)))
}

/// What is public at each target, and what a release would change there.
fn current(db: &TenantRead<'_>, targets: Vec<TargetRow>) -> Result<Listing<ReleaseOut>> {
    let targets = if targets.is_empty() { vec![target(db, None)?] } else { targets };
    let mut all = Vec::new();
    for target in &targets {
        let settings = Settings::of(target)?;
        let plan = build::plan(db, &place::address(&settings), place::receives_forms(&settings))?;
        let release = store::current(db, target)?;
        let files = release.as_ref().map_or(Ok(Vec::new()), |it| store::files(db, it.id))?;
        let is_same = release.as_ref().is_some_and(|it| it.digest == plan.digest());
        let mut changes = match &release {
            None => vec![format!("nothing is public yet; {} pages would be", plan.pages.len())],
            Some(_) if is_same => vec!["nothing: what is public is up to date".to_owned()],
            Some(_) => difference_to_plan(db, &files, &plan)?.words,
        };
        if changes.is_empty() {
            changes.push("icons or files beside the pages".to_owned());
        }
        let shown = release.map_or_else(ReleaseOut::default, |it| ReleaseOut::of(it, &targets));
        all.push(ReleaseOut {
            target: Some(target.name.clone()),
            place: Some(place::shown(db, target)?),
            publish_at: planned(db, target.id)?,
            would_change: Some(changes),
            warnings: warnings(db, &plan)?,
            ..shown
        });
    }
    Ok(Listing::whole(all))
}
