//! Keywords: closed lists of words, as typed on the command line and as stored.

use std::fmt;

use serde::{Serialize, Serializer};

/// A closed list of words.
pub trait Keyword: Copy + 'static {
    const ALL: &'static [Self];
    /// The word, as stored and typed.
    fn as_str(self) -> &'static str;
    /// The meaning, for people.
    fn about(self) -> &'static str;

    /// The value with that word.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.as_str() == text)
    }
}

macro_rules! keywords {
    ($(#[$of:meta])* $list:ident { $($word:ident $text:literal $about:literal;)* }) => {
        $(#[$of])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $list {
            $(#[doc = concat!("`", $text, "`: ", $about, ".")] $word,)*
        }

        impl Keyword for $list {
            const ALL: &'static [$list] = &[$($list::$word,)*];

            fn as_str(self) -> &'static str {
                match self { $($list::$word => $text,)* }
            }

            fn about(self) -> &'static str {
                match self { $($list::$word => $about,)* }
            }
        }

        impl fmt::Display for $list {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $list {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

keywords! {
    /// How far an agent may act without a person.
    Autonomy {
        Autonomous "autonomous" "writes; what is guarded asks first";
        Supervised "supervised" "every write waits for a person";
        DraftOnly "draft_only" "only reads";
    }
}

keywords! {
    /// Who must confirm guarded operations.
    Confirm {
        Client "client" "the person, asked by the client or by the model";
        Human "human" "a person whom the client asks, or who decides here";
    }
}

keywords! {
    /// The agents that every tenant has.
    BuiltIn {
        Owner "owner" "the person at this machine, with every tool";
        Assistant "assistant" "whoever a host starts that names no agent";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written_and_no_other_is() {
        fn all<W: Keyword + PartialEq + fmt::Debug>() {
            for word in W::ALL {
                assert_eq!(W::parse(word.as_str()), Some(*word));
                assert_eq!(W::parse(&word.as_str().to_uppercase()), None);
            }
            for odd in ["", " ", "human ", "draft-only", "autonom"] {
                assert_eq!(W::parse(odd), None, "{odd}");
            }
        }
        all::<Autonomy>();
        all::<Confirm>();
        all::<BuiltIn>();
    }
}
