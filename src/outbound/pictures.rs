//! Stock photo services: one interface, and a file for each service.
//!
//! A service's file describes its requests and parses its answers; sending requests and interpreting errors is done
//! here for all of them. An item that cannot be parsed, may not be used by a business, or is not a photo is skipped.
//! The texts are untrusted; whoever shows them marks them.

mod credit;
mod field;
mod openverse;
mod pexels;
mod photo;
mod provider_error;
mod search;
mod unsplash;
mod wikimedia;

use std::time::Duration;

pub use self::credit::{Credit, Part};
pub use self::openverse::OPENVERSE;
pub use self::pexels::PEXELS;
pub use self::photo::{File, Photo, UseNotice, linked_at};
pub use self::provider_error::{ProviderError, resting};
pub use self::search::{Color, Orientation, Search};
pub use self::unsplash::UNSPLASH;
pub use self::wikimedia::WIKIMEDIA;
use super::{Caps, Provider};

/// Every service; the one with the most suitable photos for websites comes first.
pub const LIBRARIES: &[&Library] = &[&PEXELS, &UNSPLASH, &OPENVERSE, &WIKIMEDIA];

/// Bytes. An answer has a few dozen photos of a few hundred bytes each.
const ANSWER_MAX: usize = 2 << 20;

/// Long enough for a slow service, and short enough that the other services' results can still be used.
const TIMEOUT: Duration = Duration::from_secs(6);

/// A stock photo service.
pub struct Library {
    /// The name on the wire.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The photos on a page of results, including those that are skipped.
    pub page_size: u32,
    ask: fn(&Provider, &Search, u32) -> String,
    read: Reading<Vec<Photo>>,
    ask_one: fn(&Provider, &str) -> String,
    read_one: Reading<Option<Photo>>,
}

/// Parses a body.
type Reading<T> = fn(&[u8]) -> serde_json::Result<T>;

impl Library {
    /// The service with this name.
    pub fn named(name: &str) -> Option<&'static Library> {
        LIBRARIES.iter().find(|library| library.name == name).copied()
    }

    /// A page of search results; pages count from 1.
    ///
    /// # Errors
    /// See [`ProviderError`].
    pub async fn search(
        &self,
        service: &Provider,
        search: &Search,
        page: u32,
    ) -> Result<Vec<Photo>, ProviderError> {
        let address = (self.ask)(service, search, page);
        let mut photos = self.answer(service, &address, self.read).await?;
        if let Some(orientation) = search.orientation {
            photos.retain(|photo| photo.is(orientation));
        }
        Ok(photos)
    }

    /// The photo with that id.
    ///
    /// # Errors
    /// [`ProviderError::Gone`] if there is none that may be used; otherwise see [`ProviderError`].
    pub async fn photo(&self, service: &Provider, id: &str) -> Result<Photo, ProviderError> {
        let address = (self.ask_one)(service, id);
        let found = self.answer(service, &address, self.read_one).await?;
        // The id is part of an address, so the photo that came is verified to be the one asked for.
        found.filter(|photo| photo.photo_id == id).ok_or(ProviderError::Gone)
    }

    /// Reports to the service that one of its photos is used, if it requires that.
    ///
    /// # Errors
    /// See [`ProviderError`].
    pub async fn tell(&self, service: &Provider, photo: &Photo) -> Result<(), ProviderError> {
        let File::Linked { notice: UseNotice { steps, query }, .. } = &photo.file else {
            return Ok(());
        };
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let query: Vec<(&str, &str)> =
            query.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let answer = service.get(&service.address(&steps, &query), caps()).await;
        provider_error::of(answer.map_err(ProviderError::Failed)?).map(drop)
    }

    async fn answer<T>(
        &self,
        service: &Provider,
        address: &str,
        read: Reading<T>,
    ) -> Result<T, ProviderError> {
        let answer = service.get(address, caps()).await.map_err(ProviderError::Failed)?;
        let answer = provider_error::of(answer)?;
        read(&answer.body).map_err(|wrong| ProviderError::Unreadable(wrong.to_string()))
    }
}

fn caps() -> Caps {
    Caps { body_max: ANSWER_MAX, whole: TIMEOUT, ..Caps::default() }
}
