//! Pictures in answers, for models that can see.
//!
//! A read gives what it found and, where the caller wants to see it, what makes the picture ([`Show`]). The gate makes
//! it once it knows what is in the answer, outside of transactions.

use std::fmt;

use super::{PerformContext, PerformFuture};

/// A picture in an answer: WebP, small enough for a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct View(pub Vec<u8>);

impl View {
    /// What its bytes are.
    pub const MEDIA_TYPE: &'static str = "image/webp";
}

/// Its bytes are in no log.
impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View({} bytes)", self.0.len())
    }
}

/// Makes the pictures of so many of the first things of a list: those that are in the answer.
pub type Show = Box<dyn FnOnce(usize, PerformContext) -> PerformFuture<Shown> + Send>;

/// What there is to see.
#[derive(Debug, Default)]
pub struct Shown {
    pub views: Vec<View>,
    /// What of it cannot be shown, or what one should know about it, in whole sentences.
    pub note: Option<String>,
}

impl Shown {
    /// No picture, and why.
    pub fn nothing(why: impl Into<String>) -> Shown {
        Shown { views: Vec::new(), note: Some(why.into()) }
    }
}
