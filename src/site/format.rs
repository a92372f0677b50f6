//! Formats money, days and durations for people and feeds, as CLDR says for the language of the page.
//!
//! Amounts are in minor units and are never converted to floats. A currency whose sign could be that of the site is
//! written with its code. Days are days of the tenant's time zone.

mod cldr;

use iso_currency::Currency;
use jiff::civil::Date;

use crate::{
    store::entity::SiteRow,
    value::{Country, Locale, Weekday, Zone},
};

const MINUTES_AN_HOUR: u64 = 60;
const MINUTES_A_DAY: u64 = 24 * MINUTES_AN_HOUR;

/// Where something is shown: the currency and the country (ISO 3166) of the site, and the language (BCP 47) of the
/// page.
#[derive(Clone, Copy, Debug)]
pub struct Home<'s> {
    pub currency: &'s str,
    pub country: &'s str,
    pub locale: &'s str,
}

impl<'s> From<&'s SiteRow> for Home<'s> {
    fn from(site: &'s SiteRow) -> Home<'s> {
        Home { currency: site.currency.code(), country: &site.country, locale: &site.locale }
    }
}

/// An amount in minor units as text on a page: `$2,500`, `2500,50 €`, `CHF 900`.
///
/// It has as many decimals as the currency has, and none when they are zero. An unknown currency counts as one with
/// two decimals.
pub fn format_price<'s>(minor: i64, currency: &str, home: impl Into<Home<'s>>) -> String {
    amount(minor, currency, home.into(), false)
}

/// The same with all decimals of the currency, as columns of amounts want it: `$2,500.00`.
pub fn format_money(minor: i64, currency: &str, home: Home<'_>) -> String {
    amount(minor, currency, home, true)
}

fn amount(minor: i64, currency: &str, home: Home<'_>, is_whole: bool) -> String {
    let decimals = Currency::from_code(currency).and_then(Currency::exponent).unwrap_or(2);
    let decimals = u8::try_from(decimals).unwrap_or(2);
    let manner = cldr::manner(home.locale, home.country);
    let sign = |of: &str, is_short| cldr::sign(&manner, of, is_short);
    // `$` on a site of Canadian dollars would be taken for those.
    let is_unclear = currency != home.currency && {
        let shown = sign(currency, false);
        shown.is_some() && shown == sign(home.currency, true)
    };
    cldr::price(&manner, (minor, decimals), currency, is_unclear, is_whole)
        .unwrap_or_else(|| format!("{currency} {minor}"))
}

/// An amount in minor units as programs read it, with as many decimals as the currency has: `2500.00`, `1000`.
pub fn decimal_price(minor: i64, currency: &str) -> String {
    let decimals = Currency::from_code(currency).and_then(Currency::exponent).unwrap_or(2);
    let unit = 10_u64.saturating_pow(u32::from(decimals));
    let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    match usize::from(decimals) {
        0 => whole.to_string(),
        width => format!("{whole}.{rest:0width$}"),
    }
}

/// A duration as text: `45 min`, `1 h e 30 min`, `2 Tage`.
pub fn format_duration<'s>(minutes: i64, home: impl Into<Home<'s>>) -> String {
    let home = home.into();
    let minutes = u64::try_from(minutes).unwrap_or(0);
    let (days, hours) = (minutes / MINUTES_A_DAY, minutes % MINUTES_A_DAY / MINUTES_AN_HOUR);
    let rest = minutes % MINUTES_AN_HOUR;
    let manner = cldr::manner(home.locale, home.country);
    cldr::duration(&manner, days, hours, rest)
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| format!("{minutes} min"))
}

/// The day of a moment (milliseconds since 1970, UTC) in the zone: `21 November 2026`.
pub fn format_day(at: i64, zone: &Zone, home: Home<'_>) -> String {
    format_civil_day(zone.at(at).date(), home)
}

/// A day: `21 November 2026`.
pub fn format_civil_day(day: Date, home: Home<'_>) -> String {
    let manner = cldr::manner(home.locale, home.country);
    cldr::day(&manner, (day.year(), day.month(), day.day())).unwrap_or_else(|| day.to_string())
}

/// A day with the day of the week: `Saturday, 21 November 2026`.
pub fn format_whole_day(day: Date, home: Home<'_>) -> String {
    let manner = cldr::manner(home.locale, home.country);
    cldr::whole_day(&manner, (day.year(), day.month(), day.day()))
        .unwrap_or_else(|| day.to_string())
}

/// A month: `November 2026`.
pub fn format_month(day: Date, home: Home<'_>) -> String {
    let manner = cldr::manner(home.locale, home.country);
    cldr::month(&manner, (day.year(), day.month()))
        .unwrap_or_else(|| day.strftime("%Y-%m").to_string())
}

/// A time of the day: `14:30`, `2:30 PM`.
pub fn format_clock(time: jiff::civil::Time, home: Home<'_>) -> String {
    let manner = cldr::manner(home.locale, home.country);
    cldr::clock(&manner, (time.hour(), time.minute()))
        .unwrap_or_else(|| time.strftime("%H:%M").to_string())
}

/// The days of the week in the order in which people of the country have them, whatever language they are shown in.
pub fn weekdays(home: Home<'_>) -> Vec<Weekday> {
    let first = cldr::first_weekday(home.locale, home.country).into();
    let days: Vec<Weekday> = Weekday::all().collect();
    let (after, before) = days.split_at(days.len().min(first));
    [before, after].concat()
}

/// A number.
pub fn format_number(number: &str, home: Home<'_>) -> String {
    let manner = cldr::manner(home.locale, home.country);
    cldr::number(&manner, number).unwrap_or_else(|| number.to_owned())
}

/// A day of the week: `Mon`.
pub fn format_weekday(day: Weekday, locale: &str) -> String {
    let at = Weekday::all().position(|known| known == day).and_then(|at| u8::try_from(at).ok());
    let name = at.and_then(|at| cldr::weekday(&cldr::manner(locale, ""), at));
    name.unwrap_or_else(|| day.as_str().to_owned())
}

/// What a country is called in a language.
pub fn format_country(code: &str, locale: &str) -> String {
    let name = cldr::country(&cldr::manner(locale, ""), code);
    name.unwrap_or_else(|| Country::name(code).to_owned())
}

/// What its speakers call a language: `Português`.
pub fn autonym(tag: &str) -> String {
    cldr::autonym(tag).unwrap_or_else(|| Locale::name(tag).to_owned())
}

/// The direction in which a language is written: `ltr` or `rtl`.
pub fn direction(tag: &str) -> &'static str {
    if cldr::is_from_the_right(tag) { "rtl" } else { "ltr" }
}

/// The day in ISO 8601: `2026-11-21`.
pub fn format_date(at: i64, zone: &Zone) -> String {
    zone.at(at).strftime("%Y-%m-%d").to_string()
}

/// The moment in RFC 3339: `2026-11-21T07:30:10+01:00`.
pub fn format_moment(at: i64, zone: &Zone) -> String {
    let text = zone.at(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    text.strip_suffix("+00:00").map_or_else(|| text.clone(), |moment| format!("{moment}Z"))
}

/// The moment in RFC 822, for feeds: `Sat, 21 Nov 2026 07:30:10 +0100`.
pub fn format_feed_time(at: i64, zone: &Zone) -> String {
    zone.at(at).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: Home<'_> = Home { country: "US", currency: "USD", locale: "en" };

    /// With plain blanks, and without marks of direction.
    fn plain(text: &str) -> String {
        let letters = text.chars().filter(|letter| *letter != '\u{200f}');
        letters.map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect()
    }

    #[test]
    fn a_price_is_written_as_people_write_it() {
        let cases = [
            (250_000, "USD", "$2,500"),
            (250_050, "USD", "$2,500.50"),
            (5, "USD", "$0.05"),
            (0, "USD", "$0"),
            (18_000, "EUR", "€180"),
            (12_000, "JPY", "¥12,000"),
            (12_000, "CNY", "CN¥120"),
            (100_000_000, "GBP", "£1,000,000"),
            (90_000, "CHF", "CHF 900"),
            (1_500, "BHD", "BHD 1.500"),
            (1_500_000, "KWD", "KWD 1,500"),
            (1_000, "CLP", "CLP 1,000"),
            (1_000, "CAD", "CA$10"),
            (1_000, "ARS", "ARS 10"),
            (1_000, "XAF", "FCFA 1,000"),
            (1_000, "SEK", "SEK 10"),
            (100, "XQQ", "XQQ 1"),
            (-2_500, "USD", "-$25"),
            (-1_000, "CLP", "-CLP 1,000"),
        ];
        for (minor, currency, text) in cases {
            assert_eq!(plain(&format_price(minor, currency, US)), text);
        }
        assert_eq!(format_price(i64::MIN, "USD", US), "-$92,233,720,368,547,758.08");
    }

    #[test]
    fn a_price_for_programs_has_the_decimals_of_its_currency() {
        let cases = [
            (450, "EUR", "4.50"),
            (12_000, "JPY", "12000"),
            (1_500, "BHD", "1.500"),
            (5, "USD", "0.05"),
        ];
        for (minor, currency, text) in cases {
            assert_eq!(decimal_price(minor, currency), text);
        }
    }

    #[test]
    fn a_sign_of_several_currencies_stands_for_that_of_the_site_alone() {
        let cases = [
            ("CA", "CAD", "CAD", "$10"),
            ("CA", "CAD", "USD", "US$10"),
            ("AU", "AUD", "AUD", "$10"),
            ("US", "CAD", "CAD", "CA$10"),
            ("CL", "CLP", "USD", "USD 10"),
            ("CN", "CNY", "JPY", "JPY 1,000"),
            ("ZA", "ZAR", "ZAR", "R10"),
        ];
        for (country, currency, of, text) in cases {
            let home = Home { country, currency, locale: "en" };
            assert_eq!(plain(&format_price(1_000, of, home)), text, "{of} in {country}");
        }
    }

    #[test]
    fn a_page_writes_as_its_language_does() {
        let cases = [
            ("de", "DE", "2.500 €", "2.500,50 €", "1 Std., 30 Min.", "21. November 2026"),
            ("fr", "FR", "2 500 €", "2 500,50 €", "1 h et 30 min", "21 novembre 2026"),
            ("es", "ES", "2500 €", "2500,50 €", "1 h y 30 min", "21 de noviembre de 2026"),
            ("pt", "PT", "2500 €", "2500,50 €", "1 h e 30 min", "21 de novembro de 2026"),
            ("pt-BR", "PT", "€ 2.500", "€ 2.500,50", "1 h e 30 min", "21 de novembro de 2026"),
            ("it", "IT", "2500 €", "2500,50 €", "1 h e 30 min", "21 novembre 2026"),
            ("nl", "NL", "€ 2.500", "€ 2.500,50", "1 uur, 30 min", "21 november 2026"),
            ("pl", "PL", "2500 €", "2500,50 €", "1 godz. i 30 min", "21 listopada 2026"),
            ("sv", "SE", "2 500 €", "2 500,50 €", "1 tim, 30 min", "21 november 2026"),
            ("da", "DK", "2.500 €", "2.500,50 €", "1 t. og 30 min.", "21. november 2026"),
            ("uk", "UA", "2 500 €", "2 500,50 €", "1 год і 30 хв", "21 листопада 2026 р."),
            ("tr", "TR", "€2.500", "€2.500,50", "1 sa. 30 dk.", "21 Kasım 2026"),
            ("ar", "DE", "2,500 €", "2,500.50 €", "1 س و30 د", "21 نوفمبر 2026"),
            ("ar", "EG", "٢٬٥٠٠ €", "٢٬٥٠٠٫٥٠ €", "١ س و٣٠ د", "٢١ نوفمبر ٢٠٢٦"),
            ("he", "IL", "2,500 €", "2,500.50 €", "1 שעה, 30 דק׳", "21 בנובמבר 2026"),
            ("ja", "JP", "€2,500", "€2,500.50", "1 時間 30 分", "2026年11月21日"),
        ];
        for (locale, country, whole, parts, duration, day) in cases {
            let home = Home { country, currency: "EUR", locale };
            assert_eq!(plain(&format_price(250_000, "EUR", home)), whole, "{locale}");
            assert_eq!(plain(&format_price(250_050, "EUR", home)), parts, "{locale}");
            assert_eq!(plain(&format_duration(90, home)), duration, "{locale}");
            let civil = Date::constant(2026, 11, 21);
            assert_eq!(plain(&format_civil_day(civil, home)), day, "{locale}");
        }
        let [monday, ..] = Weekday::all().collect::<Vec<_>>()[..] else { unreachable!() };
        assert_eq!(format_weekday(monday, "de"), "Mo");
        assert_eq!(format_weekday(monday, "en"), "Mon");
        assert_eq!(format_country("DE", "pt"), "Alemanha");
        assert_eq!(autonym("pt"), "Português");
        assert_eq!(autonym("ar"), "العربية");
        assert_eq!(autonym("de-AT"), "Österreichisches Deutsch");
        for (tag, dir) in [
            ("ar", "rtl"),
            ("he", "rtl"),
            ("fa", "rtl"),
            ("ja", "ltr"),
            ("uk", "ltr"),
            ("az-Arab", "rtl"),
        ] {
            assert_eq!(direction(tag), dir, "{tag}");
        }
    }

    #[test]
    fn a_week_begins_as_the_country_has_it_in_every_language() {
        let first = |locale, country| {
            let week = weekdays(Home { currency: "EUR", country, locale });
            assert_eq!(week.len(), 7);
            week.first().unwrap().as_str()
        };
        for (locale, country, day) in [
            ("pt", "DE", "monday"),
            ("pt-BR", "DE", "monday"),
            ("en-US", "FR", "monday"),
            ("de", "US", "sunday"),
            ("pt", "BR", "sunday"),
            ("ar", "EG", "saturday"),
            // As CLDR has it.
            ("pt", "PT", "sunday"),
            ("de", "", "monday"),
        ] {
            assert_eq!(first(locale, country), day, "{locale} {country}");
        }
    }

    #[test]
    fn a_duration_is_written_as_people_write_it() {
        let cases = [
            (45, "45 min"),
            (60, "1 hr"),
            (90, "1 hr, 30 min"),
            (480, "8 hr"),
            (1_440, "1 day"),
            (2_880, "2 days"),
            (1_680, "1 day, 4 hr"),
            (0, "0 min"),
        ];
        for (minutes, text) in cases {
            assert_eq!(plain(&format_duration(minutes, US)), text);
        }
    }

    #[test]
    fn a_moment_is_written_for_people_programs_and_feeds() {
        let at = 1_795_242_610_000;
        let utc = Zone::of("UTC");
        assert_eq!(format_day(at, &utc, US), "November 21, 2026");
        assert_eq!(format_moment(at, &utc), "2026-11-21T06:30:10Z");
        assert_eq!(format_feed_time(at, &utc), "Sat, 21 Nov 2026 06:30:10 +0000");
        assert_eq!(format_day(i64::MAX, &utc, US), "January 1, 1970");
        let west = Zone::of("America/Los_Angeles");
        assert_eq!(format_day(at, &west, US), "November 20, 2026");
        assert_eq!(format_date(at, &west), "2026-11-20");
        assert_eq!(format_moment(at, &west), "2026-11-20T22:30:10-08:00");
        assert_eq!(format_feed_time(at, &west), "Fri, 20 Nov 2026 22:30:10 -0800");
        let east = Zone::of("Asia/Kathmandu");
        assert_eq!(format_moment(at, &east), "2026-11-21T12:15:10+05:45");
    }
}
