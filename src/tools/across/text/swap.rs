//! One text put in place of another, among words only.
//!
//! An address leads somewhere and a number reaches somebody: changed in part, they do not any more. So they change
//! where they are what is sought, and are left where it is a word.

use std::ops::Range;

use crate::{
    addresses::{self, What},
    error::{Code, Error},
    store::entity::Holds,
    unicode::compose,
    value::Phone,
};

/// The fewest digits of a phone number that has no `+` before it: a day has eight.
const DIGITS_MIN: usize = 9;

/// What is replaced by what.
pub(super) struct Swap<'s> {
    pub(super) find: &'s str,
    pub(super) replace: &'s str,
    /// Whether an address is sought.
    is_address: bool,
    /// Whether tags are sought.
    is_markup: bool,
    /// Where phone numbers are read that say no country.
    country: &'s str,
}

/// A text after it.
pub(super) struct Swapped {
    pub(super) text: String,
    /// How often it was replaced.
    pub(super) times: usize,
    /// How often it was not, and why.
    pub(super) left: Vec<(Left, usize)>,
}

/// What a text is where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// What its column holds.
    Column(Holds),
    /// One of a few that there are.
    Choice,
    /// What was named to be changed, whatever it is.
    Named,
}

/// Why a place is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Address,
    Markup,
    Identity,
    Choice,
}

impl Left {
    /// The same as an error; `field` is what the place is called.
    pub(super) fn error(self, field: &str) -> Error {
        let (sentence, next) = match self {
            Left::Address => (
                "it is part of an address",
                format!(
                    "find a whole address (https://…, www.…, /…) to change it everywhere, or name the field to change it: where: {{ field: \"{field}\" }}"
                ),
            ),
            Left::Markup => {
                ("it is part of a tag, or names a link", "find it with its brackets".to_owned())
            }
            Left::Identity => (
                "it is part of what a person is known or reached by",
                "find all of it, or update the thing itself".to_owned(),
            ),
            Left::Choice => (
                "it is one of a few values, and no text",
                format!("name the field to change it: where: {{ field: \"{field}\" }}"),
            ),
        };
        Error::new(Code::ArgumentInvalid, sentence).suggest(next)
    }
}

/// A part of a text in which words are not replaced.
struct Guarded {
    range: Range<usize>,
    what: What,
    why: Left,
}

impl<'s> Swap<'s> {
    pub(super) fn new(find: &'s str, replace: &'s str, country: &'s str) -> Swap<'s> {
        let is_markup = find.contains(['<', '>', '=', '[', ']']);
        Swap { find, replace, is_address: addresses::is_address(find), is_markup, country }
    }

    /// Replaces it in a text. Words that name a link change where all of them do, so that it leads where it led.
    pub(super) fn in_text(&self, text: &str, of: Of) -> Swapped {
        let text = compose(text);
        let mut guarded = self.guarded(&text, of);
        let swapped = self.around(&text, of, &guarded);
        let is_free = of != Of::Column(Holds::Words) || self.is_address || self.is_markup;
        if is_free || addresses::targets(&text) == addresses::targets(&swapped.text) {
            return swapped;
        }
        let labels = addresses::labels(&text).into_iter();
        let (what, why) = (What::Markup, Left::Markup);
        guarded.extend(labels.map(|range| Guarded { range, what, why }));
        self.around(&text, of, &guarded)
    }

    fn around(&self, text: &str, of: Of, guarded: &[Guarded]) -> Swapped {
        let mut swapped = Swapped { text: String::new(), times: 0, left: Vec::new() };
        let mut end = 0;
        for (at, found) in text.match_indices(self.find) {
            let place = at..at + found.len();
            let why = match of {
                Of::Choice => Some(Left::Choice),
                Of::Named | Of::Column(_) => self.why_left(text, &place, guarded),
            };
            swapped.text.push_str(text.get(end..at).unwrap_or_default());
            end = place.end;
            let Some(why) = why else {
                swapped.times += 1;
                swapped.text.push_str(self.replace);
                continue;
            };
            swapped.text.push_str(found);
            match swapped.left.iter_mut().find(|(known, _)| *known == why) {
                Some((_, times)) => *times += 1,
                None => swapped.left.push((why, 1)),
            }
        }
        swapped.text.push_str(text.get(end..).unwrap_or_default());
        swapped
    }

    fn guarded(&self, text: &str, of: Of) -> Vec<Guarded> {
        let whole = |what, why| vec![Guarded { range: 0..text.len(), what, why }];
        match of {
            Of::Named | Of::Choice => Vec::new(),
            Of::Column(Holds::Identity) => whole(What::Shown, Left::Identity),
            Of::Column(Holds::Address) => whole(What::Target, Left::Address),
            Of::Column(Holds::Words) => {
                let places = addresses::places(text).into_iter();
                let mut guarded: Vec<Guarded> = places
                    .map(|place| {
                        let is_markup = place.what == What::Markup;
                        let why = if is_markup { Left::Markup } else { Left::Address };
                        Guarded { range: place.range, what: place.what, why }
                    })
                    .collect();
                if self.find.contains(|c: char| c.is_ascii_digit()) {
                    let numbers = numbers(text, self.country).into_iter();
                    let (what, why) = (What::Shown, Left::Identity);
                    guarded.extend(numbers.map(|range| Guarded { range, what, why }));
                }
                guarded
            }
        }
    }

    /// Whether a place has the phone number that is sought, with its country before it: `+351 21 800 4410` for
    /// `21 800 4410`.
    fn is_number(&self, text: &str, place: &Range<usize>) -> bool {
        let is_number = |text: &str| !text.contains(char::is_alphabetic);
        let read = |text: &str| Phone::parse(text, self.country).ok().filter(|_| is_number(text));
        let sought = read(self.find);
        sought.is_some() && sought == read(text.get(place.clone()).unwrap_or_default())
    }

    fn why_left(&self, text: &str, place: &Range<usize>, guarded: &[Guarded]) -> Option<Left> {
        let meets = |it: &&Guarded| it.range.start < place.end && place.start < it.range.end;
        let is_left = |it: &&Guarded| {
            let is_whole = place.start <= it.range.start && it.range.end <= place.end;
            let is_more = is_whole && place.len() > it.range.len();
            let is_found = || self.is_address && is_step(text, place, &it.range);
            match it.what {
                // A whole target can be a word: `[bridal](bridal)`.
                What::Target => !(is_more || is_found()),
                What::Shown if it.why == Left::Identity => {
                    !(is_whole || self.is_number(text, &it.range))
                }
                What::Shown => !(is_whole || is_found()),
                What::Markup => !(is_whole || self.is_markup),
            }
        };
        guarded.iter().filter(meets).find(is_left).map(|it| it.why)
    }
}

/// Whether an address that was found within another is whole steps of it, from its beginning on:
/// `https://old.example` of `https://old.example/about` and not of `https://old.example.com`.
fn is_step(text: &str, place: &Range<usize>, whole: &Range<usize>) -> bool {
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let found = part(place.clone());
    let before = part(whole.start.min(place.start)..place.start).chars().next_back();
    let after = part(place.end..whole.end.max(place.end)).chars().next();
    let is_path = found.starts_with('/') && !found.starts_with("//");
    let begins = before.is_none_or(|c| {
        if is_path {
            c.is_whitespace() || "(,'\"".contains(c)
        } else {
            !c.is_alphanumeric() && !"._%+-@".contains(c)
        }
    });
    let ends = found.ends_with(['/', '?', '#', '=', '&', ':'])
        || after.is_none_or(|c| !c.is_alphanumeric() && !"-_.%~@+".contains(c));
    begins && ends
}

/// Where phone numbers stand that people of `country` write without `+`.
fn numbers(text: &str, country: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let is_part = |c: char| c.is_ascii_digit() || " ()-./\u{a0}".contains(c);
    let mut from = 0;
    while let Some(start) =
        text.get(from..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit() || c == '('))
    {
        let start = from + start;
        let rest = text.get(start..).unwrap_or_default();
        let run = rest.get(..rest.find(|c| !is_part(c)).unwrap_or(rest.len())).unwrap_or_default();
        from = start + run.len();
        let number = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let is_day = number.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok());
        if digits >= DIGITS_MIN && !is_day && Phone::parse(number, country).is_ok() {
            found.push(start..start + number.len());
        }
    }
    found
}

#[cfg(test)]
mod tests;
