//! Money and time as people (and feeds) write them.
//!
//! Amounts come in minor units and never pass through a float. A currency without a symbol that
//! most readers know is written with its code behind, because a wrong symbol is worse than none.

use iso_currency::Currency;

/// Symbols that stand before the amount and that readers know; all others give way to the code.
const KNOWN_SYMBOLS: [&str; 12] = ["$", "€", "£", "¥", "₹", "₩", "₪", "₺", "₴", "₱", "₫", "R$"];

const MINUTES_AN_HOUR: i64 = 60;
const MINUTES_A_DAY: i64 = 24 * MINUTES_AN_HOUR;

/// An amount in minor units as text: `$2,500`, `$2,500.50`, `¥12,000`, `900 CHF`.
///
/// Decimals are left out when they are zero. An unknown currency counts as one with two decimals.
pub fn format_price(minor: i64, currency: &str) -> String {
    let known = Currency::from_code(currency);
    let decimals = known.and_then(Currency::exponent).unwrap_or(2);
    let unit = 10_u64.saturating_pow(u32::from(decimals));
    let magnitude = minor.unsigned_abs();
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, rest) = (grouped(magnitude / unit), magnitude % unit);
    let amount = if rest == 0 {
        whole
    } else {
        format!("{whole}.{rest:0width$}", width = usize::from(decimals))
    };
    let symbol = known.map(|known| known.symbol().to_string()).unwrap_or_default();
    if KNOWN_SYMBOLS.contains(&symbol.as_str()) {
        format!("{sign}{symbol}{amount}")
    } else {
        format!("{sign}{amount} {currency}")
    }
}

/// A length of time as text: `45 min`, `1 h 30 min`, `2 days`, `1 day 4 h`.
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

/// A moment (milliseconds, UTC) as the day that people write: `21 November 2026`.
pub fn format_day(at: i64) -> String {
    moment(at).strftime("%-d %B %Y").to_string()
}

/// The same as RFC 3339 has it: `2026-11-21T06:30:10Z`.
pub fn format_moment(at: i64) -> String {
    moment(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The same as feeds have it: `Sat, 21 Nov 2026 06:30:10 +0000`.
pub fn format_feed_time(at: i64) -> String {
    moment(at).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// Times outside of what a calendar holds are nobody's: they count as its beginning.
fn moment(at: i64) -> jiff::Zoned {
    jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC)
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
            (100_000_000, "GBP", "£1,000,000"),
            (90_000, "CHF", "900 CHF"),
            (1_500, "BHD", "1.500 BHD"),
            (100, "XQQ", "1 XQQ"),
            (-2_500, "USD", "-$25"),
        ];
        for (minor, currency, text) in cases {
            assert_eq!(format_price(minor, currency), text);
        }
        assert_eq!(format_price(i64::MIN, "USD"), "-$92,233,720,368,547,758.08");
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
        assert_eq!(format_day(at), "21 November 2026");
        assert_eq!(format_moment(at), "2026-11-21T06:30:10Z");
        assert_eq!(format_feed_time(at), "Sat, 21 Nov 2026 06:30:10 +0000");
        assert_eq!(format_day(i64::MAX), "1 January 1970");
    }
}
