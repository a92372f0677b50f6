//! Whose site it is: what the business is called, where and when it is found, and in which money, time and language it
//! speaks. A tenant has exactly one.

use deskhand_entity::Entity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Json;
use crate::{
    clock::Time,
    id::SiteId,
    value::{Brand, Currency, Day, Hours, Taxation, Theme, Zone},
};

/// A site as it is stored.
#[derive(Clone, Debug, Entity)]
#[entity(table = "site", label = name, sort = "name", new = NewSite)]
pub(crate) struct SiteRow {
    pub(crate) id: SiteId,
    /// What people call the business; empty until somebody says.
    #[column(translated)]
    pub(crate) name: String,
    #[column(translated)]
    pub(crate) tagline: String,
    /// What it is called in contracts, where that is not its name.
    pub(crate) legal_name: String,
    /// A type of schema.org, or empty.
    pub(crate) business_type: String,
    /// As [`Email`](crate::value::Email) keeps it.
    #[column(kind = crate::store::entity::Kind::Email)]
    pub(crate) email: Option<String>,
    /// E.164.
    #[column(kind = crate::store::entity::Kind::Phone)]
    pub(crate) phone: Option<String>,
    /// `{ street?, postalCode?, city?, region?, country? }`
    pub(crate) address: Json,
    /// As [`Hours`] writes them.
    #[column(said = "opening hours")]
    pub(crate) opening_hours: Json,
    /// `https:` addresses.
    pub(crate) social: Vec<String>,
    /// That of prices which say none.
    pub(crate) currency: Currency,
    /// ISO 3166; phone numbers are read as its people write them.
    pub(crate) country: String,
    /// An IANA name.
    #[column(said = "time zone")]
    pub(crate) timezone: String,
    /// BCP 47: the language of the site.
    #[column(said = "language")]
    pub(crate) locale: String,
    /// BCP 47: its languages besides that.
    #[column(said = "languages")]
    pub(crate) locales: Vec<String>,
    /// How it looks.
    pub(crate) theme: Theme,
    /// As [`Brand`] writes it.
    #[column(said = "look", address, default)]
    pub(crate) brand: Json,
    /// `{ imageId }`, as content refers to images; so do the two below.
    #[column(address, default)]
    pub(crate) logo: Option<Value>,
    /// The logo on a dark ground.
    #[column(address, default)]
    pub(crate) logo_dark: Option<Value>,
    /// What stands for the site where there is no room for the logo.
    #[column(address, default)]
    pub(crate) icon: Option<Value>,
    /// How it is taxed and what its invoices say, as [`Taxation`] writes it.
    #[column(address, default)]
    pub(crate) tax: Json,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}

/// Where a business is found, in parts; each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub(crate) struct Address {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) street: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) postal_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) city: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    /// Where it is not that of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) country: Option<String>,
}

impl SiteRow {
    /// Where the business is found.
    pub(crate) fn address(&self) -> Address {
        self.address.read().unwrap_or_default()
    }

    /// What it looks like. What another version has written and this one cannot read is nothing.
    pub(crate) fn brand(&self) -> Brand {
        self.brand.read().unwrap_or_default()
    }

    /// How it is taxed. What another version has written and this one cannot read is nothing.
    pub(crate) fn taxation(&self) -> Taxation {
        self.tax.read().unwrap_or_default()
    }

    /// The day that it is there.
    pub(crate) fn today(&self) -> Day {
        Day::of(self.zone().now().date())
    }

    /// The time zone of its days.
    pub(crate) fn zone(&self) -> Zone {
        Zone::of(&self.timezone)
    }

    /// When the business is open. What another version has written and this one cannot read is none.
    pub(crate) fn hours(&self) -> Hours {
        self.opening_hours.read().unwrap_or_default()
    }
}
