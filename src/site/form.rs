//! Forms: what a section of the template `form` asks visitors for.
//!
//! The fields come from a closed list, and each has a key that no language changes: its kind, and which of that kind it
//! is. So what was typed finds its field again, whichever language the page is in, and a page that is older than the
//! form is noticed by the form's version.

mod filled;
mod nonce;
mod words;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub use self::{
    filled::{Answer, Filled, Home, fill},
    nonce::{Age, age, nonce},
    words::{WORDS, Word},
};

/// The most fields of a form.
pub const FIELDS_MAX: usize = 20;

/// The most options of a choice.
const OPTIONS_MAX: usize = 50;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FieldKind {
    Name,
    Email,
    Phone,
    Text,
    LongText,
    Date,
    Choice,
    Package,
    Number,
    Consent,
}

impl FieldKind {
    const ALL: [FieldKind; 10] = [
        FieldKind::Name,
        FieldKind::Email,
        FieldKind::Phone,
        FieldKind::Text,
        FieldKind::LongText,
        FieldKind::Date,
        FieldKind::Choice,
        FieldKind::Package,
        FieldKind::Number,
        FieldKind::Consent,
    ];

    /// The word in content and in keys.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldKind::Name => "name",
            FieldKind::Email => "email",
            FieldKind::Phone => "phone",
            FieldKind::Text => "text",
            FieldKind::LongText => "longText",
            FieldKind::Date => "date",
            FieldKind::Choice => "choice",
            FieldKind::Package => "package",
            FieldKind::Number => "number",
            FieldKind::Consent => "consent",
        }
    }

    /// What a field is called where its form does not say.
    fn word(self) -> Word {
        match self {
            FieldKind::Name => Word::Name,
            FieldKind::Email => Word::Email,
            FieldKind::Phone => Word::Phone,
            FieldKind::Text => Word::Subject,
            FieldKind::LongText => Word::Message,
            FieldKind::Date => Word::Date,
            FieldKind::Choice => Word::Choice,
            FieldKind::Package => Word::Package,
            FieldKind::Number => Word::Number,
            FieldKind::Consent => Word::Consent,
        }
    }

    /// The most characters.
    pub fn chars_max(self) -> usize {
        match self {
            FieldKind::Name | FieldKind::Package => 200,
            FieldKind::Email => 254,
            FieldKind::Phone => 40,
            FieldKind::Text => 300,
            FieldKind::LongText => 5_000,
            FieldKind::Date => 10,
            FieldKind::Choice | FieldKind::Consent => 3,
            FieldKind::Number => 30,
        }
    }

    /// Whether a form has at most one of it: what says who writes, and what they ask about.
    pub fn is_single(self) -> bool {
        matches!(self, FieldKind::Name | FieldKind::Email | FieldKind::Phone | FieldKind::Package)
    }
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The kind, and from the second of a kind on its number: `text`, `text-2`.
    pub key: String,
    pub kind: FieldKind,
    /// What the form calls it, if it says.
    pub label: Option<String>,
    word: Word,
    pub required: bool,
    /// Of a choice.
    pub options: Vec<String>,
}

impl Field {
    /// What it is called in a language.
    pub fn called(&self, locale: &str) -> String {
        self.label.clone().unwrap_or_else(|| self.word.said(locale).to_owned())
    }
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub fields: Vec<Field>,
    /// Whether what comes opens an order.
    pub opens_order: bool,
}

/// A field as content has it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    #[serde(rename = "type")]
    kind: FieldKind,
    label: Option<String>,
    required: Option<bool>,
    options: Option<String>,
}

impl Form {
    /// The form of a section's content. What does not fit is left out: content can be older than its template.
    pub fn of(content: &Value) -> Form {
        let written = content.get("fields").and_then(Value::as_array).into_iter().flatten();
        let written = written.filter_map(|field| Written::deserialize(field).ok());
        let own: Vec<Written> = written.take(FIELDS_MAX).collect();
        let preset = content.get("preset").and_then(Value::as_str).unwrap_or_default();
        let parts =
            if own.is_empty() { preset_of(preset) } else { own.into_iter().map(part).collect() };
        let opens_order = content.get("openOrder").and_then(Value::as_bool);
        let opens_order = opens_order.unwrap_or(preset == BOOKING);
        Form { fields: with_keys(parts), opens_order }
    }

    /// Changes with what a form asks for.
    pub fn version(&self) -> String {
        let mut hash = Sha256::new();
        for Field { key, required, options, .. } in &self.fields {
            hash.update(format!("{key} {required} {}\n", options.len()));
        }
        hex(&hash.finalize(), 6)
    }

    /// The field of that kind.
    pub fn field(&self, kind: FieldKind) -> Option<&Field> {
        self.fields.iter().find(|field| field.kind == kind)
    }
}

/// The first bytes of a digest, in hexadecimal.
pub fn hex(digest: &[u8], bytes: usize) -> String {
    let digits = digest.iter().take(bytes).map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// A field without its key.
struct Part {
    kind: FieldKind,
    label: Option<String>,
    word: Word,
    required: bool,
    options: Vec<String>,
}

const BOOKING: &str = "booking";
const CALLBACK: &str = "callback";

fn part(written: Written) -> Part {
    let Written { kind, label, required, options } = written;
    let options = options.unwrap_or_default();
    let options = options.lines().map(str::trim).filter(|line| !line.is_empty());
    Part {
        kind,
        label: label.map(|label| label.trim().to_owned()).filter(|label| !label.is_empty()),
        word: kind.word(),
        // Without consent there is nothing to send.
        required: required.unwrap_or(kind == FieldKind::Consent),
        options: options.take(OPTIONS_MAX).map(str::to_owned).collect(),
    }
}

/// The fields of a form that says only what it is for.
fn preset_of(preset: &str) -> Vec<Part> {
    use FieldKind::{Date, Email, LongText, Name, Package, Phone, Text};
    let field = |kind: FieldKind, required| Part {
        kind,
        label: None,
        word: if kind == Text { Word::CallTime } else { kind.word() },
        required,
        options: Vec::new(),
    };
    match preset {
        BOOKING => vec![
            field(Name, true),
            field(Email, true),
            field(Phone, false),
            field(Package, false),
            field(Date, true),
            field(LongText, false),
        ],
        CALLBACK => vec![field(Name, true), field(Phone, true), field(Text, false)],
        _ => {
            vec![field(Name, true), field(Email, true), field(Phone, false), field(LongText, true)]
        }
    }
}

/// Gives each field its key; of what a form has once, the first stays.
fn with_keys(parts: Vec<Part>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for Part { kind, label, word, required, options } in parts {
        let before = fields.iter().filter(|field| field.kind == kind).count();
        if before > 0 && kind.is_single() || kind == FieldKind::Choice && options.is_empty() {
            continue;
        }
        let name = kind.as_str();
        let key = if before == 0 { name.to_owned() } else { format!("{name}-{}", before + 1) };
        fields.push(Field { key, kind, label, word, required, options });
    }
    fields
}

/// What is wrong with the fields that content gives a form, and what to do instead.
pub fn fault(content: &Value) -> Option<(String, &'static str)> {
    let own = content.get("fields").and_then(Value::as_array)?;
    if own.is_empty() {
        return None;
    }
    let kind = |field: &Value| {
        let kind = field.get("type").and_then(Value::as_str)?;
        FieldKind::ALL.into_iter().find(|known| known.as_str() == kind)
    };
    let kinds: Vec<Option<FieldKind>> = own.iter().map(kind).collect();
    for (at, of) in kinds.iter().enumerate() {
        let Some(of) = of else { continue };
        let name = of.as_str();
        let options = own.get(at).and_then(|field| field.get("options")).and_then(Value::as_str);
        let options =
            options.map_or(0, |lines| lines.lines().filter(|it| !it.trim().is_empty()).count());
        let is_again = kinds.iter().take(at).any(|before| before == &Some(*of));
        if of.is_single() && is_again {
            let sentence = format!("content.fields[{at}]: the form has a {name} already");
            return Some((sentence, "use type text with a label for a second one"));
        }
        if *of == FieldKind::Choice && !(2..=OPTIONS_MAX).contains(&options) {
            let sentence = format!("content.fields[{at}]: a choice has 2 to {OPTIONS_MAX} options");
            return Some((sentence, "send options with one a line: \"Wedding\\nPortrait\""));
        }
    }
    let can_answer = [FieldKind::Email, FieldKind::Phone];
    if !kinds.iter().flatten().any(|kind| can_answer.contains(kind)) {
        let sentence = "content.fields: nobody who fills this in could be answered".to_owned();
        return Some((sentence, "add { type: \"email\", required: true }, or phone"));
    }
    None
}

#[cfg(test)]
mod tests;
