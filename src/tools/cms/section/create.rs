//! `createSection`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{SectionOut, get, row};
use crate::{
    error::{Error, Result},
    id::{self, SectionId},
    store::{
        TenantWrite,
        entity::{Json, NewSection, SectionRow},
    },
    tool::{Command, Resource, Spec},
    tools::cms::{
        fields::{self, Owner},
        page,
        publish_at::{self, Wanted, When},
        section_template,
    },
    value::{Patch, Ref, SectionStatus},
};

/// The tool.
pub static TOOL: Command<Input, SectionOut> = Command::new(
    Spec {
        name: "createSection",
        title: "Create a section",
        description: "Create a section on a page from a template.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    page_id: Ref<id::Page>,
    template_key: Ref<id::SectionTemplate>,
    /// { heading: "…" }
    #[schemars(with = "Option<Map<String, Value>>", extend("x-fields" = true))]
    content: Option<Value>,
    sort_order: Option<i64>,
    #[schemars(extend("default" = "published"))]
    status: Option<SectionStatus>,
    #[serde(default)]
    hidden: bool,
    /// A time.
    publish_at: Option<When>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<SectionOut>> {
    // Page and template must exist, and the content be valid.
    let page = page::require(db, &input.page_id)?;
    let template = section_template::require(db, &input.template_key)?;
    let fields = fields::read(&template.fields)?;
    let content = fields::with_defaults(&fields, input.content.unwrap_or_else(|| json!({})));
    let content = fields::check(db, Owner::Template, &fields, None, content)?;
    super::form_is_whole(&template.key, None, &content)?;
    super::anchor_is_free(db, page.id, (None, None), &content)?;

    // What is to go public later is a draft until then.
    let unsaid =
        if input.publish_at.is_some() { SectionStatus::Draft } else { SectionStatus::Published };
    let status = input.status.unwrap_or(unsaid);
    let wanted = Wanted {
        tool: super::update::TOOL.spec.name,
        sets_status: false,
        obstacle: publish_at::obstacle_of_section(status),
        publish_at: input.publish_at.as_ref().map_or(Patch::Absent, Patch::Value),
    };
    let section = NewSection {
        id: SectionId::new(),
        page_id: page.id,
        template_id: template.id,
        content: Json::of(&content)?,
        sort_order: input.sort_order.map_or_else(|| row::next_order(db, page.id), Ok)?,
        status,
        hidden: input.hidden,
        publish_at: publish_at::after(db, &wanted, None)?,
    };
    section.insert(db)?;
    // The answer contains the position.
    if input.sort_order.is_some() {
        db.settle()?;
    }

    let section = SectionRow::by_id(db, section.id)?;
    let section = section.ok_or_else(|| Error::internal("a new section is gone"))?;
    let url = get::url(db, &section, &page);
    let made = Resource::at(SectionOut::whole(db, &section, &page)?, url);
    let later = publish_at::note(db, None, section.publish_at.as_deref())?;
    let notes: Vec<String> =
        [super::note_of(db, &template.key)?, later].into_iter().flatten().collect();
    Ok(made.noting((!notes.is_empty()).then(|| notes.join(" "))))
}
