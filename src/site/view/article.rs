//! Posts and entries as templates show them: in lists, and on their own pages.

use serde::Serialize;

use super::{ImageView, Status};

/// The content of a page below its sections.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Body {
    /// Posts or entries of a collection.
    List(ListView),
    Post(PostView),
    Entry(EntryView),
}

/// A part of a list of posts or entries.
#[derive(Debug, Clone, Serialize)]
pub struct ListView {
    pub look: Look,
    pub cards: Vec<CardView>,
    /// The number of this part of the list, from 1 on.
    pub number: usize,
    /// The address of the previous part.
    pub previous: Option<String>,
    /// The address of the next part.
    pub next: Option<String>,
}

/// How a list is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Look {
    /// One below the other, with dates.
    Posts,
    /// Side by side.
    Entries,
}

/// A post or entry in a list.
#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    pub title: String,
    /// The path of its page.
    pub href: String,
    /// Who may see it.
    pub status: Status,
    /// The publication date.
    pub date: Option<DateView>,
    pub category: Option<String>,
    /// A summary as plain text.
    pub text: Option<String>,
    pub image: Option<ImageView>,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// RFC 3339, for programs.
    pub iso: String,
    /// For people: `21 November 2026`.
    pub text: String,
}

/// A post on its own page.
#[derive(Debug, Clone, Serialize)]
pub struct PostView {
    /// The publication date.
    pub date: Option<DateView>,
    pub author: Option<String>,
    pub category: Option<String>,
    /// The picture above the text.
    pub cover: Option<ImageView>,
    /// The text, in Markdown.
    pub text: String,
    /// The language of the text, where it is not that of the page.
    pub lang: Option<String>,
    /// The name and path of its collection.
    pub collection: (String, String),
}

/// An entry on its own page, arranged by the fields of its collection.
#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    /// The introduction: its first text.
    pub lede: Option<String>,
    /// The picture above everything else: its first one.
    pub cover: Option<ImageView>,
    /// All other fields.
    #[serde(flatten)]
    pub item: ItemView,
    /// The name and path of its collection.
    pub collection: (String, String),
}

/// The fields of an entry, or of an item of a list in it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ItemView {
    /// Short values.
    pub facts: Vec<FactView>,
    /// Longer values, in the order of the fields.
    pub blocks: Vec<Block>,
}

/// A short value.
#[derive(Debug, Clone, Serialize)]
pub struct FactView {
    /// The field's name for people: `Start date`.
    pub label: String,
    pub text: String,
    pub href: Option<String>,
}

/// A longer value.
#[derive(Debug, Clone, Serialize)]
pub struct Block {
    /// The field's name for people, if it needs one.
    pub label: Option<String>,
    /// Plain text.
    pub text: Option<String>,
    pub markdown: Option<String>,
    pub image: Option<ImageView>,
    /// The items of a list.
    pub items: Vec<ItemView>,
}
