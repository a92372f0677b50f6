//! Phone numbers: parsed as people of a country write them, stored and sent as E.164.
//!
//! Some countries have changed how mobile numbers are written, and the old forms live on in address books and in
//! WhatsApp's ids: the `1` after Mexico's `+52`, the `9` added to Brazil's mobile numbers, the `9` of Argentina that
//! is only dialled from abroad. All forms mean the same phone. So a number is stored in one form, and
//! [`Phone::spellings`] returns the forms in which it may have been stored.

use std::{borrow::Cow, ops::Deref};

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, Region};

use crate::{
    error::{Code, Error, Result},
    unicode::digit,
};

/// The most digits of a number, and the fewest of a whole one.
const DIGITS_MAX: usize = 15;
const DIGITS_MIN: usize = 7;

/// With fewer digits than this, a leading zero may be part of the number.
const PART_MIN: usize = 6;

/// Bytes. A longer text is not read as a number for a link.
const LINKED_BYTES_MAX: usize = 100;

/// A phone number in E.164: `+15550100`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Parses a number as people of `country` (ISO 3166) write it.
    ///
    /// # Errors
    /// `PHONE_INVALID` if it is no possible phone number.
    pub fn parse(text: &str, country: &str) -> Result<Phone> {
        read(text, country).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            let begins = text.trim_start();
            let has_code = begins.starts_with(['+', '\u{ff0b}']) || begins.starts_with("00");
            let place = if has_code { String::new() } else { format!(" in {country}") };
            let error = format!("`{shown}` is not a phone number{place}");
            let digits: String = digits(text).chars().take(DIGITS_MAX).collect();
            let is_short = !has_code && (1..DIGITS_MIN).contains(&digits.len());
            Error::new(Code::PhoneInvalid, error).suggest(if is_short {
                "it is too short: ask for the whole number".to_owned()
            } else if has_code || digits.is_empty() {
                "check the country's code and the digits after it, such as +49 30 901820".to_owned()
            } else {
                format!(
                    "check the digits; for another country write + and its code before them: +351 {digits} is one of \
                     Portugal, +49 {digits} of Germany"
                )
            })
        })
    }

    /// The number that WhatsApp writes as these digits, country code first. It is not validated against the rules of
    /// its country, because WhatsApp knows that it exists. `None` if it is no number.
    pub fn of_network(digits: &str) -> Option<Phone> {
        let is_number = (5..=DIGITS_MAX).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_number.then(|| Phone(format!("+{}", current(digits))))
    }

    /// Every E.164 form under which the phone, written so by people of `country`, may be stored: the form of
    /// [`Phone::parse`], and the digits as they are if there is no `+`. Empty if it is no whole number.
    pub fn spellings(text: &str, country: &str) -> Vec<String> {
        let digits = digits(text);
        if !(DIGITS_MIN..=DIGITS_MAX + 4).contains(&digits.len()) {
            return Vec::new();
        }
        let whole = digits.trim_start_matches('0');
        // A single leading zero is the national prefix, so no country code follows.
        let is_national = digits.starts_with('0') && !digits.starts_with("00");
        let as_it_is =
            (digits.len() > DIGITS_MIN && !is_national).then(|| Phone::of_network(whole));
        let as_it_is = as_it_is.flatten();
        let mut spellings = Vec::new();
        for phone in [read(text, country), as_it_is].into_iter().flatten() {
            for spelling in phone.also_written() {
                if !spellings.contains(&spelling) {
                    spellings.push(spelling);
                }
            }
        }
        spellings
    }

    /// The digits that occur in a stored number if people of `country` write this text, possibly a part of a number:
    /// `555-0132`, `0171 555`. Empty without digits.
    pub fn parts(text: &str, country: &str) -> Vec<String> {
        let digits = digits(text);
        if digits.is_empty() {
            return Vec::new();
        }
        let mut parts = vec![digits.clone()];
        // The national prefix, or the international one.
        let without = digits.trim_start_matches('0');
        if digits.len() >= PART_MIN && !without.is_empty() && without != digits {
            parts.push(without.to_owned());
        }
        parts.extend(Phone::spellings(text, country).iter().map(|phone| self::digits(phone)));
        parts.dedup();
        parts
    }

    /// The number as it is stored, and the forms in which it may have been stored.
    pub fn also_written(&self) -> Vec<String> {
        let digits = self.0.trim_start_matches('+');
        let other = match (digits.get(..2), digits.get(2..)) {
            (Some("52"), Some(rest)) if rest.len() == 10 => Some(format!("+521{rest}")),
            (Some("54"), Some(rest)) if rest.len() == 11 && rest.starts_with('9') => {
                rest.get(1..).map(|rest| format!("+54{rest}"))
            }
            (Some("54"), Some(rest)) if rest.len() == 10 => Some(format!("+549{rest}")),
            (Some("55"), Some(rest)) if rest.len() == 11 => {
                let (area, rest) = rest.split_at_checked(2).unwrap_or_default();
                rest.strip_prefix('9').map(|rest| format!("+55{area}{rest}"))
            }
            _ => None,
        };
        std::iter::once(self.0.clone()).chain(other).collect()
    }

    /// The digits of an E.164 number without country code and national prefix, which are the same in every form.
    /// `None` if it is no E.164 number.
    pub fn national_digits(e164: &str) -> Option<String> {
        let number = PHONE_NUMBER_UTIL.parse(e164, None).ok()?;
        Some(number.national_number.to_string())
    }

    /// A number in E.164 as people of any country read it: `+49 30 901820`.
    pub fn shown(e164: &str) -> String {
        PHONE_NUMBER_UTIL.parse(e164, None).map_or_else(
            |_| e164.to_owned(),
            |number| {
                PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::International).into_owned()
            },
        )
    }

    /// The `tel:` address (RFC 3966) of a number as people of `country` write it, its extension included:
    /// `tel:+1-416-123-4567;ext=890`. `None` for what is no number, or of which only neighbours know the rest.
    ///
    /// It is read as [`Phone::parse`] reads it. Written with the code of its country, a number is a link as well where
    /// nobody has it: numbers of examples and of tomorrow. So is a short one, for emergencies and services: `112`.
    pub fn link(text: &str, country: &str) -> Option<String> {
        if text.len() > LINKED_BYTES_MAX {
            return None;
        }
        let link = |number: &PhoneNumber| {
            PHONE_NUMBER_UTIL.format(number, PhoneNumberFormat::RFC3966).into_owned()
        };
        let valid = number(text, country, is_valid);
        let known = valid.or_else(|| number(text, "", |_| true));
        known.as_ref().map(link).or_else(|| short(text))
    }
}

/// The link of a number that is dialled as it is from any phone of a country.
fn short(text: &str) -> Option<String> {
    let text = text.trim();
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.');
    let digits = digits(text);
    // With a zero before it a longer one is the beginning of another number.
    let is_short = match digits.len() {
        3 => true,
        4..=6 => !digits.starts_with('0'),
        _ => false,
    };
    (is_short && text.chars().all(is_part)).then(|| format!("tel:{digits}"))
}

/// The digits in a text, those of other scripts as 0 to 9.
pub(crate) fn digits(text: &str) -> String {
    text.chars().filter_map(digit).collect()
}

fn read(text: &str, country: &str) -> Option<Phone> {
    let number = number(text, country, is_valid)?;
    // An extension is no part of E.164: two people would become one.
    if number.extension.is_some() {
        return None;
    }
    Some(Phone(PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned()))
}

/// The number that people of `country` write so and of which `is_one` holds, as its country writes it now.
fn number(text: &str, country: &str, is_one: fn(&PhoneNumber) -> bool) -> Option<PhoneNumber> {
    let region: Option<Region> = country.to_ascii_uppercase().parse().ok();
    // `00` means `+` to most people, also in countries with another international prefix.
    let begins = text.trim_start();
    let international = begins
        .strip_prefix("00")
        .filter(|rest| !rest.starts_with('0'))
        .map(|rest| format!("+{rest}"));
    let texts = [Some(Cow::Borrowed(text)), international.map(Cow::Owned)];
    let found = texts.into_iter().flatten().find_map(|text| {
        let number = PHONE_NUMBER_UTIL.parse(&*text, region).ok()?;
        let e164 = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
        let written = format!("+{}", current(e164.trim_start_matches('+')));
        let number = if *written == *e164 {
            number
        } else {
            PhoneNumber { extension: number.extension, ..reread(&written)? }
        };
        (is_one(&number) && are_letters_dialled(&text, &number)).then_some(number)
    })?;
    // `901820 / 21` are two numbers, `030 / 901820` is one.
    let first = text.rsplit_once('/').map(|(first, _)| first);
    let is_first_whole = first.is_some_and(|first| number(first, country, is_valid).is_some());
    (!is_first_whole).then_some(found)
}

/// Whether letters among the digits stand for digits: in North America alone, and in capitals, `1-800-FLOWERS`.
/// Elsewhere they are words, and the number behind them is another one. An extension has letters before it.
fn are_letters_dialled(text: &str, number: &PhoneNumber) -> bool {
    let from = text.find(|c| digit(c).is_some()).unwrap_or(0);
    let mut letters = text.get(from..).unwrap_or_default().chars().filter(|c| c.is_alphabetic());
    number.extension.is_some()
        || letters.all(|letter| number.country_code == 1 && letter.is_ascii_uppercase())
}

fn is_valid(number: &PhoneNumber) -> bool {
    PHONE_NUMBER_UTIL.is_valid_number(number)
}

fn reread(e164: &str) -> Option<PhoneNumber> {
    PHONE_NUMBER_UTIL.parse(e164, None).ok()
}

/// The digits of a number in the current form of its country.
fn current(digits: &str) -> String {
    let (code, rest) = digits.split_at_checked(2).unwrap_or((digits, ""));
    match code {
        // Mexico dropped the mobile prefixes in 2019: 1 from abroad, 044 and 045 at home.
        "52" => {
            let old = ["1", "044", "045"].iter().find_map(|prefix| rest.strip_prefix(prefix));
            format!("52{}", old.filter(|number| number.len() == 10).unwrap_or(rest))
        }
        // Brazil's mobile numbers have nine digits since 2016; those with eight began with 6 to 9.
        "55" if rest.len() == 10 => {
            let (area, number) = rest.split_at_checked(2).unwrap_or_default();
            let nine = if number.starts_with(['6', '7', '8', '9']) { "9" } else { "" };
            format!("55{area}{nine}{number}")
        }
        _ => digits.to_owned(),
    }
}

impl Deref for Phone {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_its_country_writes_it() {
        let read = |text, country| Phone::parse(text, country).map(|phone| phone.0);
        for (text, country, e164) in [
            ("(415) 555-2671", "US", "+14155552671"),
            ("030 901820", "de", "+4930901820"),
            ("+49 30 901820", "US", "+4930901820"),
            ("0049 30 901820", "US", "+4930901820"),
            ("00 49 (0)30 901820", "FR", "+4930901820"),
            ("011 49 30 901820", "US", "+4930901820"),
            ("+52 1 55 1234 5678", "US", "+525512345678"),
            ("044 55 1234 5678", "MX", "+525512345678"),
            ("55 1234 5678", "MX", "+525512345678"),
            ("(31) 8888-7777", "BR", "+5531988887777"),
            ("+55 31 98888-7777", "US", "+5531988887777"),
            ("(31) 3333-4444", "BR", "+553133334444"),
            ("011 15 2345-6789", "AR", "+5491123456789"),
        ] {
            assert_eq!(read(text, country).unwrap(), e164, "{text}");
        }
        assert_eq!(Phone::national_digits("+4930901820").unwrap(), "30901820");
        assert_eq!(Phone::national_digits("30 901820"), None);
        for bad in [
            "123",
            "hello",
            "",
            "(415) 555-2671 ext. 5",
            "+1 999 999 99999",
            "999 999 9999",
            "+49 30 901820 / 21",
        ] {
            assert_eq!(read(bad, "US").unwrap_err().code(), Code::PhoneInvalid, "{bad}");
        }
    }

    #[test]
    fn a_phone_is_the_same_however_its_country_has_written_it() {
        for same in [
            ["5215512345678", "+52 55 1234 5678", "(55) 1234-5678", "+5215512345678"],
            ["553188887777", "+55 31 98888-7777", "5531988887777", "+55 (31) 8888 7777"],
            ["5491123456789", "+54 9 11 2345-6789", "541123456789", "+54 11 15 2345 6789"],
            ["14155552671", "+1 415 555 2671", "001 415-555-2671", "\u{ff0b}1\u{a0}(415) 555.2671"],
        ] {
            let country = match same[0].get(..2).unwrap() {
                "52" => "MX",
                "55" => "BR",
                "54" => "AR",
                _ => "US",
            };
            let kept = Phone::of_network(same[0]).unwrap();
            for text in same {
                let spellings = Phone::spellings(text, country);
                assert!(spellings.contains(&kept.0), "{text}: {spellings:?}");
            }
        }
        let spellings = |text: &str| Phone::spellings(text, "US");
        assert_eq!(spellings("4930901820"), ["+4930901820"]);
        assert_eq!(Phone::spellings("0171 5550123", "DE"), ["+491715550123"]);
        assert_eq!(spellings("0132"), [""; 0]);
        assert_eq!(spellings("1234567890123456789012"), [""; 0]);
        // A Brazilian landline is no mobile number without its nine.
        assert_eq!(spellings("+55 31 3333-4444"), ["+553133334444"]);
        assert_eq!(Phone::of_network("22507123456").unwrap().0, "+22507123456");
        assert_eq!(Phone::of_network("1415555267\u{661}"), None);
        assert_eq!(digits("\u{660}\u{6f1}\u{ff12}-3"), "0123");
    }

    #[test]
    fn a_link_dials_what_was_written_or_is_none() {
        for (text, country, link) in [
            ("+1 416-123-4567 ext. 890", "US", "tel:+1-416-123-4567;ext=890"),
            ("+44 (0)20 7946 0958", "US", "tel:+44-20-7946-0958"),
            ("020 7946 0958", "GB", "tel:+44-20-7946-0958"),
            ("0049 (0) 30 / 901820-5", "DE", "tel:+49-30-9018205"),
            ("(415) 555-2671 x12", "us", "tel:+1-415-555-2671;ext=12"),
            ("1-800-FLOWERS", "US", "tel:+1-800-356-9377"),
            ("+39 06 698 12345", "US", "tel:+39-06-6981-2345"),
            ("+1-415-555-2671;ext=12", "US", "tel:+1-415-555-2671;ext=12"),
            ("+15550100", "US", "tel:+1-5550100"),
            // As a contact's number is read: the ways in which countries have written them, and 00 from anywhere.
            ("+52 1 55 1234 5678", "US", "tel:+52-55-1234-5678"),
            ("+5215512345678", "MX", "tel:+52-55-1234-5678"),
            ("044 55 1234 5678", "MX", "tel:+52-55-1234-5678"),
            ("+55 31 8888-7777", "US", "tel:+55-31-98888-7777"),
            ("(31) 8888-7777 ext. 5", "BR", "tel:+55-31-98888-7777;ext=5"),
            ("00 44 20 7946 0958", "US", "tel:+44-20-7946-0958"),
            ("0044 20 7946 0958", "DE", "tel:+44-20-7946-0958"),
            ("030 / 901820", "DE", "tel:+49-30-901820"),
            // What every phone dials as it is.
            ("112", "DE", "tel:112"),
            ("911", "US", "tel:911"),
            ("9-1-1", "US", "tel:911"),
            ("000", "AU", "tel:000"),
            ("116 117", "DE", "tel:116117"),
            ("999", "", "tel:999"),
        ] {
            assert_eq!(Phone::link(text, country).as_deref(), Some(link), "{text}");
        }
        let long = "1 ".repeat(200);
        for (text, country) in [
            ("020 7946 0958", ""),
            ("555-0100", "US"),
            ("ask at the desk", "US"),
            ("030 901820 / 030 901821", "DE"),
            ("+49 30 901820 / 21", "US"),
            ("030/901820/21", "DE"),
            ("+1 415 555 2671 / 72", "US"),
            ("0800 123 456", "US"),
            ("0800 123 4567", "US"),
            ("0303", "DE"),
            ("12", "US"),
            ("#112", "US"),
            ("+999 1234567", "US"),
            ("", "US"),
            (long.as_str(), "US"),
        ] {
            assert_eq!(Phone::link(text, country), None, "{text}");
        }
    }
}
