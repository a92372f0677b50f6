//! Ids with their kind in the type and in the text: `page_01h455vb4pex5vsknk084sn02q`.
//!
//! A TypeID is a prefix and a UUIDv7, so ids sort by age and an id of the wrong kind is refused with a
//! sentence that says which kind it is. Inside the code, mixing ids does not compile:
//!
//! ```compile_fail,E0308
//! use deskhand::id::{Id, PackageId, PageId};
//! fn open(page: &PageId) {}
//! let package: PackageId = Id::new();
//! open(&package);
//! ```

mod deterministic;

use std::{fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

pub use self::deterministic::seeded;
use crate::{
    error::{Code, Error},
    kinds::kinds,
};

/// An id of one kind of thing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id<K: Kind>(TypeSafeId<K>);

/// A kind of thing that has ids.
pub trait Kind: StaticType + Copy + Ord + Send + Sync + 'static {
    /// The noun for people, without an article: `section template`.
    const NOUN: &'static str;
}

macro_rules! ids {
    ({ $($kind:ident, $alias:ident, $prefix:literal, $noun:literal $(, $code:ident, $text:literal, $meaning:literal)?;)* }) => {
        $(
            #[doc = concat!("The kind of ", $noun, " ids, `", $prefix, "_…`.")]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
            pub struct $kind;
            impl StaticType for $kind { const TYPE: &'static str = $prefix; }
            impl Kind for $kind { const NOUN: &'static str = $noun; }
            #[doc = concat!("The id of a ", $noun, ".")]
            pub type $alias = Id<$kind>;
        )*
        /// Every prefix with its noun.
        const NOUNS: &[(&str, &str)] = &[$(($prefix, $noun),)*];
        /// What people call a thing, with the code for one that is not there.
        const MISSING: &[(&str, Code)] = &[$($(($noun, Code::$code),)?)*];
    };
}

kinds! { ids: }

impl<K: Kind> Id<K> {
    /// A new id, greater than those that this process made before.
    #[expect(clippy::new_without_default, reason = "a new id is not a default: no two are equal")]
    pub fn new() -> Id<K> {
        Id(TypeSafeId::from_uuid(deterministic::next().unwrap_or_else(Uuid::now_v7)))
    }

    /// The same id for another kind; ids derived from one are the same as from the other.
    pub fn alike<L: Kind>(self) -> Id<L> {
        Id(TypeSafeId::from_uuid(self.0.uuid()))
    }

    /// Parses `text` if it has the form of an id; `None` if it is a name.
    ///
    /// # Errors
    /// `ID_WRONG_KIND` for an id of another kind; the message names both kinds.
    pub fn read(text: &str) -> Result<Option<Id<K>>, Error> {
        if let Ok(id) = TypeSafeId::from_str(text) {
            return Ok(Some(Id(id)));
        }
        refuse_other_kinds(text, K::TYPE)?;
        Ok(None)
    }
}

/// Refuses an id of another kind than `prefix`; a name passes.
///
/// # Errors
/// `ID_WRONG_KIND`; the message names both kinds.
pub fn refuse_other_kinds(text: &str, prefix: &str) -> Result<(), Error> {
    let wanted = NOUNS.iter().find(|(known, _)| *known == prefix).map_or("thing", |(_, noun)| noun);
    match noun_of(text) {
        Some(noun) if noun != wanted => Err(Error::new(
            Code::IdWrongKind,
            format!("`{text}` is {}; this wants {} id (`{prefix}_…`)", one(noun), one(wanted)),
        )
        .suggest(format!("get the {wanted} first and use its id"))),
        Some(_) | None => Ok(()),
    }
}

/// A noun with its article: `a page`, `an image`.
fn one(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// The prefix of the noun's ids; `None` if it has none.
pub fn prefix_of(noun: &str) -> Option<&'static str> {
    NOUNS.iter().find(|(_, known)| *known == noun).map(|(prefix, _)| *prefix)
}

/// The code for such a thing that is not there.
pub fn missing(noun: &str) -> Code {
    let known = MISSING.iter().find(|(known, _)| *known == noun);
    known.map_or(Code::ResourceNotFound, |(_, code)| *code)
}

/// What kind of thing `text` is the id of, if it has the form of an id.
pub fn noun_of(text: &str) -> Option<&'static str> {
    let (prefix, suffix) = text.rsplit_once('_')?;
    // A TypeID's suffix has 26 characters; a name that merely starts like an id is a name.
    if suffix.len() != 26 || !suffix.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    NOUNS.iter().find(|(known, _)| *known == prefix).map(|(_, noun)| *noun)
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Id::read(text)?.ok_or_else(|| {
            Error::new(Code::ArgumentInvalid, format!("`{text}` is not a {} id", K::NOUN))
        })
    }
}

impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<K: Kind> JsonSchema for Id<K> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        K::TYPE.into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_kind_is_refused_with_both_kinds_named() {
        let template: SectionTemplateId = Id::new();
        let error = SectionId::read(&template.to_string()).unwrap_err();
        assert_eq!(error.code(), Code::IdWrongKind);
        assert!(error.message().contains("is a section template; this wants a section id"));
    }

    #[test]
    fn a_name_is_not_an_id() {
        assert_eq!(PageId::read("page_about").unwrap(), None);
        assert_eq!(PageId::read("services/weddings").unwrap(), None);
    }

    #[test]
    fn ids_read_back_and_sort_by_age() {
        let (first, second): (PageId, PageId) = (Id::new(), Id::new());
        assert!(first.to_string() < second.to_string());
        assert_eq!(first.to_string().parse::<PageId>().unwrap(), first);
    }
}
