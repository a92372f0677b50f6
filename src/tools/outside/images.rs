//! Searching stock photos.

pub mod browse;

mod provider_page;
