//! Pictures that others have.

pub mod browse;

mod provider_page;
