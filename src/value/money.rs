//! Money: an integer number of minor units (cents) inside, a decimal number of major units on the wire.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Number, Value};

use super::{NumberText, country::Country, currency_sign};
use crate::error::{Code, Error};

/// An ISO 4217 currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Reads a code such as `USD`, in any case, or a sign that is one currency's alone: money that people pay with.
    /// ISO 4217 has others as well: metals (XAU), units of accounts and funds (XDR, CLF), and what stands for none
    /// (XXX, XTS).
    ///
    /// # Errors
    /// `CURRENCY_UNKNOWN`.
    pub fn parse(code: &str) -> Result<Currency, Error> {
        let shown: String = code.chars().take(20).collect();
        let refuse = |what: String| {
            Error::new(Code::CurrencyUnknown, what)
                .suggest("use the ISO 4217 code of money, such as USD, EUR or GBP")
        };
        let meant = currency_sign::codes(code);
        if meant.len() > 1 {
            let error = format!("`{shown}` can be several currencies");
            let next = format!("send the code of the one that is meant: {}", meant.join(", "));
            return Err(Error::new(Code::CurrencyUnknown, error).suggest(next));
        }
        let code = meant.first().copied().unwrap_or(code);
        let known = Currency::stored(&code.to_ascii_uppercase());
        let known = known.ok_or_else(|| refuse(format!("`{shown}` is not a currency")))?;
        // ISO 4217 has two codes for Venezuela's money; both are in use.
        if let Some(new) = known.0.is_superseded().filter(|_| known.code() != "VES") {
            let error = format!("`{shown}` is no money any more: {} has replaced it", new.code());
            return Err(Error::new(Code::CurrencyUnknown, error)
                .suggest(format!("use {} with its own amount", new.code())));
        }
        let is_money = known.0.exponent().is_some() && !known.0.is_fund() && !known.0.is_special();
        if is_money { Ok(known) } else { Err(refuse(format!("nobody pays in `{shown}`"))) }
    }

    /// The currency of a stored code. Older versions accepted every ISO 4217 code.
    pub fn stored(code: &str) -> Option<Currency> {
        iso_currency::Currency::from_code(code).map(Currency)
    }

    /// The currency that people pay with in a country.
    pub fn of(country: Country) -> Option<Currency> {
        let country: iso_currency::Country = country.code().parse().ok()?;
        Currency::parse(iso_currency::Currency::from(country).code()).ok()
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The number of decimals: 2 for USD, 0 for JPY.
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }

    /// Converts minor units to the decimal number of major units that is sent.
    pub fn to_major(self, minor: i64) -> Value {
        let scale = 10_i64.pow(self.decimals());
        if minor % scale == 0 {
            return Value::from(minor / scale);
        }
        // Exact to the last decimal for every amount below `AMOUNT_MINOR_MAX`.
        #[expect(clippy::cast_precision_loss, reason = "amounts stay below 2^53 minor units")]
        let major = minor as f64 / scale as f64;
        Number::from_f64(major).map_or(Value::Null, Value::Number)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Currency::parse(Cow::<str>::deserialize(deserializer)?.trim()).map_err(D::Error::custom)
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> Cow<'static, str> {
        "Currency".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "currency" })
    }
}

/// An amount in a sentence, with the code of its currency: `1,190.50 EUR` would be read in two ways, `1190.50 EUR` in
/// one.
pub fn amount_text(minor: i64, currency: Currency) -> String {
    let unit = 10_u64.saturating_pow(currency.decimals());
    let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let sign = if minor < 0 { "-" } else { "" };
    let width = currency.decimals() as usize;
    let code = currency.code();
    if rest == 0 {
        format!("{sign}{whole} {code}")
    } else {
        format!("{sign}{whole}.{rest:0width$} {code}")
    }
}

/// A price as received: a number of major units. Its decimals are checked once the currency is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Price(Number);

/// The largest price, in minor units: far below where a float loses precision.
pub const AMOUNT_MINOR_MAX: i64 = 99_999_999_999_999;

impl Price {
    /// Whether it is less than nothing.
    pub fn is_negative(&self) -> bool {
        let text = self.0.to_string();
        text.starts_with('-') && text.bytes().any(|b| (b'1'..=b'9').contains(&b))
    }

    /// The price in minor units of `currency`, which can be less than nothing.
    ///
    /// # Errors
    /// `PRICE_INVALID` if it is too large, or has more decimals than the currency.
    pub fn to_signed_minor(&self, currency: Currency) -> Result<i64, Error> {
        if !self.is_negative() {
            return self.to_minor(currency);
        }
        let text = self.0.to_string();
        let positive =
            serde_json::from_str(text.trim_start_matches('-')).map_err(Error::internal)?;
        Ok(-Price(positive).to_minor(currency)?)
    }

    /// The price in minor units of `currency`.
    ///
    /// # Errors
    /// `PRICE_INVALID` if it is negative, too large, or has more decimals than the currency.
    pub fn to_minor(&self, currency: Currency) -> Result<i64, Error> {
        let refuse = |what: String| Error::new(Code::PriceInvalid, what);
        // Uses the decimal text that the caller sent, because a float would be rounded.
        let text = self.0.to_string();
        if self.is_negative() {
            return Err(refuse(format!("price {text} is negative")).suggest("send 0 or more"));
        }
        let Some(text) = without_exponent(text.trim_start_matches('-')) else {
            return Err(
                refuse(format!("price {text} is no amount of money")).suggest("check the number")
            );
        };
        let text = &*text;
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let decimals = decimals.trim_end_matches('0');
        let scale = currency.decimals() as usize;
        if decimals.len() > scale {
            let counted = if decimals.len() == 1 {
                "1 decimal"
            } else {
                &format!("{} decimals", decimals.len())
            };
            let what = format!("price {text} has {counted}; {} has {scale}", currency.code());
            // Three digits behind a point are thousands to many.
            let next = match NumberText::read(text) {
                Some(NumberText::Either { grouped, .. }) => {
                    format!("send {grouped} if thousands are meant, else at most {scale} decimals")
                }
                Some(NumberText::One(_)) | None => format!("send at most {scale} decimals"),
            };
            return Err(refuse(what).suggest(next));
        }
        format!("{whole}{decimals:0<scale$}")
            .parse::<i64>()
            .ok()
            .filter(|minor| *minor <= AMOUNT_MINOR_MAX)
            .ok_or_else(|| refuse(format!("price {text} is too large")).suggest("check the number"))
    }
}

/// A number of JSON written out: `1e2` is `100`, `1.5e-1` is `0.15`. `None` where that would be out of all measure.
fn without_exponent(text: &str) -> Option<Cow<'_, str>> {
    const EXPONENT_MAX: i16 = 30;
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return Some(Cow::Borrowed(text));
    };
    let exponent = exponent.parse::<i16>().ok().filter(|it| it.abs() <= EXPONENT_MAX)?;
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let zeros = "0".repeat(usize::from(exponent.unsigned_abs()));
    // With as many zeros on both sides, the point only has to be put in its place.
    let digits = format!("{zeros}{whole}{decimals}{zeros}");
    let point = i64::try_from(zeros.len() + whole.len()).ok()? + i64::from(exponent);
    let (whole, decimals) = digits.split_at_checked(usize::try_from(point).ok()?)?;
    let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(Cow::Owned(if decimals.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{decimals}")
    }))
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Number::deserialize(deserializer).map(Price)
    }
}

impl JsonSchema for Price {
    fn schema_name() -> Cow<'static, str> {
        "Price".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn minor(price: &str, currency: &str) -> Result<i64, Error> {
        let price: Price = serde_json::from_str(price).unwrap();
        price.to_minor(Currency::parse(currency).unwrap())
    }

    #[test]
    fn a_price_has_at_most_its_currencys_decimals() {
        assert_eq!(minor("2500", "USD").unwrap(), 250_000);
        assert_eq!(minor("2500.5", "usd").unwrap(), 250_050);
        assert_eq!(minor("2500.50", "USD").unwrap(), 250_050);
        assert_eq!(minor("0.29", "EUR").unwrap(), 29);
        assert_eq!(minor("12000", "JPY").unwrap(), 12_000);
        assert_eq!(minor("1.234", "KWD").unwrap(), 1_234);
        for (price, cents) in
            [("1e2", 10_000), ("2.5E3", 250_000), ("1.5e-1", 15), ("1500e-2", 1_500), ("0e9", 0)]
        {
            assert_eq!(minor(price, "USD").unwrap(), cents, "{price}");
        }
        let small = minor("1e-7", "USD").unwrap_err();
        assert_eq!(small.to_string(), "price 0.0000001 has 7 decimals; USD has 2");
        for (price, currency) in
            [("1.999", "USD"), ("1.5", "JPY"), ("-1", "USD"), ("1e30", "USD"), ("1e99", "USD")]
        {
            assert_eq!(minor(price, currency).unwrap_err().code(), Code::PriceInvalid, "{price}");
        }
    }

    #[test]
    fn a_currency_is_money_that_people_pay_with() {
        for (code, decimals) in
            [("usd", 2), ("JPY", 0), ("CLP", 0), ("KWD", 3), ("ISK", 0), ("XAF", 0), ("XCD", 2)]
        {
            assert_eq!(Currency::parse(code).unwrap().decimals(), decimals, "{code}");
        }
        for code in ["XAU", "XAG", "XXX", "XTS", "XDR", "XBA", "CLF", "CHE", "USN", "ZZZ", "", "¢"]
        {
            let error = Currency::parse(code).unwrap_err();
            assert_eq!(error.code(), Code::CurrencyUnknown, "{code}");
        }
        for (code, now) in
            [("HRK", "EUR"), ("bgn", "EUR"), ("ZWL", "ZWG"), ("SLL", "SLE"), ("CUC", "CUP")]
        {
            let error = Currency::parse(code).unwrap_err();
            assert_eq!(error.code(), Code::CurrencyUnknown, "{code}");
            assert!(error.suggestion().unwrap_or_default().contains(now), "{code}");
            assert_eq!(Currency::stored(&code.to_uppercase()).unwrap().code(), code.to_uppercase());
        }
        // The guilder of the Antilles is one of the Caribbean now; Venezuela's money has two codes.
        assert!(Currency::parse("ANG").is_err());
        for code in ["XCG", "VES", "VED", "ZWG", "SLE", "CUP"] {
            assert_eq!(Currency::parse(code).unwrap().code(), code);
        }
        assert_eq!(Currency::stored("XAU").map(Currency::code), Some("XAU"));
    }

    #[test]
    fn a_sign_is_read_where_it_is_one_currencys_alone() {
        for (sign, code) in [
            ("€", "EUR"),
            ("£", "GBP"),
            ("₴", "UAH"),
            ("₹", "INR"),
            ("zł", "PLN"),
            ("ZŁ", "PLN"),
            ("Kč", "CZK"),
            ("R$", "BRL"),
            ("US$", "USD"),
            ("Euros", "EUR"),
        ] {
            assert_eq!(Currency::parse(sign).unwrap().code(), code, "{sign}");
        }
        for (sign, codes) in [
            ("$", "USD, CAD, AUD"),
            ("¥", "JPY, CNY"),
            ("￥", "JPY, CNY"),
            ("kr", "SEK, NOK, DKK, ISK"),
            ("Rs.", "INR, PKR"),
            ("dollars", "USD, CAD"),
        ] {
            let error = Currency::parse(sign).unwrap_err();
            assert_eq!(error.code(), Code::CurrencyUnknown, "{sign}");
            assert!(error.suggestion().unwrap().contains(codes), "{sign}: {error:?}");
        }
    }

    #[test]
    fn money_goes_out_as_it_came_in() {
        let usd = Currency::parse("USD").unwrap();
        assert_eq!(usd.to_major(250_000), json!(2500));
        assert_eq!(usd.to_major(29), json!(0.29));
        assert_eq!(Currency::parse("JPY").unwrap().to_major(12_000), json!(12_000));
    }
}
