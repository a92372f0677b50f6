//! The types of targets of navigation items.

use crate::{
    id::{self, Kind},
    value::{Choice as _, TargetType},
};

impl TargetType {
    /// The noun of the target; `None` if it has no id.
    pub(super) fn noun(self) -> Option<&'static str> {
        match self {
            TargetType::Page => Some(id::Page::NOUN),
            TargetType::Entry => Some(id::Entry::NOUN),
            TargetType::Post => Some(id::Post::NOUN),
            TargetType::Media => Some(id::Image::NOUN),
            TargetType::Url | TargetType::Placeholder => None,
        }
    }

    /// What to send for a target of this type.
    pub(super) fn wants(self) -> &'static str {
        match self {
            TargetType::Page => "send the id, path or name of a page; getPage finds it",
            TargetType::Entry => "send the id, slug or title of an entry; getEntry finds it",
            TargetType::Post => "send the id, slug or title of a post; getPost finds it",
            TargetType::Media => "send the id or file name of an image; getImage finds it",
            TargetType::Url => {
                "send a path of the site such as /services#faq, or an https:, mailto: or tel: address"
            }
            TargetType::Placeholder => "leave targetId and url out, or send another targetType",
        }
    }

    /// The suggestion for an id that was sent with the wrong type, if a type fits it.
    pub(super) fn advice_for(named: &str) -> Option<String> {
        let noun = id::noun_of(named)?;
        let kind = TargetType::ALL.iter().find(|kind| kind.noun() == Some(noun))?;
        Some(format!("send targetType: \"{}\" with this targetId", kind.as_str()))
    }
}
