//! Releases of the site: what the public sees, and where it is.

pub mod create;
pub mod get;
pub mod targets;

mod place;
mod plan;

use std::{borrow::Cow, collections::BTreeMap};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id::{self, ReleaseId, TargetId},
    release::{
        blobs::Blobs,
        build::{self, Plan},
        difference::{self, Difference, Side},
        settings::Settings,
        store::{self, ReleaseFile},
    },
    site::{load, warnings::Kind},
    store::{
        TenantRead,
        entity::{Json, ReleaseRow, TargetRow},
    },
    value::{Ref, quoted},
};

/// The target of a business that has set none: a folder of the data folder.
const DEFAULT: &str = "folder";

/// So many warnings are told.
const WARNINGS_MAX: usize = 5;

/// A release, or what is at a target, as tools return it.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct ReleaseOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<ReleaseId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    /// Without it the release was never finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    made_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<i64>,
    /// The targets at which it is public.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    public_at: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    /// Where people find it.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// When a release goes there by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    publish_at: Option<String>,
    /// What a release would change now.
    #[serde(skip_serializing_if = "Option::is_none")]
    would_change: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

impl ReleaseOut {
    fn of(release: ReleaseRow, targets: &[TargetRow]) -> ReleaseOut {
        let here = targets.iter().filter(|it| it.current_release_id == Some(release.id));
        ReleaseOut {
            id: Some(release.id),
            number: Some(release.number),
            made_at: release.made_at,
            made_by: Some(release.made_by),
            note: Some(release.note).filter(|note| !note.is_empty()),
            files: Some(release.files),
            bytes: Some(release.bytes),
            public_at: here.map(|target| target.name.clone()).collect(),
            ..ReleaseOut::default()
        }
    }
}

/// A release by its id or its number, which hosts send as text or as a number.
#[derive(Clone, Debug)]
pub struct Which(Ref<id::Release>);

impl<'de> Deserialize<'de> for Which {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Ref::deserialize(Value::String(text)).map(Which).map_err(D::Error::custom)
    }
}

impl JsonSchema for Which {
    fn schema_name() -> Cow<'static, str> {
        "Which".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "x-id": "rel" })
    }
}

/// The release of that id or number, if there is one.
fn find(db: &TenantRead<'_>, release: &Ref<id::Release>) -> Result<Option<ReleaseRow>> {
    match release {
        Ref::Id(id) => ReleaseRow::by_id(db, *id),
        Ref::Name(name) => match name.trim_start_matches('#').parse() {
            Ok(number) => store::numbered(db, number),
            Err(_) => Ok(None),
        },
    }
}

fn require(db: &TenantRead<'_>, release: &Ref<id::Release>) -> Result<ReleaseRow> {
    find(db, release)?.ok_or_else(|| {
        Error::new(Code::ReleaseNotFound, format!("there is no release `{release}`")).suggest(
            "getRelease { all: true }, or `deskhand release list`, has them with their numbers",
        )
    })
}

/// The target that is meant; the one that every business has, where none is set.
fn target(db: &TenantRead<'_>, named: Option<&Ref<id::Target>>) -> Result<TargetRow> {
    let all = store::targets(db)?;
    let known = || all.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
    let is = |it: &&TargetRow| match named {
        Some(Ref::Id(id)) => it.id == *id,
        Some(Ref::Name(name)) => it.name == *name,
        None => true,
    };
    match (all.iter().find(is), named) {
        (Some(found), _) => Ok(found.clone()),
        (None, None) => default_target(),
        (None, Some(Ref::Name(name))) if name == DEFAULT && all.is_empty() => default_target(),
        (None, Some(named)) => {
            let known = known();
            let next = if known.is_empty() {
                "leave target out: the site goes into a folder".to_owned()
            } else {
                format!("there are: {known}")
            };
            Err(Error::new(Code::TargetNotFound, format!("there is no target `{named}`"))
                .suggest(format!("{next}; the operator adds one with deskhand target add")))
        }
    }
}

fn default_target() -> Result<TargetRow> {
    Ok(TargetRow {
        id: TargetId::new(),
        name: DEFAULT.to_owned(),
        kind: "folder".to_owned(),
        settings: Json::of(&Settings::default())?,
        current_release_id: None,
        version: 0,
    })
}

/// The bytes of the tenant's releases.
fn blobs(db: &TenantRead<'_>) -> Blobs {
    Blobs::new(db.releases_folder())
}

/// The pages among files, each with its digest.
fn pages(files: &[ReleaseFile], blobs: &Blobs) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for file in files.iter().filter(|it| it.path.ends_with("index.html")) {
        // What only leads on is no page to people.
        let is_short = file.bytes < 2_000;
        let text = || text_of(blobs, &file.sha256).unwrap_or_default();
        if !(is_short && text().contains("http-equiv=\"refresh\"")) {
            pages.insert(file.path.clone(), file.sha256.clone());
        }
    }
    pages
}

fn text_of(blobs: &Blobs, sha256: &str) -> Result<String> {
    blobs.read(sha256).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// What differs between the files of a release and a plan.
fn difference_to_plan(
    db: &TenantRead<'_>,
    before: &[ReleaseFile],
    plan: &Plan,
) -> Result<Difference> {
    let blobs = blobs(db);
    let old = pages(before, &blobs);
    // What is lost on the disk is said to be different, and made anew.
    let old_text = |file: &str| {
        Ok(text_of(&blobs, old.get(file).map_or("", String::as_str)).unwrap_or_default())
    };
    let new_text = |file: &str| {
        let text = plan.files.get(file).and_then(build::Planned::text);
        Ok(text.unwrap_or_default().to_owned())
    };
    let digests = plan.pages.keys().filter_map(|file| {
        let text = plan.files.get(file)?.text()?;
        Some((file.clone(), crate::release::blobs::digest(text.as_bytes())))
    });
    let after = Side { pages: digests.collect(), text: &new_text };
    difference::between(&Side { pages: old.clone(), text: &old_text }, &after)
}

/// What differs between two releases.
fn difference_of_files(
    db: &TenantRead<'_>,
    before: &[ReleaseFile],
    after: &[ReleaseFile],
) -> Result<Difference> {
    let blobs = blobs(db);
    let (old, new) = (pages(before, &blobs), pages(after, &blobs));
    let old_text = |file: &str| text_of(&blobs, old.get(file).map_or("", String::as_str));
    let new_text = |file: &str| text_of(&blobs, new.get(file).map_or("", String::as_str));
    let after = Side { pages: new.clone(), text: &new_text };
    difference::between(&Side { pages: old.clone(), text: &old_text }, &after)
}

/// What is wrong with what would be public, the most important first: dead links by what becomes of them.
fn warnings(db: &TenantRead<'_>, plan: &Plan) -> Result<Vec<String>> {
    let dead = plan.dead.iter().map(|(link, pages)| {
        let pages: Vec<&str> = pages.iter().map(String::as_str).take(3).collect();
        format!(
            "{} on {}: leads nowhere, so it is words without a link",
            quoted(link),
            pages.join(", ")
        )
    });
    let mut told: Vec<String> = dead.collect();
    if !plan.silent_forms.is_empty() {
        let pages: Vec<&str> = plan.silent_forms.iter().map(String::as_str).take(3).collect();
        let site = db.site()?;
        let has_way = site.email.is_some() || site.phone.is_some();
        told.push(format!(
            "The form on {} shows e-mail and phone instead: only a site that deskhand host serves receives forms{}",
            pages.join(", "),
            if has_way { String::new() } else { format!(".{}", super::section::NO_WAY) }
        ));
    }
    let others = load::warnings(db)?;
    let others: Vec<_> = others.iter().filter(|it| it.kind != Kind::DeadLink).collect();
    told.truncate(2 * WARNINGS_MAX);
    told.extend(others.iter().take(WARNINGS_MAX).map(ToString::to_string));
    if others.len() > WARNINGS_MAX {
        told.push(format!(
            "and {} more: getSite with warnings lists all",
            others.len() - WARNINGS_MAX
        ));
    }
    Ok(told)
}

/// What differs, also where no page does.
fn said(words: Vec<String>) -> Vec<String> {
    if words.is_empty() { vec!["icons or files beside the pages".to_owned()] } else { words }
}
