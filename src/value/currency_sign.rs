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

#[cfg(test)]
pub(super) fn all_codes() -> impl Iterator<Item = &'static str> {
    SIGNS.iter().flat_map(|(_, codes)| codes.iter().copied())
}
