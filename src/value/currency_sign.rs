//! What people write for a currency instead of its code, and which currencies they can mean by it.
//!
//! From CLDR 47 (`cldr-numbers-full`, narrow symbols and those of the languages of each country), and what is written
//! in shops. Pages are written with other signs, by the country of the site: `site/format/symbols.rs`.

use crate::unicode::fold;

/// Signs, each as it is compared, and the codes of the currencies that it can be.
const SIGNS: &[(&str, &[&str])] = &[
    ("$", DOLLARS),
    ("dollar", DOLLARS),
    ("dollars", DOLLARS),
    ("£", &["GBP"]),
    ("€", &["EUR"]),
    ("euro", &["EUR"]),
    ("euros", &["EUR"]),
    ("¥", &["JPY", "CNY"]),
    ("kr", CROWNS),
    ("kr.", CROWNS),
    ("rs", RUPEES),
    ("rs.", RUPEES),
    ("﷼", RIALS),
    ("c$", &["CAD", "NIO"]),
    ("lei", &["RON", "MDL"]),
    ("fr", &["CHF", "XOF", "XAF"]),
    ("fr.", &["CHF", "XOF", "XAF"]),
    ("sfr", &["CHF"]),
    ("sfr.", &["CHF"]),
    ("fcfa", &["XOF", "XAF"]),
    ("元", &["CNY", "TWD"]),
    ("us$", &["USD"]),
    ("ca$", &["CAD"]),
    ("a$", &["AUD"]),
    ("au$", &["AUD"]),
    ("nz$", &["NZD"]),
    ("hk$", &["HKD"]),
    ("s$", &["SGD"]),
    ("nt$", &["TWD"]),
    ("mx$", &["MXN"]),
    ("r$", &["BRL"]),
    ("cn¥", &["CNY"]),
    ("円", &["JPY"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("ft", &["HUF"]),
    ("лв", &["BGN"]),
    ("лв.", &["BGN"]),
    ("руб", &["RUB", "BYN"]),
    ("руб.", &["RUB", "BYN"]),
    ("грн", &["UAH"]),
    ("грн.", &["UAH"]),
    ("дин.", &["RSD", "MKD"]),
    ("tl", &["TRY"]),
    ("rm", &["MYR"]),
    ("rp", &["IDR"]),
    ("rp.", &["IDR"]),
    ("s/", &["PEN"]),
    ("ksh", &["KES"]),
    ("د.إ", &["AED"]),
    ("؋", &["AFN"]),
    ("֏", &["AMD"]),
    ("৳", &["BDT"]),
    ("฿", &["THB"]),
    ("៛", &["KHR"]),
    ("₡", &["CRC"]),
    ("₦", &["NGN"]),
    ("₩", &["KRW"]),
    ("₪", &["ILS"]),
    ("₫", &["VND"]),
    ("₭", &["LAK"]),
    ("₮", &["MNT"]),
    ("₱", &["PHP"]),
    ("₲", &["PYG"]),
    ("₴", &["UAH"]),
    ("₵", &["GHS"]),
    ("₸", &["KZT"]),
    ("₹", &["INR"]),
    ("₺", &["TRY"]),
    ("₼", &["AZN"]),
    ("₽", &["RUB"]),
    ("₾", &["GEL"]),
];

const DOLLARS: &[&str] =
    &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "XCD"];
const CROWNS: &[&str] = &["SEK", "NOK", "DKK", "ISK"];
const RUPEES: &[&str] = &["INR", "PKR", "LKR", "NPR", "MUR"];
const RIALS: &[&str] = &["SAR", "QAR", "OMR", "YER", "IRR"];

/// The currencies that people can mean by a sign; none where it is no sign of any.
pub(super) fn codes(sign: &str) -> &'static [&'static str] {
    let sign = fold(sign.trim());
    let found = SIGNS.iter().find(|(known, _)| fold(known) == sign);
    found.map_or(&[], |(_, codes)| *codes)
}

/// Whether a text is a currency's code or sign, though it be that of several.
pub(super) fn is_named(text: &str) -> bool {
    let code = || iso_currency::Currency::from_code(&text.to_ascii_uppercase()).is_some();
    !codes(text).is_empty() || code()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_known_by_itself_and_of_money_that_people_pay_with() {
        for (sign, all) in SIGNS {
            assert_eq!(codes(sign), *all, "{sign}");
            for code in *all {
                let known = iso_currency::Currency::from_code(code);
                assert!(known.is_some_and(|it| it.exponent().is_some() && !it.is_fund()), "{code}");
            }
        }
    }
}
