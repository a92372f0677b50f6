//! The initial data of a new tenant: section templates, a home page, collections, navigations and a pipeline.

pub mod kind;

use serde_json::json;

use crate::{
    error::Result,
    id::{CallId, PageId, RequestId, SectionId},
    principal::HOME,
    store::{
        TenantWrite,
        entity::{Json, NewPage, NewSection},
        ledger::ChangeRecord,
    },
    tools::{
        cms::{
            collection::{self, CollectionPlan},
            navigation,
            section_template::{self, builtin},
        },
        crm::pipeline::{self, StagePlan},
    },
    value::{CollectionKind, Ref, SectionStatus},
};

/// Adds the initial data to the tenant of `db`, as a change of its owner.
pub fn add(db: &mut TenantWrite<'_>) -> Result<()> {
    builtin::add(db)?;
    add_home(db)?;
    add_collections(db)?;
    add_navigations(db)?;
    add_pipeline(db)?;
    record(db)
}

/// The home page, with the name of the business.
fn add_home(db: &mut TenantWrite<'_>) -> Result<()> {
    let page = NewPage {
        id: PageId::new(),
        name: "Home".to_owned(),
        slug: HOME.to_owned(),
        path: HOME.to_owned(),
        parent_id: None,
        is_protected: true,
        indexing: true,
        meta: Json::of(&json!({}))?,
    };
    page.insert(db)?;
    let hero = section_template::require(db, &Ref::Name("hero".to_owned()))?;
    let section = NewSection {
        id: SectionId::new(),
        page_id: page.id,
        template_id: hero.id,
        content: Json::of(&json!({ "heading": "" }))?,
        sort_order: 1,
        status: SectionStatus::Published,
        hidden: false,
        publish_at: None,
    };
    section.insert(db)
}

/// The collections `blog` and `portfolio`.
fn add_collections(db: &mut TenantWrite<'_>) -> Result<()> {
    collection::add(
        db,
        CollectionPlan {
            slug: "blog".to_owned(),
            name: "Blog".to_owned(),
            kind: CollectionKind::Posts,
            description: "News and articles".to_owned(),
            fields: json!([]),
        },
    )?;
    collection::add(
        db,
        CollectionPlan {
            slug: "portfolio".to_owned(),
            name: "Portfolio".to_owned(),
            kind: CollectionKind::Entries,
            description: "Work to show".to_owned(),
            fields: json!([
                { "name": "summary", "type": "text", "maxLength": 500,
                  "description": "One or two sentences for the overview" },
                { "name": "image", "type": "image", "description": "The picture that stands for it" },
                { "name": "body", "type": "markdown", "description": "The whole story" },
                { "name": "link", "type": "link", "description": "Where to see more" },
            ]),
        },
    )?;
    Ok(())
}

/// The navigations `header` and `footer`, empty.
fn add_navigations(db: &mut TenantWrite<'_>) -> Result<()> {
    navigation::add(db, "header", "Header")?;
    navigation::add(db, "footer", "Footer")?;
    Ok(())
}

/// The pipeline `sales`.
fn add_pipeline(db: &mut TenantWrite<'_>) -> Result<()> {
    let stage = |(key, name): &(&str, &str)| StagePlan {
        key: (*key).to_owned(),
        name: (*name).to_owned(),
        wip_limit: None,
    };
    let stages = [("new", "New"), ("quoted", "Quoted"), ("booked", "Booked"), ("done", "Done")];
    pipeline::add(db, "sales", "Sales", &stages.iter().map(stage).collect::<Vec<_>>())?;
    Ok(())
}

/// Adds initial data that later versions have introduced to a tenant of an earlier version.
pub fn complete(db: &mut TenantWrite<'_>) -> Result<()> {
    let templates = builtin::renew(db)?;
    let site = navigation::all(db)?.is_empty() && collection::all(db)?.is_empty();
    let sales = pipeline::all(db)?.is_empty();
    if site {
        add_collections(db)?;
        add_navigations(db)?;
    }
    if sales {
        add_pipeline(db)?;
    }
    if templates || site || sales { record(db) } else { Ok(()) }
}

/// The digest of the program's section templates: a tenant with another has those of another version.
pub fn templates_digest() -> String {
    builtin::digest()
}

fn record(db: &mut TenantWrite<'_>) -> Result<()> {
    db.record(&ChangeRecord {
        call: CallId::new(),
        request: RequestId::new(),
        tool: "starter".to_owned(),
        undoes: None,
        approved_by: None,
    })?;
    Ok(())
}
