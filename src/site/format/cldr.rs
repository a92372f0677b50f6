//! What CLDR knows of languages: how days, prices and durations are written, and what languages, days and countries are
//! called. A language of which it knows nothing is written as English.

use icu_calendar::{Date, types::Weekday, week::WeekInformation};
use icu_datetime::{DateTimeFormatter, NoCalendarFormatter, fieldsets, input::Time};
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
use icu_experimental::{
    dimension::currency::{
        CurrencyType, formatter::CurrencyFormatter, options::CurrencyFormatterOptions,
    },
    displaynames::{
        DisplayNamesOptions,
        multi::{LocaleDisplayNamesFormatter, RegionDisplayNames},
    },
    duration::{
        Duration, DurationFormatter, ValidatedDurationFormatterOptions,
        options::{BaseStyle, DurationFormatterOptions},
    },
};
use icu_locale::{Direction, Locale, LocaleDirectionality, locale, subtags::Region};

/// A language as the people of a country write it, where its tag does not say of which.
pub(super) fn manner(tag: &str, country: &str) -> Locale {
    let mut locale: Locale = tag.parse().unwrap_or(locale!("en"));
    if locale.id.region.is_none() {
        locale.id.region = country.parse::<Region>().ok();
    }
    locale
}

/// A day: `21 de novembro de 2026`.
pub(super) fn day(locale: &Locale, (year, month, day): (i16, i8, i8)) -> Option<String> {
    let date = Date::try_new_iso(year.into(), month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let format = DateTimeFormatter::try_new(locale.into(), fieldsets::YMD::long()).ok()?;
    Some(format.format(&date).to_string())
}

/// A day with the day of the week: `sábado, 21 de novembro de 2026`.
pub(super) fn whole_day(locale: &Locale, (year, month, day): (i16, i8, i8)) -> Option<String> {
    let date = Date::try_new_iso(year.into(), month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let format = DateTimeFormatter::try_new(locale.into(), fieldsets::YMDE::long()).ok()?;
    Some(format.format(&date).to_string())
}

/// A month: `novembro de 2026`.
pub(super) fn month(locale: &Locale, (year, month): (i16, i8)) -> Option<String> {
    let date = Date::try_new_iso(year.into(), month.try_into().ok()?, 1).ok()?;
    let format = DateTimeFormatter::try_new(locale.into(), fieldsets::YM::long()).ok()?;
    Some(format.format(&date).to_string())
}

/// A time of the day: `14:30`, `2:30 PM`.
pub(super) fn clock(locale: &Locale, (hour, minute): (i8, i8)) -> Option<String> {
    let time = Time::try_new(hour.try_into().ok()?, minute.try_into().ok()?, 0, 0).ok()?;
    let format = NoCalendarFormatter::try_new(locale.into(), fieldsets::T::hm()).ok()?;
    Some(format.format(&time).to_string())
}

/// The day of the week with which a week begins in a country, from 0 on Monday; where none is known, as those have it
/// who speak the language.
pub(super) fn first_weekday(tag: &str, country: &str) -> u8 {
    let mut locale = manner(tag, country);
    if let Ok(region) = country.parse::<Region>() {
        locale.id.region = Some(region);
    }
    let week = WeekInformation::try_new((&locale).into()).map(|week| week.first_weekday);
    match week {
        Ok(Weekday::Sunday) => 6,
        Ok(Weekday::Saturday) => 5,
        Ok(_) | Err(_) => 0,
    }
}

/// A day of the week, from 0 on Monday: `seg.`
pub(super) fn weekday(locale: &Locale, day: u8) -> Option<String> {
    // The first of the days is a Monday.
    let date = Date::try_new_iso(2024, 1, day.checked_add(1)?).ok()?;
    let format = DateTimeFormatter::try_new(locale.into(), fieldsets::E::short()).ok()?;
    Some(format.format(&date).to_string())
}

/// An amount in minor units with the sign of its currency, or with the code where that is asked for; without decimals
/// that are zeros, unless those are kept.
pub(super) fn price(
    locale: &Locale,
    (minor, decimals): (i64, u8),
    currency: &str,
    by_code: bool,
    keeps_zeros: bool,
) -> Option<String> {
    let mut amount = Decimal::from(minor);
    amount.multiply_pow10(-i16::from(decimals));
    let is_whole = minor.unsigned_abs() % 10_u64.saturating_pow(decimals.into()) == 0;
    let kind: CurrencyType = currency.parse().ok()?;
    let format = if by_code {
        CurrencyFormatter::try_new_code(locale.into(), kind, CurrencyFormatterOptions::default())
            .map(|format| format.format_fixed_decimal(&amount).to_string())
    } else {
        CurrencyFormatter::try_new_symbol(locale.into(), kind, CurrencyFormatterOptions::default())
            .map(|format| format.format_fixed_decimal(&amount).to_string())
    };
    let text = format.ok()?;
    Some(if is_whole && !keeps_zeros { without_zeros(locale, &text, decimals) } else { text })
}

/// The shortest sign of a currency, by which it may be taken for another.
pub(super) fn sign(locale: &Locale, currency: &str, is_short: bool) -> Option<String> {
    let kind: CurrencyType = currency.parse().ok()?;
    let one = Decimal::from(1);
    let text = if is_short {
        let format = CurrencyFormatter::try_new_symbol_narrow(
            locale.into(),
            kind,
            CurrencyFormatterOptions::default(),
        )
        .ok()?;
        format.format_fixed_decimal(&one).to_string()
    } else {
        let format = CurrencyFormatter::try_new_symbol(
            locale.into(),
            kind,
            CurrencyFormatterOptions::default(),
        )
        .ok()?;
        format.format_fixed_decimal(&one).to_string()
    };
    let is_sign = |letter: &char| {
        !letter.is_numeric()
            && !letter.is_whitespace()
            && !matches!(letter, '.' | ',' | '٫' | '\u{200f}')
    };
    Some(text.chars().filter(is_sign).collect())
}

/// A price without the decimals, which are zeros.
fn without_zeros(locale: &Locale, text: &str, decimals: u8) -> String {
    if decimals == 0 {
        return text.to_owned();
    }
    let mut none = Decimal::from(0);
    none.absolute.pad_end(-i16::from(decimals));
    let zero = DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default());
    let Ok(zero) = zero.map(|format| format.format(&none).to_string()) else {
        return text.to_owned();
    };
    // `0,00` without its first digit is what the amount ends with.
    let mut letters = zero.chars();
    letters.next();
    text.replacen(letters.as_str(), "", 1)
}

/// A duration: `1 h e 30 min`.
pub(super) fn duration(locale: &Locale, days: u64, hours: u64, minutes: u64) -> Option<String> {
    let mut options = DurationFormatterOptions::default();
    options.base = BaseStyle::Short;
    let options = ValidatedDurationFormatterOptions::validate(options).ok()?;
    let format = DurationFormatter::try_new(locale.into(), options).ok()?;
    Some(format.format(&Duration { days, hours, minutes, ..Duration::default() }).to_string())
}

/// A number.
pub(super) fn number(locale: &Locale, number: &str) -> Option<String> {
    let format =
        DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok()?;
    Some(format.format(&number.parse::<Decimal>().ok()?).to_string())
}

/// What a country is called.
pub(super) fn country(locale: &Locale, code: &str) -> Option<String> {
    let names = RegionDisplayNames::try_new(locale.into(), DisplayNamesOptions::default()).ok()?;
    names.of(code.parse().ok()?).map(str::to_owned)
}

/// What speakers of a language call it, with a capital letter.
pub(super) fn autonym(tag: &str) -> Option<String> {
    let locale: Locale = tag.parse().ok()?;
    let names =
        LocaleDisplayNamesFormatter::try_new((&locale).into(), DisplayNamesOptions::default())
            .ok()?;
    let name = names.of(&locale);
    let mut letters = name.chars();
    let first = letters.next()?;
    Some(first.to_uppercase().chain(letters).collect())
}

/// Whether a language is written from right to left.
pub(super) fn is_from_the_right(tag: &str) -> bool {
    let Ok(locale) = tag.parse::<Locale>() else { return false };
    LocaleDirectionality::new_extended().get(&locale.id) == Some(Direction::RightToLeft)
}
