//! Enumerations with one word for each value, as stored and as sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// An enumeration with one word for each value.
pub trait Choice: Copy + 'static {
    /// The words in the order of the values.
    const WORDS: &'static [&'static str];

    /// The word, as stored and sent.
    fn as_str(self) -> &'static str;

    /// The value of a stored word.
    ///
    /// # Errors
    /// `INTERNAL` for an unknown word.
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
                /// Every value.
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
        Draft = "draft",
        Published = "published",
        Archived = "archived",
    }

    /// Whether visitors see a section.
    SectionStatus {
        Published = "published",
        Unpublished = "unpublished",
        Draft = "draft",
    }

    /// What has become of a booking.
    BookingStatus {
        // The time is kept free for a while.
        Hold = "hold",
        // It waits for the business to confirm it.
        Pending = "pending",
        Confirmed = "confirmed",
        Completed = "completed",
        // Nobody came.
        #[serde(rename = "no_show")]
        NoShow = "no_show",
        Cancelled = "cancelled",
    }

    /// Whether an order is agreed.
    OrderStatus {
        // It was asked for, and waits for the business.
        Pending = "pending",
        Confirmed = "confirmed",
        Cancelled = "cancelled",
    }

    /// Whether visitors book by themselves on the site.
    OnlineBooking {
        Off = "off",
        // The business confirms it.
        Pending = "pending",
        Confirmed = "confirmed",
    }

    /// How a site looks, by the trade that the look was made for.
    Theme {
        Classic = "classic",
        Portfolio = "portfolio",
        Salon = "salon",
        Trades = "trades",
        Consulting = "consulting",
        Bistro = "bistro",
        Maker = "maker",
    }

    /// How round the corners of buttons, cards and pictures are.
    Corners {
        Square = "square",
        Soft = "soft",
        Round = "round",
    }

    /// How much room is between things.
    Density {
        Compact = "compact",
        Normal = "normal",
        Airy = "airy",
    }

    /// How pictures are shown.
    ImageTreatment {
        Natural = "natural",
        Muted = "muted",
        Monochrome = "monochrome",
    }

    /// What a collection holds.
    CollectionKind {
        /// Dated articles: title, body, cover.
        Posts = "posts",
        /// Things of one sort with fields of their own.
        Entries = "entries",
    }

    /// How money came in.
    PaymentMethod {
        Cash = "cash",
        // To the bank account.
        Transfer = "transfer",
        // At a terminal.
        Card = "card",
        Other = "other",
    }

    /// What a commercial document is.
    DocumentKind {
        // What something would cost.
        Quote = "quote",
        // An invoice for a part, before the rest.
        Deposit = "deposit",
        Invoice = "invoice",
        // Takes back an invoice or a part of it.
        #[serde(rename = "credit_note")]
        CreditNote = "credit_note",
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
        /// No target: a heading for the items below it.
        Placeholder = "placeholder",
    }
}
