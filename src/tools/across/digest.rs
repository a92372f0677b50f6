//! The digest: what is new, what waits, and what has changed, in a few sentences.
//!
//! Each part is a line in [`PARTS`]: a further one is a function and a line. It quotes nothing, and names
//! nobody but whom the business has named: what visitors and customers write is where they wrote it.

pub mod get;

mod changes;
mod day;
mod people;
mod waiting;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{clock::Time, error::Result, store::TenantRead};

/// What a digest has, in this order. Each reads a fixed number of statements, and says nothing where there is nothing.
const PARTS: &[MakePart] = &[
    day::bookings,
    people::enquiries,
    people::unanswered,
    waiting::of_person,
    people::money,
    people::orders,
    changes::by_whom,
];

/// Makes a part of what there is since that time.
type MakePart = fn(&TenantRead<'_>, Time) -> Result<Option<Part>>;

/// Characters. All parts together have 2,000 at most.
const CHARS_MAX: usize = 280;

/// A part of the digest.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Part {
    about: &'static str,
    says: String,
    /// The call that shows more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    look: Vec<Cow<'static, str>>,
}

impl Part {
    /// A part, unless it has nothing to say.
    fn of<L: Into<Cow<'static, str>>>(
        about: &'static str,
        sentences: Vec<(String, L)>,
    ) -> Option<Part> {
        let (said, look): (Vec<String>, Vec<L>) = sentences.into_iter().unzip();
        let mut says = said.join(" ");
        if let Some((end, _)) = says.char_indices().nth(CHARS_MAX) {
            says.truncate(end);
            says.push('…');
        }
        let look = look.into_iter().map(Into::into).filter(|call| !call.is_empty()).collect();
        (!says.is_empty()).then_some(Part { about, says, look })
    }
}

/// "1 enquiry", "3 enquiries".
fn counted(count: i64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
