//! A form as it is shown: empty, or with what was typed and what is wrong with it.

use serde::Serialize;

/// A form.
#[derive(Debug, Clone, Serialize)]
pub struct FormView {
    /// Where it is sent; `None` where nobody receives it.
    pub action: Option<String>,
    /// What it asks for, as a digest; see `site::form`.
    pub version: String,
    /// When the page was made, signed; a page that is kept has none.
    pub nonce: Option<String>,
    /// The language in which it is read.
    pub locale: String,
    pub fields: Vec<FieldView>,
    /// The words of its button.
    pub button: String,
    /// What is said once it is sent.
    pub thanks: String,
    /// What is wrong with the whole.
    pub error: Option<String>,
}

/// A field of a form.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    pub key: String,
    pub kind: &'static str,
    /// The type of its input.
    pub input: &'static str,
    /// What browsers fill in by themselves.
    pub autocomplete: Option<&'static str>,
    pub label: String,
    pub required: bool,
    pub chars_max: usize,
    pub options: Vec<OptionView>,
    /// What was typed.
    pub value: String,
    /// What is wrong with that.
    pub error: Option<String>,
}

/// One of several to choose from.
#[derive(Debug, Clone, Serialize)]
pub struct OptionView {
    pub value: String,
    pub label: String,
}
