//! Values that are one of a few words, as they are stored and as they are sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A value that is one of a few words.
pub trait Choice: Copy + 'static {
    /// The words, in the order of the values.
    const WORDS: &'static [&'static str];

    /// The word for it, as it is stored and sent.
    fn as_str(self) -> &'static str;

    /// The value that a stored word stands for.
    ///
    /// # Errors
    /// A fault of the store, for a word that is none of them.
    fn parse(word: &str) -> Result<Self>;
}

macro_rules! choices {
    ($($(#[$of:meta])* $name:ident { $($(#[$each:meta])* $value:ident = $word:literal),* $(,)? })*) => {
        $(
            $(#[$of])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
            #[serde(rename_all = "lowercase")]
            #[schemars(inline)]
            pub enum $name { $($(#[$each])* $value,)* }

            impl $name {
                /// Every one.
                pub const ALL: &'static [$name] = &[$($name::$value),*];
            }

            impl Choice for $name {
                const WORDS: &'static [&'static str] = &[$($word),*];

                fn as_str(self) -> &'static str {
                    match self { $($name::$value => $word,)* }
                }

                fn parse(word: &str) -> Result<$name> {
                    match word {
                        $($word => Ok($name::$value),)*
                        other => Err(Error::internal(format!(
                            concat!("{} is no ", stringify!($name)), other
                        ))),
                    }
                }
            }
        )*
    };
}

choices! {
    /// Whether the public sees it.
    Publication {
        /// Not yet.
        Draft = "draft",
        /// It does.
        Published = "published",
        /// Not any more.
        Archived = "archived",
    }

    /// Whether visitors see a section.
    SectionStatus {
        /// They do.
        Published = "published",
        /// Not any more.
        Unpublished = "unpublished",
        /// Not yet.
        Draft = "draft",
    }

    /// What a collection holds.
    CollectionKind {
        /// Dated articles: title, body, cover.
        Posts = "posts",
        /// Things of one sort with fields of their own.
        Entries = "entries",
    }

    /// The kinds of things that a navigation item can lead to.
    TargetType {
        /// A page of the site.
        Page = "page",
        /// An entry of a collection.
        Entry = "entry",
        /// A post.
        Post = "post",
        /// A picture.
        Media = "media",
        /// An address.
        Url = "url",
        /// Nothing: a heading for the items below.
        Placeholder = "placeholder",
    }
}
