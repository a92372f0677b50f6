//! What a new tenant starts with: the section templates, a home page, collections, navigations and a pipeline.

use serde_json::json;

use crate::{
    clock,
    error::Result,
    id::{CallId, PageId, RequestId, SectionId},
    principal::HOME,
    store::{Dml, Sql, TenantWrite, ledger::ChangeRecord},
    tools::{
        cms::{
            collection::{self, CollectionKind, NewCollection},
            navigation,
            section_template::builtin,
        },
        crm::pipeline::{self, NewStage},
    },
};

/// Adds the starter to the tenant of `db`, as a change of its owner.
pub fn add(db: &mut TenantWrite<'_>) -> Result<()> {
    builtin::add(db)?;
    add_home(db)?;
    add_collections(db)?;
    add_navigations(db)?;
    add_pipeline(db)?;
    record(db)
}

/// The page at the root of the site, with the name of the business on it.
fn add_home(db: &mut TenantWrite<'_>) -> Result<()> {
    const PAGE: Dml = Dml::scoped(
        "INSERT INTO page (tenant_id, id, name, slug, path, is_protected, version, created_at, updated_at)
         VALUES (:tenant, :id, 'Home', :home, :home, 1, 1, :now, :now)",
    );
    const HERO: Sql =
        Sql::scoped("SELECT id FROM section_template WHERE tenant_id = :tenant AND key = 'hero'");
    const SECTION: Dml = Dml::scoped(
        "INSERT INTO section (tenant_id, id, page_id, template_id, content, sort_order, status, version,
                              created_at, updated_at)
         VALUES (:tenant, :id, :page, :template, :content, 1, 'published', 1, :now, :now)",
    );
    let (page, now) = (PageId::new(), clock::now());
    db.execute(&PAGE, &[(":id", page.into()), (":home", HOME.into()), (":now", now.into())])?;
    let template = db.first(&HERO, &[], |row| row.text("id"))?;
    let content = json!({ "heading": db.who().tenant.title });
    db.execute(
        &SECTION,
        &[
            (":id", SectionId::new().into()),
            (":page", page.into()),
            (":template", template.into()),
            (":content", content.to_string().into()),
            (":now", now.into()),
        ],
    )?;
    Ok(())
}

/// The collections `blog` and `portfolio`.
fn add_collections(db: &mut TenantWrite<'_>) -> Result<()> {
    collection::add(
        db,
        &NewCollection {
            slug: "blog".to_owned(),
            name: "Blog".to_owned(),
            kind: CollectionKind::Posts,
            description: "News and articles".to_owned(),
            fields: json!([]),
        },
    )?;
    collection::add(
        db,
        &NewCollection {
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
    let stage = |(key, name): &(&str, &str)| NewStage {
        key: (*key).to_owned(),
        name: (*name).to_owned(),
        wip_limit: None,
    };
    let stages = [("new", "New"), ("quoted", "Quoted"), ("booked", "Booked"), ("done", "Done")];
    pipeline::add(db, "sales", "Sales", &stages.iter().map(stage).collect::<Vec<_>>())?;
    Ok(())
}

/// Adds what later versions start a tenant with to one that an earlier version has made.
pub fn complete(db: &mut TenantWrite<'_>) -> Result<()> {
    let site = navigation::all(db)?.is_empty() && collection::all(db)?.is_empty();
    let sales = pipeline::all(db)?.is_empty();
    if site {
        add_collections(db)?;
        add_navigations(db)?;
    }
    if sales {
        add_pipeline(db)?;
    }
    if site || sales { record(db) } else { Ok(()) }
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
