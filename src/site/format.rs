//! Formats money and times for people and feeds.
//!
//! Amounts are in minor units and are never converted to floats. A currency whose symbol is ambiguous is written with
//! its code. Days are days of the tenant's time zone.

mod symbols;

use iso_currency::Currency;

use crate::{store::entity::SiteRow, value::Zone};

const MINUTES_AN_HOUR: i64 = 60;
const MINUTES_A_DAY: i64 = 24 * MINUTES_AN_HOUR;

/// Where a price is shown: the currency and the country (ISO 3166) of the site.
#[derive(Clone, Copy, Debug)]
pub struct Home<'s> {
    pub currency: &'s str,
    pub country: &'s str,
}

impl<'s> From<&'s SiteRow> for Home<'s> {
    fn from(site: &'s SiteRow) -> Home<'s> {
        Home { currency: site.currency.code(), country: &site.country }
    }
}

/// An amount in minor units as text on a tenant's pages: `$2,500`, `$2,500.50`, `CLP 1,000`, `CHF 900`.
///
/// It has as many decimals as the currency has, and none when they are zero. An unknown currency counts as one with
/// two decimals.
pub fn format_price<'s>(minor: i64, currency: &str, home: impl Into<Home<'s>>) -> String {
    let home = home.into();
    let decimals = Currency::from_code(currency).and_then(Currency::exponent).unwrap_or(2);
    let unit = 10_u64.saturating_pow(u32::from(decimals));
    let magnitude = minor.unsigned_abs();
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, rest) = (grouped(magnitude / unit), magnitude % unit);
    let amount = if rest == 0 {
        whole
    } else {
        format!("{whole}.{rest:0width$}", width = usize::from(decimals))
    };
    let symbol = symbols::symbol(currency, home.currency, home.country).unwrap_or(currency);
    // Letters would run into the digits.
    let blank =
        if symbol.ends_with(|last: char| last.is_alphabetic() || last == '.') { " " } else { "" };
    format!("{sign}{symbol}{blank}{amount}")
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

/// A duration as text: `45 min`, `1 h 30 min`, `2 days`, `1 day 4 h`.
pub fn format_duration(minutes: i64) -> String {
    let minutes = minutes.max(0);
    let days = minutes / MINUTES_A_DAY;
    let hours = minutes % MINUTES_A_DAY / MINUTES_AN_HOUR;
    let rest = minutes % MINUTES_AN_HOUR;
    let mut parts = Vec::new();
    match days {
        0 => {}
        1 => parts.push("1 day".to_owned()),
        _ => parts.push(format!("{days} days")),
    }
    if hours > 0 {
        parts.push(format!("{hours} h"));
    }
    if rest > 0 || parts.is_empty() {
        parts.push(format!("{rest} min"));
    }
    parts.join(" ")
}

fn grouped(whole: u64) -> String {
    let digits = whole.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The day of a moment (milliseconds since 1970, UTC) in the zone: `21 November 2026`.
pub fn format_day(at: i64, zone: &Zone) -> String {
    zone.at(at).strftime("%-d %B %Y").to_string()
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
            (1_000, "AUD", "A$10"),
            (1_000, "MXN", "MX$10"),
            (1_000, "ARS", "ARS 10"),
            (1_000, "SGD", "SGD 10"),
            (1_000, "XAF", "FCFA 1,000"),
            (1_000, "EGP", "EGP 10"),
            (1_000, "SEK", "SEK 10"),
            (100, "XQQ", "XQQ 1"),
            (-2_500, "USD", "-$25"),
            (-1_000, "CLP", "-CLP 1,000"),
        ];
        let main = Home { country: "US", currency: "USD" };
        for (minor, currency, text) in cases {
            assert_eq!(format_price(minor, currency, main), text);
        }
        assert_eq!(format_price(i64::MIN, "USD", main), "-$92,233,720,368,547,758.08");
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
            ("CA", "CAD", "USD", "USD 10"),
            ("CA", "CAD", "AUD", "A$10"),
            ("AU", "AUD", "AUD", "$10"),
            ("US", "CAD", "CAD", "CA$10"),
            ("CL", "CLP", "USD", "USD 10"),
            ("CN", "CNY", "JPY", "JPY 1,000"),
            ("GI", "GIP", "GIP", "£10"),
            ("GI", "GIP", "GBP", "GBP 10"),
            ("DE", "EUR", "USD", "$10"),
            ("ZA", "ZAR", "ZAR", "R 10"),
            ("DK", "DKK", "DKK", "kr. 10"),
        ];
        for (country, own, currency, text) in cases {
            let shown = format_price(1_000, currency, Home { country, currency: own });
            assert_eq!(shown, text, "{currency} on a site of {own} in {country}");
        }
    }

    #[test]
    fn a_duration_is_written_as_people_write_it() {
        let cases = [
            (45, "45 min"),
            (60, "1 h"),
            (90, "1 h 30 min"),
            (480, "8 h"),
            (1_440, "1 day"),
            (2_880, "2 days"),
            (1_680, "1 day 4 h"),
            (0, "0 min"),
        ];
        for (minutes, text) in cases {
            assert_eq!(format_duration(minutes), text);
        }
    }

    #[test]
    fn a_moment_is_written_for_people_programs_and_feeds() {
        let at = 1_795_242_610_000;
        let utc = Zone::of("UTC");
        assert_eq!(format_day(at, &utc), "21 November 2026");
        assert_eq!(format_moment(at, &utc), "2026-11-21T06:30:10Z");
        assert_eq!(format_feed_time(at, &utc), "Sat, 21 Nov 2026 06:30:10 +0000");
        assert_eq!(format_day(i64::MAX, &utc), "1 January 1970");
        let west = Zone::of("America/Los_Angeles");
        assert_eq!(format_day(at, &west), "20 November 2026");
        assert_eq!(format_date(at, &west), "2026-11-20");
        assert_eq!(format_moment(at, &west), "2026-11-20T22:30:10-08:00");
        assert_eq!(format_feed_time(at, &west), "Fri, 20 Nov 2026 22:30:10 -0800");
        let east = Zone::of("Asia/Kathmandu");
        assert_eq!(format_moment(at, &east), "2026-11-21T12:15:10+05:45");
    }
}
