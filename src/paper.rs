//! Commercial documents on paper: a quote, an invoice or a credit note in, a PDF out.
//!
//! The text is text: it can be selected, searched and read aloud, in the order in which it is read. The file is a
//! tagged PDF. It is not PDF/A and holds no e-invoice, and nothing in it says that it does. No store, no tools.

mod document;
mod layout;
mod page;
mod pdf;
mod type_face;
mod words;

pub use self::{
    document::{Buyer, Deduction, Document, Row, Seller, Tax},
    layout::title,
    pdf::{Made, Style, missing_letters, pdf},
    words::{in_language, language_of},
};
