//! Where a text stands in another spelling than the one that is replaced: it is left there, and told.

use std::ops::Range;

use super::{places::Place, swap::Swap, update::SpotOut};
use crate::{
    error::{Code, Error},
    store::entity::Holds,
    unicode::{Spelling, compose, other_spellings},
    value::{as_json, places_of_digits, stands_between_digits},
};

/// So many places are told.
const TOLD_MAX: usize = 50;

/// So many are named in an error.
const NAMED_MAX: usize = 3;

/// Why a spelling is left, so that whoever reads it sees whether it is meant: `wren` may stand in `wrench`.
fn why(other: &Spelling) -> String {
    let written = as_json(&other.written);
    let within = other.within.as_deref().map(|words| format!(" in {}", as_json(words)));
    format!("differs in {}: {written}{}", other.differs, within.unwrap_or_default())
}

/// Places with other spellings.
#[derive(Default)]
pub(super) struct Others {
    pub(super) places: Vec<SpotOut>,
    /// How each is written, and in what that differs.
    spellings: Vec<(String, String)>,
    is_cut: bool,
}

/// The number of which these digits are the end, with its country's code and what is dialled first.
fn whole_number(text: &str, found: Range<usize>) -> &str {
    let before = text.get(..found.start).unwrap_or_default();
    let is_part = |c: char| c.is_ascii_digit() || c == ' ' || stands_between_digits(c);
    let start = before.trim_end_matches(is_part).len();
    text.get(start..found.end).unwrap_or_default().trim_start()
}

impl Others {
    /// Adds the other spellings in a place, but for what is to stand there in the end; whether it is told of any.
    pub(super) fn add(
        &mut self,
        place: &Place<'_>,
        (swap, is_named, number): (&Swap<'_>, bool, Option<&str>),
        name: Option<&String>,
    ) -> bool {
        let told = self.places.len();
        if let Some(number) = number {
            self.add_numbers(place, (swap, number), name);
        }
        // Addresses are always small, and people write their names as they like.
        if place.column.holds != Holds::Words && !is_named {
            return self.places.len() > told;
        }
        if self.places.len() >= TOLD_MAX {
            // Whether it has one is not looked for any more.
            self.is_cut = true;
            return false;
        }
        for other in other_spellings(place.text, swap.find) {
            if other.written == swap.replace {
                continue;
            }
            self.places.push(SpotOut {
                entity: place.entity.name,
                id: place.key.to_owned(),
                name: name.cloned(),
                field: place.field.clone(),
                locale: place.locale.map(str::to_owned),
                times: other.times,
                why: Some(why(&other)),
            });
            self.spellings.push((other.written, other.differs));
        }
        self.places.len() > told
    }

    /// Adds the places where the same phone number is written otherwise.
    fn add_numbers(
        &mut self,
        place: &Place<'_>,
        (swap, digits): (&Swap<'_>, &str),
        name: Option<&String>,
    ) {
        // What is as it was sought is replaced.
        let text = compose(place.text).replace(swap.find, "\u{1}");
        for range in places_of_digits(&text, digits) {
            let written = whole_number(&text, range);
            if self.places.len() >= TOLD_MAX || written == swap.replace {
                continue;
            }
            let why = format!("is the number written otherwise: {}", as_json(written));
            self.places.push(SpotOut {
                entity: place.entity.name,
                id: place.key.to_owned(),
                name: name.cloned(),
                field: place.field.clone(),
                locale: place.locale.map(str::to_owned),
                times: 1,
                why: Some(why),
            });
            self.spellings.push((written.to_owned(), "blanks".to_owned()));
        }
    }

    /// What to know where not all are told.
    pub(super) fn note(&self) -> Option<String> {
        self.is_cut.then(|| {
            "left: there may be more in other spellings; find them with findText.".to_owned()
        })
    }

    /// Why nothing was replaced, where nothing stands there as it was sent.
    pub(super) fn not_found(&self) -> Error {
        if self.places.is_empty() {
            return Error::new(Code::EditNotFound, "the text to find is nowhere there")
                .suggest("look for another wording with findText");
        }
        let named = self.places.iter().take(NAMED_MAX).map(|place| {
            let why = place.why.as_deref().unwrap_or_default();
            format!("{} of {} {} {why}", place.field, place.entity, place.id)
        });
        let named: Vec<String> = named.collect();
        let more = self.places.len() - named.len();
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        let mut written: Vec<&str> = self.spellings.iter().map(|(text, _)| text.as_str()).collect();
        written.sort_unstable();
        written.dedup();
        let next = match written.as_slice() {
            [only] => format!("send find: {}", as_json(only)),
            _ => "send find as it is written there, once for each spelling".to_owned(),
        };
        let sentence =
            format!("the text to find stands nowhere as it was sent; {}{more}", named.join(", "));
        Error::new(Code::EditNotFound, sentence).suggest(next)
    }
}
