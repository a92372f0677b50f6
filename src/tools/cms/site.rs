//! The site itself: whose it is, where and when they are found, and in which money, time and language it speaks. There
//! is one, so nothing names it.

pub mod get;
pub mod update;

pub mod brand;
mod languages;
mod logo;
pub mod tax;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::image;
use crate::{
    clock::Time,
    error::Result,
    id::SiteId,
    store::{
        TenantRead,
        entity::{Address, SiteRow},
        translation::Report,
    },
    value::{Brand, Choice as _, Currency, HoursSpan, Taxation},
};

/// The site as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct SiteOut {
    id: SiteId,
    name: String,
    tagline: String,
    legal_name: String,
    business_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    address: Address,
    opening_hours: Vec<HoursOut>,
    social: Vec<String>,
    #[schemars(with = "String")]
    currency: Currency,
    country: String,
    timezone: String,
    locale: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    warnings: Option<Vec<String>>,
    /// Its languages besides that.
    locales: Vec<String>,
    /// What is not translated, or not as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    translations: Option<Vec<UntranslatedOut>>,
    /// How many more things are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    translations_omitted: Option<usize>,
    theme: &'static str,
    #[schemars(with = "serde_json::Map<String, Value>")]
    brand: Brand,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    logo: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    logo_dark: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    icon: Option<Value>,
    /// How it is taxed and what its invoices say.
    #[schemars(with = "serde_json::Map<String, Value>")]
    tax: Taxation,
    /// Those that brand can name.
    #[serde(skip_serializing_if = "Option::is_none")]
    fonts: Option<brand::Fonts>,
    version: i64,
    updated_at: Time,
}

/// A thing that a language of the site does not have, or not as it is now.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct UntranslatedOut {
    locale: String,
    entity: &'static str,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// Texts that are shown in the site's own language.
    missing: Vec<String>,
    /// Texts of which the original has changed since.
    outdated: Vec<String>,
}

impl SiteOut {
    /// With what is not translated.
    fn telling(mut self, report: Report) -> SiteOut {
        let items = report.items.into_iter().map(|item| UntranslatedOut {
            locale: item.locale,
            entity: item.entity,
            id: item.id,
            label: item.label,
            missing: item.missing,
            outdated: item.outdated,
        });
        self.translations = Some(items.collect());
        self.translations_omitted = (report.omitted > 0).then_some(report.omitted);
        self
    }
}

/// Days with the same hours, or that are closed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct HoursOut {
    days: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opens: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closes: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    closed: bool,
}

impl From<HoursSpan> for HoursOut {
    fn from(span: HoursSpan) -> HoursOut {
        HoursOut {
            days: span.days.iter().map(|day| day.as_str()).collect(),
            opens: span.opens.map(|at| at.to_string()),
            closes: span.closes.map(|at| at.to_string()),
            closed: span.closed,
        }
    }
}

impl SiteOut {
    fn of(db: &TenantRead<'_>, site: SiteRow) -> Result<SiteOut> {
        let shown = |stored: &Option<Value>| {
            stored.as_ref().map(|image| image::expand(db, image)).transpose().map(Option::flatten)
        };
        Ok(SiteOut {
            address: site.address(),
            opening_hours: site.hours().into_spans().into_iter().map(HoursOut::from).collect(),
            brand: site.brand(),
            logo: shown(&site.logo)?,
            logo_dark: shown(&site.logo_dark)?,
            icon: shown(&site.icon)?,
            tax: site.taxation(),
            fonts: None,
            id: site.id,
            name: site.name,
            tagline: site.tagline,
            legal_name: site.legal_name,
            business_type: site.business_type,
            email: site.email,
            phone: site.phone,
            social: site.social,
            currency: site.currency,
            country: site.country,
            timezone: site.timezone,
            locale: site.locale,
            warnings: None,
            locales: site.locales,
            translations: None,
            translations_omitted: None,
            theme: site.theme.as_str(),
            version: site.version,
            updated_at: site.updated_at,
        })
    }
}
