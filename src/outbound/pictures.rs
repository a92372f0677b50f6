//! Stock pictures: one port, and a file for each service that has them.
//!
//! A file says how its service is asked and how its answers are read, and does neither itself: asking, and
//! what a refusal means, is here and the same for all. An item that cannot be read, may not be used by a
//! business, or is no photo costs itself only. What comes is text of strangers; whoever shows it says so.

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

/// Every service, the one whose pictures suit a website best first.
pub const LIBRARIES: &[&Library] = &[&PEXELS, &UNSPLASH, &OPENVERSE, &WIKIMEDIA];

/// An answer has a few dozen photos of a few hundred bytes each.
const ANSWER_MAX: usize = 2 << 20;

/// Long enough for a slow service, and short enough that the others' answers still count.
const PATIENCE: Duration = Duration::from_secs(6);

/// A service that has pictures.
pub struct Library {
    /// Its name on the wire.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// How many photos a page of its results has, those that are left out counted.
    pub page_size: u32,
    ask: fn(&Provider, &Search, u32) -> String,
    read: Reading<Vec<Photo>>,
    ask_one: fn(&Provider, &str) -> String,
    read_one: Reading<Option<Photo>>,
}

/// How a body is read.
type Reading<T> = fn(&[u8]) -> serde_json::Result<T>;

impl Library {
    /// The service of that name.
    pub fn named(name: &str) -> Option<&'static Library> {
        LIBRARIES.iter().find(|library| library.name == name).copied()
    }

    /// A page of what `search` finds; pages count from 1.
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

    /// The photo of that id.
    ///
    /// # Errors
    /// [`ProviderError::Gone`] where there is none that may be used; see [`ProviderError`].
    pub async fn photo(&self, service: &Provider, id: &str) -> Result<Photo, ProviderError> {
        let address = (self.ask_one)(service, id);
        let found = self.answer(service, &address, self.read_one).await?;
        // Ids stand in addresses: what was asked for and what came are held against each other.
        found.filter(|photo| photo.photo_id == id).ok_or(ProviderError::Gone)
    }

    /// Tells the service that one of its photos is being used, where it wants to know.
    ///
    /// # Errors
    /// See [`ProviderError`].
    pub async fn tell(&self, service: &Provider, photo: &Photo) -> Result<(), ProviderError> {
        let File::Linked { told: UseNotice { steps, query }, .. } = &photo.file else {
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
    Caps { body_max: ANSWER_MAX, whole: PATIENCE, ..Caps::default() }
}
