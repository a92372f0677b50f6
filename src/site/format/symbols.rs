//! Currency symbols from CLDR for English, the language of the pages' own texts.
//!
//! From CLDR 47 (`cldr-numbers-full/main/en*/currencies.json`). No ready library has them: ICU4X's is experimental,
//! and others have one symbol for each currency, which is `$` for twenty of them.

/// The symbols that the locale `en` uses instead of the code.
const ENGLISH: &[(&str, &str)] = &[
    ("AUD", "A$"),
    ("BRL", "R$"),
    ("CAD", "CA$"),
    ("CNY", "CN¥"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("HKD", "HK$"),
    ("ILS", "₪"),
    ("INR", "₹"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("MXN", "MX$"),
    ("NZD", "NZ$"),
    ("PHP", "₱"),
    ("TWD", "NT$"),
    ("USD", "$"),
    ("VND", "₫"),
    ("XAF", "FCFA"),
    ("XCD", "EC$"),
    ("XCG", "Cg."),
    ("XOF", "F\u{202f}CFA"),
    ("XPF", "CFPF"),
];

/// The symbols that English speakers in a country use for their own currency, if different.
const AT_HOME: &[(&str, &str, &str)] = &[
    ("$", "AUD", "AU CC CX KI NF NR TV"),
    ("$", "BBD", "BB"),
    ("$", "BMD", "BM"),
    ("$", "BSD", "BS"),
    ("$", "BZD", "BZ"),
    ("$", "CAD", "CA"),
    ("$", "FJD", "FJ"),
    ("$", "GYD", "GY"),
    ("$", "JMD", "JM"),
    ("$", "KYD", "KY"),
    ("$", "LRD", "LR"),
    ("$", "NAD", "NA"),
    ("$", "NZD", "NZ CK NU PN TK"),
    ("$", "SBD", "SB"),
    ("$", "SGD", "SG"),
    ("$", "TTD", "TT"),
    ("$", "XCD", "AG DM GD KN LC MS VC"),
    ("£", "FKP", "FK"),
    ("£", "GIP", "GI"),
    ("£", "SHP", "SH"),
    ("£", "SSP", "SS"),
    ("Ar", "MGA", "MG"),
    ("D", "GMD", "GM"),
    ("E", "SZL", "SZ"),
    ("FBu", "BIF", "BI"),
    ("GH₵", "GHS", "GH"),
    ("K", "PGK", "PG"),
    ("K", "ZMW", "ZM"),
    ("Ksh", "KES", "KE"),
    ("Le", "SLE", "SL"),
    ("MK", "MWK", "MW"),
    ("MOP$", "MOP", "MO"),
    ("Nfk", "ERN", "ER"),
    ("P", "BWP", "BW"),
    ("R", "ZAR", "ZA LS"),
    ("RF", "RWF", "RW"),
    ("RM", "MYR", "MY"),
    ("Rf", "MVR", "MV"),
    ("Rp", "IDR", "ID"),
    ("Rs", "MUR", "MU"),
    ("Rs", "PKR", "PK"),
    ("SR", "SCR", "SC"),
    ("T$", "TOP", "TO"),
    ("TSh", "TZS", "TZ"),
    ("USh", "UGX", "UG"),
    ("VT", "VUV", "VU"),
    ("WS$", "WST", "WS"),
    ("kr", "NOK", "NO"),
    ("kr", "SEK", "SE"),
    ("kr.", "DKK", "DK"),
    ("₦", "NGN", "NG"),
];

/// Symbols shared by several currencies (CLDR's narrow symbols), with those currencies.
const SHARED: &[(&str, &str)] = &[
    (
        "$",
        "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD \
         UYU XCD",
    ),
    ("£", "FKP GBP GIP SHP SSP SYP"),
    ("¥", "CNY JPY"),
    ("₩", "KPW KRW"),
];

/// The symbol of a currency on a site whose own currency is `own`; `None` if the code is clearer.
pub(super) fn symbol(currency: &str, own: &str, country: &str) -> Option<&'static str> {
    let english = ENGLISH.iter().find(|(code, _)| *code == currency).map(|(_, symbol)| *symbol);
    if currency == own {
        let at_home = AT_HOME.iter().find(|(_, code, countries)| {
            *code == currency && countries.split(' ').any(|home| home == country)
        });
        return at_home.map(|(symbol, _, _)| *symbol).or(english);
    }
    let owners =
        |symbol: &str| SHARED.iter().find(|(sign, _)| *sign == symbol).map(|(_, owners)| *owners);
    let is_own = |symbol: &&str| {
        owners(symbol).is_some_and(|owners| owners.split(' ').any(|owner| owner == own))
    };
    english.filter(|symbol| !is_own(symbol))
}
