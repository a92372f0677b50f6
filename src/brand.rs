//! What a business looks like: the palette that its colour becomes, the fonts that we ship, and the pictures that are
//! made of its logo and its name.
//!
//! Everything is computed from a few values that the site keeps; nothing is fetched, and nothing knows the store.

pub mod card;
pub mod draw;
pub mod fonts;
pub mod icons;
pub mod palette;
pub mod pixels;
pub mod sheet;
