//! What a business looks like, as its site keeps it: colours, families of type, and a few named options.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Color, Corners, Density, Font, ImageTreatment};

/// A brand; what nobody has said is the theme's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(inline)]
pub struct Brand {
    /// Buttons, and the hue of all grounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// Links, prices and marks, where they have a colour of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading_font: Option<Font>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_font: Option<Font>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corners: Option<Corners>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub density: Option<Density>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_treatment: Option<ImageTreatment>,
}
