//! The business and its starter site, made by the calls that an assistant would make: checked, on record, and taken
//! back by `deskhand undo`.

use serde_json::{Map, Value, json};

use super::business::Business;
use crate::{
    cli::{failure::Failure, owner_calls, screen::Screen},
    config::Settings,
    gate::Session,
    starter::kind::{StarterPage, StarterSite, starter_site},
};

/// Says what the business is, and makes its starter site if there is nothing on the site yet. Returns the request that
/// it was made in.
pub(super) fn make(
    settings: &Settings,
    business: &Business,
    screen: &Screen,
) -> Result<Option<String>, Failure> {
    let starter = business.kind.map(starter_site).transpose()?;
    owner_calls::with_session(settings, async |session| {
        let said = about(business);
        if !said.is_empty() {
            owner_calls::call(session, "updateSite", said).await?;
        }
        let Some(starter) = starter else { return Ok(None) };
        let Some(home) = untouched_home(session).await? else {
            screen.note("The site has pages already, so no starter site was made.");
            return Ok(None);
        };
        let request = pages(session, &starter, &home).await?;
        let count = starter.pages.len();
        screen.note(format!("Made {count} pages: what only you know stands in [square brackets]."));
        Ok(Some(request))
    })
}

/// The arguments of `updateSite`.
fn about(business: &Business) -> Map<String, Value> {
    let fields = [
        ("name", business.name.clone()),
        ("country", business.country.clone()),
        ("currency", business.currency.map(|currency| currency.code().to_owned())),
        ("timezone", business.timezone.clone()),
        ("locale", business.language.clone()),
    ];
    let said = |(name, value): (&str, Option<String>)| Some((name.to_owned(), value?.into()));
    fields.into_iter().filter_map(said).collect()
}

/// The section of the home page, if it is the only one of the site and says nothing.
async fn untouched_home(session: &Session) -> Result<Option<String>, Failure> {
    let all = object(json!({ "all": true, "includeContent": true }));
    let pages = owner_calls::call(session, "getPage", all).await?;
    let pages = pages.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
    let [home] = pages.as_slice() else { return Ok(None) };
    let sections = home.get("sections").and_then(Value::as_array).cloned().unwrap_or_default();
    let [hero] = sections.as_slice() else { return Ok(None) };
    let content = hero.get("content").and_then(Value::as_object);
    let is_empty =
        content.is_none_or(|content| content.values().all(|it| it == "" || it.is_null()));
    Ok(if is_empty { text(hero, "id") } else { None })
}

/// Makes the pages in one request, and returns it.
async fn pages(session: &Session, starter: &StarterSite, hero: &str) -> Result<String, Failure> {
    let opened = json!({ "understanding": "a starter site", "plan": ["make the pages"] });
    let opened = owner_calls::call(session, "acknowledgeRequest", object(opened)).await?;
    if !starter.site.is_empty() {
        owner_calls::call(session, "updateSite", starter.site.clone()).await?;
    }
    for page in &starter.pages {
        if page.slug == "home" {
            self::home(session, page, hero).await?;
        } else {
            self::page(session, page).await?;
        }
    }
    let request = opened.pointer("/data/requestId").or_else(|| opened.get("requestId"));
    Ok(request.and_then(Value::as_str).unwrap_or_default().to_owned())
}

/// Its first section is there already.
async fn home(session: &Session, page: &StarterPage, hero: &str) -> Result<(), Failure> {
    let mut sections = page.sections.iter();
    if let Some(first) = sections.next() {
        let update = json!({ "id": hero, "content": first.content });
        owner_calls::call(session, "updateSection", object(update)).await?;
    }
    for section in sections {
        let new = json!({ "pageId": "home", "templateKey": section.template, "content": section.content });
        owner_calls::call(session, "createSection", object(new)).await?;
    }
    Ok(())
}

async fn page(session: &Session, page: &StarterPage) -> Result<(), Failure> {
    let new = json!({ "name": page.name, "slug": page.slug });
    let made = owner_calls::call(session, "createPage", object(new)).await?;
    let id = made.get("data").and_then(|data| text(data, "id")).unwrap_or_default();
    for section in &page.sections {
        let new =
            json!({ "pageId": id, "templateKey": section.template, "content": section.content });
        owner_calls::call(session, "createSection", object(new)).await?;
    }
    let item = json!({
        "navigationId": "header", "label": page.name, "targetType": "page", "targetId": id
    });
    owner_calls::call(session, "createNavItem", object(item)).await?;
    Ok(())
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}
