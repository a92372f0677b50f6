//! A photo in answers: of a service, or of this computer.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{clock::Time, id::ImageId};

/// A photo as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct PhotoOut {
    pub(in crate::tools::outside) provider: &'static str,
    /// Of the computer: on the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::outside) number: Option<usize>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::tools::outside) photo_id: String,
    pub(in crate::tools::outside) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::outside) photographer: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::tools::outside) licence: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::tools::outside) credit: String,
    #[serde(skip_serializing_if = "is_unknown")]
    pub(in crate::tools::outside) width: u32,
    #[serde(skip_serializing_if = "is_unknown")]
    pub(in crate::tools::outside) height: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::outside) color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::outside) preview_url: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::tools::outside) page_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::outside) folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::outside) bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::outside) modified: Option<Time>,
    /// It is in the library already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::outside) image_id: Option<ImageId>,
    /// Why it cannot be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::outside) problem: Option<String>,
}

/// A size that nobody has measured is left out.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_unknown(pixels: &u32) -> bool {
    *pixels == 0
}

impl PhotoOut {
    /// Nothing but where it is from.
    pub(in crate::tools::outside) fn of(provider: &'static str) -> PhotoOut {
        PhotoOut {
            provider,
            number: None,
            photo_id: String::new(),
            title: String::new(),
            photographer: None,
            licence: String::new(),
            credit: String::new(),
            width: 0,
            height: 0,
            color: None,
            preview_url: None,
            page_url: String::new(),
            folder: None,
            bytes: None,
            modified: None,
            image_id: None,
            problem: None,
        }
    }
}
