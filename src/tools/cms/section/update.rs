//! `updateSection`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{SectionOut, get};
use crate::{
    error::{Code, Error, Result},
    id,
    store::{
        TenantWrite,
        entity::{Json, SectionRow, SectionTemplateRow},
        ledger,
    },
    tool::{Command, Resource, Spec},
    tools::cms::{
        edits::{self, Edit},
        fields::{self, Owner},
        page,
        publish_at::{self, Wanted, When},
        section_template,
    },
    value::{Line, Patch, Ref, SectionStatus},
};

/// The tool.
pub static TOOL: Command<Input, SectionOut> = Command::new(
    Spec {
        name: "updateSection",
        title: "Update a section",
        description: "Update a section: content (merges), image, place.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    #[schemars(extend("x-also" = ["pageSectionId"]))]
    id: Ref<id::Section>,
    /// { field: value }; null removes.
    #[schemars(with = "Option<Map<String, Value>>", extend("x-fields" = true))]
    content: Option<Value>,
    /// [{ field, find, replace, all? }]
    #[serde(default)]
    #[schemars(length(max = 50))]
    edits: Vec<Edit>,
    image_id: Option<Line<1, 200>>,
    image_field: Option<Line<1, 200>>,
    status: Option<SectionStatus>,
    /// null cancels.
    #[serde(default)]
    publish_at: Patch<When>,
    hidden: Option<bool>,
    sort_order: Option<i64>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<SectionOut>> {
    // It must exist, in the version that the caller expects.
    let before = super::require(db, &input.id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "section", &key, before.version, input.expected_version)?;
    // The resulting content must be valid for the template.
    let template = section_template::require(db, &Ref::Id(before.template_id))?;
    let stored: Value = before.content.read()?;
    let mut content = stored.clone();
    put_image(&mut content, &template, &input)?;
    if let Some(patch) = input.content.clone() {
        edits::merge_patch(&mut content, patch);
    }
    let left = edits::apply(&mut content, &input.edits)?;
    let fields = fields::read(&template.fields)?;
    let content = fields::check(db, Owner::Template, &fields, Some(&stored), content)?;
    super::form_is_whole(&template.key, Some(&stored), &content)?;
    super::anchor_is_free(db, before.page_id, (Some(before.id), Some(&stored)), &content)?;

    let status = input.status.unwrap_or(before.status);
    let wanted = Wanted {
        tool: TOOL.spec.name,
        sets_status: input.status.is_some(),
        obstacle: publish_at::obstacle_of_section(status),
        publish_at: input.publish_at.as_ref(),
    };
    let was = before.publish_at.clone();
    let after = SectionRow {
        content: Json::of(&content)?,
        publish_at: publish_at::after(db, &wanted, was.clone())?,
        status,
        hidden: input.hidden.unwrap_or(before.hidden),
        sort_order: input.sort_order.unwrap_or(before.sort_order),
        ..before
    };
    after.save(db)?;
    // The answer contains the position.
    if input.sort_order.is_some() {
        db.settle()?;
    }

    let section =
        SectionRow::by_id(db, after.id)?.ok_or_else(|| Error::internal("the section is gone"))?;
    let page = page::of_id(db, section.page_id)?;
    let url = get::url(db, &section, &page);
    let later = publish_at::note(db, was.as_deref(), section.publish_at.as_deref())?;
    let notes: Vec<String> = [left, later].into_iter().flatten().collect();
    let note = (!notes.is_empty()).then(|| notes.join(" "));
    Ok(Resource::at(SectionOut::whole(db, &section, &page)?, url).noting(note))
}

/// Puts `imageId` into `imageField`, which must be an image field of the template.
fn put_image(content: &mut Value, template: &SectionTemplateRow, input: &Input) -> Result<()> {
    let fields = fields::read(&template.fields)?;
    let known = fields::images(&fields);
    let list = || match known.as_slice() {
        [] => format!("the template `{}` has no image field", template.key),
        some => format!("the image fields of `{}` are {}", template.key, some.join(", ")),
    };
    let wrong = |what: &str| {
        Err(Error::new(Code::ArgumentInvalid, format!("{what}; {}", list()))
            .suggest("send imageId together with one of these as imageField"))
    };
    match (&input.image_id, &input.image_field) {
        (None, None) => Ok(()),
        (Some(_), None) => wrong("imageField: is missing"),
        (None, Some(_)) => wrong("imageId: is missing"),
        (Some(image), Some(field)) if known.contains(&&**field) => {
            let before = content.get(&**field).and_then(|shown| shown.get("imageId")?.as_str());
            if before != Some(&**image) {
                // Replaced as a whole, because another picture must not inherit the `alt`.
                edits::merge_patch(content, json!({ &**field: null }));
                edits::merge_patch(content, json!({ &**field: { "imageId": &**image } }));
            }
            Ok(())
        }
        (Some(_), Some(field)) => wrong(&format!("imageField: `{}` is not one", &**field)),
    }
}
