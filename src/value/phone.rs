//! Phone numbers: as people of a country write them in, E.164 inside and out.

use std::ops::Deref;

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

use crate::error::{Code, Error, Result};

/// A longer text is not read as a number for a link: no number, extension and all, is as long.
const LINKED_BYTES_MAX: usize = 100;

/// A number that a phone can have, as E.164: `+15550100`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people of `country` (ISO 3166) write it.
    ///
    /// # Errors
    /// `PHONE_INVALID` where no phone can have it.
    pub fn parse(text: &str, country: &str) -> Result<Phone> {
        read(text, country).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            Error::new(Code::PhoneInvalid, format!("`{shown}` is not a phone number in {country}"))
                .suggest("check the digits; for another country begin with + and its code, such as +49 30 901820")
        })
    }

    /// The digits of a number in E.164 that are the same however it is written: without its country's code, and without
    /// what is dialled before it within the country. `None` for what is no such number.
    pub fn national_digits(e164: &str) -> Option<String> {
        let number = PHONE_NUMBER_UTIL.parse(e164, None).ok()?;
        Some(number.national_number.to_string())
    }

    /// The `tel:` address (RFC 3966) of a number as people of `country` write it, its extension included:
    /// `tel:+1-416-123-4567;ext=890`. `None` for what is no number, or of which only neighbours know the rest.
    ///
    /// Whether somebody has the number is not asked: numbers of examples and of tomorrow are links as well.
    pub fn link(text: &str, country: &str) -> Option<String> {
        if text.len() > LINKED_BYTES_MAX {
            return None;
        }
        let region: Option<Region> = country.to_ascii_uppercase().parse().ok();
        let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
        let length = PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number).ok()?;
        // Seven digits in North America want an area code; written with +1 they are what somebody meant.
        let is_whole = length == NumberLengthType::IsPossible || text.trim_start().starts_with('+');
        let link = || PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::RFC3966).into_owned();
        is_whole.then(link)
    }
}

fn read(text: &str, country: &str) -> Option<Phone> {
    let region: Option<Region> = country.to_ascii_uppercase().parse().ok();
    let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
    // An extension is no part of E.164: two people would become one.
    if number.extension.is_some() || !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        return None;
    }
    let text = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
    Some(Phone(text.into_owned()))
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
        assert_eq!(read("(415) 555-2671", "US").unwrap(), "+14155552671");
        assert_eq!(read("030 901820", "de").unwrap(), "+4930901820");
        assert_eq!(read("+49 30 901820", "US").unwrap(), "+4930901820");
        assert_eq!(Phone::national_digits("+4930901820").unwrap(), "30901820");
        assert_eq!(Phone::national_digits("30 901820"), None);
        for bad in ["123", "hello", "", "(415) 555-2671 ext. 5", "+1 999 999 99999", "999 999 9999"]
        {
            assert_eq!(read(bad, "US").unwrap_err().code(), Code::PhoneInvalid, "{bad}");
        }
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
        ] {
            assert_eq!(Phone::link(text, country).as_deref(), Some(link), "{text}");
        }
        let long = "1 ".repeat(200);
        for (text, country) in [
            ("020 7946 0958", ""),
            ("555-0100", "US"),
            ("ask at the desk", "US"),
            ("030 901820 / 030 901821", "DE"),
            ("+999 1234567", "US"),
            ("", "US"),
            (long.as_str(), "US"),
        ] {
            assert_eq!(Phone::link(text, country), None, "{text}");
        }
    }
}
