//! `createRelease`: makes public what is published, or goes back to what was public before.
//!
//! A person sees first what would change. The row stands before anything is made; what is public changes with the last
//! step alone.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    ReleaseOut, Which, blobs, difference_of_files, difference_to_plan, pages, place,
    plan::{self, Plan},
    require, said, target, warnings,
};
use crate::{
    background, clock,
    error::{Code, Error, Result},
    id::{self, ReleaseId, TargetId},
    release::{
        build, index_now,
        publish::{self, Contents, Job, Published},
        settings::Settings,
        store,
        targets::Place,
    },
    store::{
        Sql, TenantRead, TenantWrite,
        entity::{NewRelease, NewTarget, ReleaseRow, TargetRow},
    },
    tool::{
        Departure, PerformContext, Resource, SendFuture, Sending, SessionReads, Settlement, Spec,
    },
    tools::cms::publish_at::When,
    value::{Line, Patch, Ref},
};

/// The tool.
pub static TOOL: Sending<Input, Outgoing, Outcome, ReleaseOut> = Sending::new(
    Spec {
        name: "createRelease",
        title: "Put the site online",
        description: "Create a release of all that is published, or go back.",
    },
    prepare,
    perform,
    settle,
    departure,
)
.long();

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// Go back to it.
    from: Option<Which>,
    target: Option<Ref<id::Target>>,
    note: Option<Line<1, 200>>,
    /// null cancels.
    #[serde(default)]
    publish_at: Patch<When>,
}

/// What is to become of a release.
pub struct Outgoing {
    departure: Departure,
    deed: Deed,
}

enum Deed {
    /// A release is made, or is public again.
    Now(Job, Record),
    /// One is made at a time, or none is any more.
    Later(Plan),
}

/// What is recorded when it is done.
struct Record {
    release: ReleaseId,
    target: TargetId,
    change_seq: i64,
    /// Whether the release was made by this call.
    is_new: bool,
}

/// What became of it.
pub struct Outcome(Done);

enum Done {
    Now(Result<Published>, Record),
    Later(Plan),
}

#[expect(clippy::unnecessary_wraps, reason = "others look something up for it; this one does not")]
fn departure(_: &TenantRead<'_>, outgoing: &Outgoing, _: &SessionReads) -> Result<Departure> {
    let is_cancelled = matches!(&outgoing.deed, Deed::Later(plan) if plan.at.is_none());
    Ok(outgoing.departure.clone().asked_if(!is_cancelled))
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<(Outgoing, Resource<ReleaseOut>)> {
    let mut to = target(db, input.target.as_ref())?;
    if to.version == 0 {
        // Nobody has set a target: this one is as good as any until somebody does.
        let (id, name, kind) = (TargetId::new(), to.name.clone(), to.kind.clone());
        NewTarget { id, name, kind, settings: Settings::default().stored()? }.insert(db)?;
        to = store::target(db, &to.name)?.ok_or_else(|| Error::internal("a target is gone"))?;
    }
    let at = match &input.publish_at {
        Patch::Absent => None,
        Patch::Null => Some(None),
        Patch::Value(at) => Some(Some(&**at)),
    };
    match (&input.from, at) {
        (Some(_), Some(_)) => Err(plan::no_way_back()),
        (None, Some(at)) => {
            let (departure, plan, shown) = plan::prepare(db, &to, at)?;
            Ok((Outgoing { departure, deed: Deed::Later(plan) }, shown))
        }
        (Some(Which(release)), None) => back(db, &to, release),
        (None, None) => forth(db, &to, input.note.as_deref().unwrap_or_default()),
    }
}

/// Makes a release of what is published now.
fn forth(
    db: &mut TenantWrite<'_>,
    to: &TargetRow,
    note: &str,
) -> Result<(Outgoing, Resource<ReleaseOut>)> {
    let settings = Settings::of(to)?;
    let plan = build::plan(db, &place::address(&settings), place::receives_forms(&settings))?;
    let place = place::of(db, to)?;
    let (before, digest) = (store::current(db, to)?, plan.digest());
    let files = before.as_ref().map_or(Ok(Vec::new()), |it| store::files(db, it.id))?;
    let is_whole = is_delivered(db, &place, before.as_ref())
        && blobs(db).has_all(files.iter().map(|file| &file.sha256));
    if before.as_ref().is_some_and(|it| it.digest == digest) && is_whole {
        return Err(unchanged(db, to, before.as_ref())?);
    }
    let release = NewRelease {
        id: ReleaseId::new(),
        number: next_number(db)?,
        made_by: db.who().agent.name.clone(),
        change_seq: 0,
        address: plan.address.clone(),
        files: length(plan.files.len()),
        bytes: 0,
        digest,
        note: note.to_owned(),
    };
    release.insert(db)?;
    let number = release.number;
    let changes = match &before {
        None => {
            let pages: Vec<&str> = plan.pages.values().map(String::as_str).collect();
            vec![format!("{} pages: {}", pages.len(), first_of(&pages))]
        }
        Some(_) => said(difference_to_plan(db, &files, &plan)?.words),
    };
    let shown = place::shown(db, to)?;
    let mut departure =
        Departure::new(format!("Make release {number} of the site public at {shown}"));
    departure = departure.with("changes", changes.join("\n"));
    if let Some(missing) = place::missing(to)? {
        departure = departure.with("who sees it", missing);
    }
    let warnings = warnings(db, &plan)?;
    if !warnings.is_empty() {
        departure = departure.with("warnings", warnings.join("\n"));
    }
    departure = departure.with("size", format!("{} files", plan.files.len()));
    let record =
        Record { release: release.id, target: to.id, change_seq: last_change(db)?, is_new: true };
    let known = files.into_iter().map(|file| (file.path.clone(), file)).collect();
    let contents = Contents::Planned(Box::new(plan), known);
    let so_far = so_far(db, &record)?;
    let folder = db.releases_folder();
    let job = Job { contents, folder, number, goes_back: false, target: place };
    Ok((Outgoing { departure, deed: Deed::Now(job, record) }, so_far))
}

/// Makes a release public again.
fn back(
    db: &mut TenantWrite<'_>,
    to: &TargetRow,
    release: &Ref<id::Release>,
) -> Result<(Outgoing, Resource<ReleaseOut>)> {
    let release = require(db, release)?;
    let number = release.number;
    if release.made_at.is_none() {
        let sentence =
            format!("release {number} was never finished, so it has not all of its files");
        return Err(Error::new(Code::ReleaseUnfinished, sentence)
            .suggest("choose another of getRelease { all: true }"));
    }
    let (before, place) = (store::current(db, to)?, place::of(db, to)?);
    let is_there = is_delivered(db, &place, before.as_ref());
    if before.as_ref().is_some_and(|it| it.id == release.id) && is_there {
        return Err(unchanged(db, to, before.as_ref())?);
    }
    let files = store::files(db, release.id)?;
    if !blobs(db).has_all(files.iter().map(|file| &file.sha256)) {
        let sentence = format!("files of release {number} are missing on the disk");
        return Err(Error::new(Code::ReleaseUnfinished, sentence)
            .suggest("choose another of getRelease { all: true }, or bring a backup back"));
    }
    let public = before.as_ref().map_or(Ok(Vec::new()), |it| store::files(db, it.id))?;
    let changes = said(difference_of_files(db, &public, &files)?.words);
    let shown = place::shown(db, to)?;
    let address = place::address(&Settings::of(to)?);
    let departure = Departure::new(format!("Go back to release {number} of the site at {shown}"))
        .with("changes", changes.join("\n"))
        .with("size", format!("{} files, {} pages", files.len(), pages(&files, &blobs(db)).len()))
        .with(
            "what stays",
            "The pages here stay as they are: only what the public sees goes back.",
        );
    let departure = if release.address == address {
        departure
    } else {
        let named = if release.address.is_empty() { "no address" } else { &release.address };
        departure.with("warnings", format!("Its pages were made for {named}, and name that."))
    };
    let change_seq = release.change_seq;
    let record = Record { release: release.id, target: to.id, change_seq, is_new: false };
    let so_far = so_far(db, &record)?;
    let folder = db.releases_folder();
    let contents = Contents::Made(files);
    let job = Job { contents, folder, number, goes_back: true, target: place };
    Ok((Outgoing { departure, deed: Deed::Now(job, record) }, so_far))
}

/// Whether what the target's row says is public is what has last gone there.
fn is_delivered(db: &TenantRead<'_>, to: &Place, current: Option<&ReleaseRow>) -> bool {
    let last = publish::delivered(&db.releases_folder(), &to.id);
    to.has_release() && last == current.map(|it| it.number)
}

fn perform(outgoing: Outgoing, _: PerformContext) -> SendFuture<Outcome> {
    Box::pin(async move {
        Outcome(match outgoing.deed {
            Deed::Now(job, record) => {
                let published = background::compute(move || publish::publish(job)).await;
                Done::Now(published.and_then(|it| it), record)
            }
            Deed::Later(plan) => Done::Later(plan),
        })
    })
}

fn settle(db: &mut TenantWrite<'_>, outcome: Outcome) -> Result<Settlement<Resource<ReleaseOut>>> {
    let (published, record) = match outcome.0 {
        Done::Now(published, record) => (published, record),
        Done::Later(plan) => return plan::settle(db, plan).map(Settlement::Done),
    };
    let gone = || Error::internal("a release is gone");
    let mut release = ReleaseRow::by_id(db, record.release)?.ok_or_else(gone)?;
    let published = match published {
        Ok(published) => published,
        Err(error) => {
            if record.is_new {
                release.delete(db)?;
            }
            return Ok(Settlement::NotDone(error));
        }
    };
    if record.is_new {
        store::add_files(db, release.id, &published.files)?;
        release.made_at = Some(clock::now());
        release.change_seq = record.change_seq;
        release.files = length(published.files.len());
        release.bytes = published.files.iter().map(|file| file.bytes).sum();
        release.save(db)?;
    }
    let mut target = TargetRow::by_id(db, record.target)?.ok_or_else(|| {
        Error::new(Code::TargetNotFound, "the target was removed meanwhile")
            .suggest("add it again with deskhand target add")
    })?;
    target.current_release_id = Some(release.id);
    target.save(db)?;
    let settings = Settings::of(&target)?;
    index_now::announce(db, release.id, &release.address)?;
    let place = published.place.clone();
    let url = Some(place::address(&settings)).filter(|address| !address.is_empty());
    let missing = place::missing(&target)?;
    let shown = ReleaseOut { place, ..ReleaseOut::of(release, &store::targets(db)?) };
    Ok(Settlement::Done(Resource::at(shown, url).noting(missing)))
}

/// The thing as it is until the release is public.
fn so_far(db: &TenantRead<'_>, record: &Record) -> Result<Resource<ReleaseOut>> {
    let release = ReleaseRow::by_id(db, record.release)?;
    let release = release.ok_or_else(|| Error::internal("a release is gone"))?;
    Ok(Resource::new(ReleaseOut::of(release, &store::targets(db)?)))
}

fn unchanged(db: &TenantRead<'_>, to: &TargetRow, current: Option<&ReleaseRow>) -> Result<Error> {
    let number = current.map_or(0, |it| it.number);
    let place = place::shown(db, to)?;
    let sentence =
        format!("nothing is to do: release {number}, public at {place}, is exactly that");
    Ok(Error::new(Code::ReleaseUnchanged, sentence)
        .suggest("if something should be different, change and publish it first; drafts stay here"))
}

fn next_number(db: &TenantRead<'_>) -> Result<i64> {
    const LAST: Sql = Sql::scoped("SELECT max(number) AS n FROM release WHERE tenant_id = :tenant");
    Ok(db.count(&LAST, &[])? + 1)
}

fn last_change(db: &TenantRead<'_>) -> Result<i64> {
    const LAST: Sql = Sql::scoped("SELECT max(seq) AS n FROM change WHERE tenant_id = :tenant");
    db.count(&LAST, &[])
}

fn first_of(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
