//! What an enquiry by a form of the site holds: where it was sent, in which language, and what was typed in each field.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    site::form::FieldKind,
};

/// What a message of the kind `enquiry` holds beside its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Enquiry {
    /// The section with the form.
    pub form: String,
    /// The page that it stands on; empty for the home page.
    pub page: String,
    /// The language in which the visitor read it, in which any consent was given.
    pub locale: String,
    pub fields: Vec<FieldValue>,
    /// Whether the form opens orders.
    pub opens_order: bool,
    /// The fields in which the visitor differs from the contact that was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
    /// The order that it opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Why it was taken for spam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spam: Option<String>,
}

/// A field that was filled in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FieldValue {
    pub kind: FieldKind,
    /// As the business calls it.
    pub label: String,
    pub value: String,
    /// The package of a field of that kind; its name is the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
}

impl Enquiry {
    /// Parses what is stored.
    pub(in crate::tools::messaging) fn read(text: &str) -> Result<Enquiry> {
        serde_json::from_str(text).map_err(Error::internal)
    }

    pub(in crate::tools::messaging) fn stored(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }

    /// A line for each field, and paragraphs for messages.
    pub(in crate::tools::messaging) fn text(&self) -> String {
        let of = |field: &FieldValue| {
            let between = if field.kind == FieldKind::LongText { ":\n" } else { ": " };
            format!("{}{between}{}", field.label, field.value)
        };
        self.fields.iter().map(of).collect::<Vec<_>>().join("\n")
    }

    /// Links by which a person answers whoever wrote.
    pub(in crate::tools::messaging) fn ways(&self) -> Vec<String> {
        let mail = self.said(FieldKind::Email).map(|address| {
            // What stands in an address and has a meaning in a link.
            let address = address.replace('%', "%25").replace('?', "%3F").replace('&', "%26");
            format!("mailto:{}", address.replace('#', "%23"))
        });
        let call = self.said(FieldKind::Phone).map(|number| format!("tel:{number}"));
        mail.into_iter().chain(call).collect()
    }

    pub(in crate::tools::messaging) fn said(&self, kind: FieldKind) -> Option<&str> {
        self.fields.iter().find(|field| field.kind == kind).map(|field| field.value.as_str())
    }

    /// What the order says that it opens: the wishes, without what the contact has.
    pub(in crate::tools::messaging) fn wishes(&self) -> String {
        let is_of_contact =
            |kind| matches!(kind, FieldKind::Name | FieldKind::Email | FieldKind::Phone);
        let fields = self.fields.iter().filter(|field| !is_of_contact(field.kind));
        Enquiry { fields: fields.cloned().collect(), ..self.clone() }.text()
    }
}
