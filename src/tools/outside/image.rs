//! A picture that others have, and that is taken in.

pub mod import;
