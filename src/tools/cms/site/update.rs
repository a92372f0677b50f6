//! `updateSite`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    SiteOut,
    brand::{self, BrandInput, ImageInput},
    languages,
    tax::TaxInput,
};
use crate::{
    error::Result,
    store::{
        Sql, TenantRead, TenantWrite,
        entity::{Address, Json, SiteRow},
        ledger,
    },
    tool::{Command, Resource, Spec},
    value::{
        BusinessType, Country, Currency, Email, HOME, Hours, HoursSpan, Line, Locale, Patch, Phone,
        Theme, WebAddress, Zone,
    },
};

/// The tool.
pub static TOOL: Command<Input, SiteOut> = Command::new(
    Spec {
        name: "updateSite",
        title: "Update the site",
        description: "Update the business; \"\" empties.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    name: Option<Line<0, 200>>,
    tagline: Option<Line<0, 200>>,
    legal_name: Option<Line<0, 200>>,
    #[serde(default)]
    business_type: Patch<BusinessType>,
    #[serde(default)]
    email: Patch<Email>,
    #[serde(default)]
    phone: Patch<Line<1, 40>>,
    /// { street?, postalCode?, city?, region?, country? }
    #[serde(default)]
    address: Patch<AddressInput>,
    /// [{ days: [mon, …], opens: "09:00", closes, closed? }]
    #[schemars(length(max = 50))]
    opening_hours: Option<Vec<HoursSpan>>,
    #[schemars(length(max = 20))]
    social: Option<Vec<WebAddress>>,
    currency: Option<Currency>,
    country: Option<Country>,
    timezone: Option<Zone>,
    locale: Option<Locale>,
    /// Besides locale.
    #[schemars(length(max = 20))]
    locales: Option<Vec<Locale>>,
    #[schemars(extend("x-said" = said()))]
    theme: Option<Theme>,
    /// { color, accent, headingFont, textFont, corners, density, imageTreatment }
    #[serde(default)]
    brand: Patch<BrandInput>,
    #[serde(default)]
    logo: Patch<ImageInput>,
    #[serde(default)]
    logo_dark: Patch<ImageInput>,
    #[serde(default)]
    icon: Patch<ImageInput>,
    /// { taxId, vatId, rates: [19, 7], included, smallBusiness, iban, paymentDays, … }
    tax: Option<TaxInput>,
    expected_version: Option<i64>,
}

/// What people say, and the theme that was made for it.
fn said() -> Value {
    json!({
        "classic": "default standard old before",
        "portfolio": "photographer photography photo gallery artist art designer architect minimal white black",
        "salon": "studio beauty hair hairdresser barber spa yoga nail massage wellnes elegant feminine",
        "trades": "trade plumber electrician builder carpenter garden gardener garage mechanic roofer cleaner bold",
        "consulting": "consultant coach lawyer attorney accountant therapist practice doctor physio agency serious",
        "bistro": "restaurant cafe café bar pub bakery food winery hotel",
        "maker": "shop store craft potter pottery ceramic jewelry jeweller florist toy course teacher playful",
    })
}

/// Parts of an address; those that are left out stay.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct AddressInput {
    street: Option<Line<0, 200>>,
    postal_code: Option<Line<0, 40>>,
    city: Option<Line<0, 200>>,
    region: Option<Line<0, 200>>,
    #[serde(default)]
    country: Patch<Country>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<SiteOut>> {
    // The site as the caller knows it.
    let before = db.spoken_site()?;
    let key = before.id.to_string();
    ledger::expect_version(db, "site", &key, before.version, input.expected_version)?;

    let mut after = before.clone();
    let set = |field: &mut String, value: Option<&str>| {
        if let Some(value) = value {
            value.clone_into(field);
        }
    };
    set(&mut after.name, input.name.as_deref());
    set(&mut after.tagline, input.tagline.as_deref());
    set(&mut after.legal_name, input.legal_name.as_deref());
    set(&mut after.country, input.country.map(Country::code));
    set(&mut after.timezone, input.timezone.as_ref().map(Zone::name));
    set(&mut after.locale, input.locale.as_ref().map(Locale::tag));
    after.currency = input.currency.unwrap_or(before.currency);
    after.theme = input.theme.unwrap_or(before.theme);
    match input.business_type {
        Patch::Absent => {}
        Patch::Null => after.business_type.clear(),
        Patch::Value(kind) => kind.name().clone_into(&mut after.business_type),
    }
    // A number without + is one of the country that the site has from now on.
    let phone = input.phone.try_map(|phone| Phone::parse(&phone, &after.country))?;
    after.phone = phone.map(|phone| phone.to_string()).applied(before.phone.clone());
    after.email = input.email.map(|email| email.to_string()).applied(before.email.clone());
    let address = match input.address {
        Patch::Absent => before.address(),
        Patch::Null => Address::default(),
        Patch::Value(parts) => parts.applied(before.address()),
    };
    after.address = Json::of(&address)?;
    if let Some(said) = &input.opening_hours {
        after.opening_hours = Json::of(&Hours::of(said)?)?;
    }
    if let Some(social) = input.social {
        after.social.clear();
        for address in &social {
            if after.social.iter().all(|known| **known != **address) {
                after.social.push(address.to_string());
            }
        }
    }
    if let Some(locales) = &input.locales {
        after.locales.clear();
        for locale in locales {
            if after.locales.iter().all(|known| known != locale.tag()) {
                languages::refuse_page_at(db, locale)?;
                after.locales.push(locale.tag().to_owned());
            }
        }
    }
    let own = after.locale.clone();
    after.locales.retain(|locale| *locale != own);
    if let Some(tax) = input.tax {
        after.tax = Json::of(&tax.applied(before.taxation())?)?;
    }
    brand::put(&mut after, input.brand)?;
    let pictures = [("logo", input.logo), ("logoDark", input.logo_dark), ("icon", input.icon)];
    let looks = brand::place(db, &mut after, pictures)?;
    after.save(db)?;

    let notes = notes(db, &before, &after, input.opening_hours.is_some())?;
    let notes: Vec<String> =
        notes.into_iter().chain(brand::notes(&before, &after)).chain(looks).collect();
    let after = db.spoken_site()?;
    let note = (!notes.is_empty()).then(|| notes.join(" "));
    Ok(Resource::at(SiteOut::of(db, after)?, db.page_url(HOME)).noting(note))
}

impl AddressInput {
    fn applied(self, before: Address) -> Address {
        let part = |given: Option<&str>, before: Option<String>| match given {
            None => before,
            Some("") => None,
            Some(given) => Some(given.to_owned()),
        };
        Address {
            street: part(self.street.as_deref(), before.street),
            postal_code: part(self.postal_code.as_deref(), before.postal_code),
            city: part(self.city.as_deref(), before.city),
            region: part(self.region.as_deref(), before.region),
            country: self.country.map(|country| country.code().to_owned()).applied(before.country),
        }
    }
}

/// What the change means beyond the site.
fn notes(
    db: &TenantRead<'_>,
    before: &SiteRow,
    after: &SiteRow,
    has_hours: bool,
) -> Result<Option<String>> {
    let mut notes = Vec::new();
    if before.currency != after.currency {
        let code = after.currency.code();
        notes.push(format!(
            "New prices and orders are in {code}; prices and orders that are there keep their currency{}.",
            others(db, after.currency)?
        ));
    }
    if before.timezone != after.timezone {
        let zone = &after.timezone;
        notes.push(format!("Days and times are read and shown in {zone} from now on."));
    }
    if before.country != after.country {
        let country = &after.country;
        notes.push(format!("Phone numbers without + are read as in {country} from now on."));
        if after.timezone == "UTC" {
            let here = Zone::here().filter(|zone| zone.name() != "UTC");
            let here = here.as_ref().map_or("Europe/Madrid", Zone::name);
            notes.push(format!("The time zone is still UTC: send timezone, for example {here}."));
        }
    }
    let has_city = |row: &SiteRow| row.address().city.is_some();
    let is_left = after.timezone == "UTC" && before.country == after.country;
    if is_left && has_city(after) && !has_city(before) {
        notes.push(format!(
            "The country is {} and the time zone UTC, as nobody has set them: send country and timezone as well.",
            after.country
        ));
    }
    if let Some(country) = after.address().country.filter(|country| *country != after.country)
        && before.address != after.address
    {
        notes.push(format!(
            "The address is in {country}, the site's country is {}: send country as well if that moves too.",
            after.country
        ));
    }
    notes.extend(languages::notes(db, before, after)?);
    let late = has_hours.then(|| after.hours());
    let late = late.iter().flat_map(Hours::over_midnight);
    let late: Vec<String> = late.map(|(day, at)| format!("{} {at}", day.as_str())).collect();
    if !late.is_empty() {
        notes.push(format!("Hours over midnight end on {}.", late.join(", ")));
    }
    Ok((!notes.is_empty()).then(|| notes.join(" ")))
}

/// How many prices are in another currency, for who may know: ` (2 packages, 1 service)`.
fn others(db: &TenantRead<'_>, currency: Currency) -> Result<String> {
    const PACKAGES: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM package WHERE tenant_id = :tenant AND currency <> :currency",
    );
    const SERVICES: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM service
         WHERE tenant_id = :tenant AND currency <> :currency AND price_minor IS NOT NULL",
    );
    let mut counts = Vec::new();
    for (noun, sql) in [("package", &PACKAGES), ("service", &SERVICES)] {
        let count =
            if db.may_read(noun) { db.count(sql, &[(":currency", currency.into())])? } else { 0 };
        let plural = if count == 1 { "" } else { "s" };
        if count > 0 {
            counts.push(format!("{count} {noun}{plural}"));
        }
    }
    Ok(if counts.is_empty() { String::new() } else { format!(" ({})", counts.join(", ")) })
}
