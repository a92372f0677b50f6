//! Message templates: texts approved by WhatsApp for contacts who have not written within 24 hours.
//!
//! They are created and approved at the provider. This is a copy of its list, so that names, languages and variables
//! can be checked before sending.

pub mod get;

mod listed;
pub(super) mod row;
pub(super) mod variables;

use crate::{
    error::{Code, Error, Result},
    id,
    store::{TenantRead, entity::TemplateRow},
    value::Ref,
};

/// The status in which templates may be sent.
pub(super) const APPROVED: &str = "approved";

/// The most templates that an error names.
const NAMED_MAX: usize = 10;

/// The templates with that name, or the one with that id.
fn of_name(db: &TenantRead<'_>, named: &Ref<id::MessageTemplate>) -> Result<Vec<TemplateRow>> {
    match named {
        Ref::Id(id) => Ok(TemplateRow::by_id(db, *id)?.into_iter().collect()),
        Ref::Name(name) => row::by_name(db, name),
    }
}

/// The approved template with that name and language; without a language, the only one with the name.
pub(super) fn require(
    db: &TenantRead<'_>,
    name: &Ref<id::MessageTemplate>,
    language: Option<&str>,
) -> Result<TemplateRow> {
    let all = of_name(db, name)?;
    let languages =
        || all.iter().map(|known| known.language.as_str()).collect::<Vec<_>>().join(", ");
    let missing = |sentence: String| {
        let look = format!(
            "see what there is with getMessageTemplate {{ name: \"{name}\" }} or {{ all: true }}"
        );
        Error::new(Code::MessageTemplateNotFound, sentence).suggest(look)
    };
    if all.is_empty() {
        return Err(missing(format!("no message template `{name}` is known")));
    }
    let of_language = |known: &&TemplateRow| language.is_none_or(|wanted| known.language == wanted);
    let fitting: Vec<&TemplateRow> = all.iter().filter(of_language).collect();
    let approved: Vec<&&TemplateRow> =
        fitting.iter().filter(|known| known.status == APPROVED).collect();
    match (approved.as_slice(), fitting.as_slice()) {
        ([only], _) => Ok((**only).clone()),
        ([], []) => Err(missing(format!(
            "the template `{name}` has no such language; it has {}",
            languages()
        ))),
        ([], [first, ..]) => Err(Error::new(
            Code::MessageTemplateUnapproved,
            format!("the template `{name}` ({}) is {}, not approved", first.language, first.status),
        )
        .suggest("take one of getMessageTemplate { all: true, status: \"approved\" }")),
        _ => Err(Error::new(
            Code::NameAmbiguous,
            format!("the template `{name}` is there in several languages: {}", languages()),
        )
        .suggest("say which with `language`")),
    }
}

/// The approved templates, for an error message.
pub(super) fn approved_ones(db: &TenantRead<'_>) -> Result<String> {
    if !db.has_tool("getMessageTemplate") {
        return Ok("ask the person which approved template to send".to_owned());
    }
    let all = row::all(db, Some(APPROVED))?;
    let named = all.iter().take(NAMED_MAX).map(TemplateRow::spoken).collect::<Vec<_>>().join(", ");
    Ok(match all.len().saturating_sub(NAMED_MAX) {
        _ if all.is_empty() => {
            "see which there are with getMessageTemplate { all: true, status: \"approved\" }"
                .to_owned()
        }
        0 => format!("send one of the approved templates: {named}"),
        more => format!("send one of the approved templates: {named}, and {more} more"),
    })
}
