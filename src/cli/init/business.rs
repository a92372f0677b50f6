//! What is asked of the business.

use crate::{
    cli::{
        args::InitArgs,
        ask::Asker,
        failure::Failure,
        screen::{Screen, Shown},
    },
    config,
    error::{Code, Error, Result},
    starter::kind::{KINDS, starter_site},
    tool::arguments::nearest,
    value::{Country, Currency, Line, Locale, Zone},
};

const NAME_CHARS_MAX: usize = 200;

/// The words of the starter sites.
const STARTER_LANGUAGE: &str = "en";

/// What was said of the business; `None` is left as it is.
pub(super) struct Business {
    pub(super) name: Option<String>,
    pub(super) country: Option<String>,
    pub(super) currency: Option<Currency>,
    pub(super) timezone: Option<String>,
    pub(super) language: Option<String>,
    /// The file of the starter site.
    pub(super) kind: Option<&'static str>,
}

impl Business {
    /// The name of the language of the site, if the starter sites are in another one.
    pub(super) fn foreign_language(&self) -> Option<String> {
        let tag = self.language.as_deref()?;
        let language = tag.split('-').next().unwrap_or(tag);
        (language != STARTER_LANGUAGE).then(|| Locale::name(language).to_owned())
    }
}

/// Reads what the flags say, and asks for the rest. Where nobody is asked, a desk that is there keeps what it has.
pub(super) fn ask(
    args: &InitArgs,
    asker: &Asker<'_>,
    is_there: bool,
    screen: &Screen,
) -> std::result::Result<Business, Failure> {
    let machine = config::machine_language();
    let mut business = given(args)?;
    if asker.asks() && business.name.is_none() {
        business.name =
            asker.until("What is your business called?", None, |text| name(text).map(Some))?;
    }
    if !asker.asks() && is_there {
        return Ok(business);
    }
    let region = machine.as_deref().and_then(region).unwrap_or("US");
    let country = or_ask(asker, business.country, "In which country is it?", region, country)?;
    let usual = Country::parse(&country).ok().and_then(Currency::of).map_or("USD", Currency::code);
    let currency = business.currency.map(|currency| currency.code().to_owned());
    let currency = or_ask(asker, currency, "In which currency are its prices?", usual, |text| {
        Currency::parse(text).map(|currency| currency.code().to_owned())
    })?;
    let here = Zone::here();
    let here = here.as_ref().map_or("UTC", Zone::name);
    let timezone = or_ask(
        asker,
        business.timezone,
        "In which time zone? A city does, such as Lisbon.",
        here,
        zone,
    )?;
    let spoken = machine.as_deref().filter(|tag| Locale::parse(tag).is_ok()).unwrap_or("en");
    let language = or_ask(asker, business.language, "In which language is its site?", spoken, tag)?;
    if asker.asks() && args.kind.is_none() {
        for (kind, text) in KINDS {
            let about = starter_site(text)?.about;
            screen.note(Shown::lines(&format!("  {kind:<13} {about}")));
        }
        let question = "What kind of business is it? (`none` leaves the site empty)";
        business.kind = asker.until(question, Some("other"), kind)?;
    }
    Ok(Business {
        country: Some(country),
        currency: Some(Currency::parse(&currency)?),
        timezone: Some(timezone),
        language: Some(language),
        ..business
    })
}

/// The flags, each checked before anything is asked or made.
fn given(args: &InitArgs) -> std::result::Result<Business, Failure> {
    fn read<T>(
        given: Option<&String>,
        read: impl Fn(&str) -> Result<T>,
    ) -> std::result::Result<Option<T>, Failure> {
        given.map(|text| read(text)).transpose().map_err(Failure::usage)
    }
    Ok(Business {
        name: read(args.name.as_ref(), name)?,
        country: read(args.country.as_ref(), country)?,
        currency: read(args.currency.as_ref(), Currency::parse)?,
        timezone: read(args.timezone.as_ref(), zone)?,
        language: read(args.language.as_ref(), tag)?,
        kind: read(args.kind.as_ref(), kind)?.flatten(),
    })
}

fn or_ask(
    asker: &Asker<'_>,
    given: Option<String>,
    question: &str,
    suggestion: &str,
    read: impl Fn(&str) -> Result<String>,
) -> std::result::Result<String, Failure> {
    match given {
        Some(given) => Ok(given),
        None if asker.asks() => asker.until(question, Some(suggestion), read),
        None => Ok(read(suggestion)?),
    }
}

fn name(text: &str) -> Result<String> {
    Ok(Line::<1, NAME_CHARS_MAX>::parse("the name", text)?.to_string())
}

/// By its letters or its name, as people type it.
fn country(text: &str) -> Result<String> {
    match Country::named(text) {
        Some(country) => Ok(country.code().to_owned()),
        None => Country::parse(text).map(|country| country.code().to_owned()),
    }
}

fn zone(text: &str) -> Result<String> {
    Ok(Zone::parse(text)?.name().to_owned())
}

fn tag(text: &str) -> Result<String> {
    Ok(Locale::parse(text)?.tag().to_owned())
}

/// The file of a kind; none for `none`.
fn kind(text: &str) -> Result<Option<&'static str>> {
    let wanted = text.trim().to_lowercase().replace('é', "e");
    if wanted == "none" {
        return Ok(None);
    }
    let found = KINDS.iter().find(|(name, _)| *name == wanted);
    found.map(|(_, file)| Some(*file)).ok_or_else(|| {
        let names = || KINDS.iter().map(|(name, _)| *name);
        let near = nearest(&wanted, names());
        let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        let all = names().collect::<Vec<_>>().join(", ");
        Error::new(Code::ArgumentInvalid, format!("there is no kind `{text}`"))
            .suggest(format!("{near}choose {all}, or none"))
    })
}

/// The country of a tag such as `de-AT`.
fn region(tag: &str) -> Option<&str> {
    let mut parts = tag.split('-').skip(1);
    parts.find(|part| part.len() == 2 && Country::parse(part).is_ok())
}
