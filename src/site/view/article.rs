//! Posts and entries as templates show them: in lists, and each on a page of its own.

use serde::Serialize;

use super::{ImageView, Status};

/// What a page shows below its sections.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Body {
    /// The posts or entries of a collection.
    List(ListView),
    Post(PostView),
    Entry(EntryView),
}

/// Some of the posts or entries of a collection.
#[derive(Debug, Clone, Serialize)]
pub struct ListView {
    /// How they are arranged.
    pub look: Look,
    pub cards: Vec<CardView>,
    /// Which part of the list this is, from 1 on.
    pub number: usize,
    /// The address of the part before.
    pub previous: Option<String>,
    /// The address of the part after.
    pub next: Option<String>,
}

/// How a list is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Look {
    /// Below each other, with dates.
    Posts,
    /// Beside each other.
    Entries,
}

/// A post or an entry in a list.
#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    pub title: String,
    /// The path of its page.
    pub href: String,
    /// Who gets to see it.
    pub status: Status,
    /// When the public saw it first.
    pub date: Option<DateView>,
    /// The category that it is in.
    pub category: Option<String>,
    /// What it is about, as plain text.
    pub text: Option<String>,
    /// The picture that stands for it.
    pub image: Option<ImageView>,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// For programs: RFC 3339.
    pub iso: String,
    /// For people: `21 November 2026`.
    pub text: String,
}

/// A post on its own page.
#[derive(Debug, Clone, Serialize)]
pub struct PostView {
    /// When the public saw it first.
    pub date: Option<DateView>,
    pub author: Option<String>,
    /// The category that it is in.
    pub category: Option<String>,
    /// The picture above the text.
    pub cover: Option<ImageView>,
    /// The text, in Markdown.
    pub text: String,
    /// The collection that it is in: name and path.
    pub collection: (String, String),
}

/// An entry on its own page, arranged by the fields of its collection.
#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    /// What it is about: its first text.
    pub lede: Option<String>,
    /// The picture above everything else: its first one.
    pub cover: Option<ImageView>,
    /// All other fields.
    #[serde(flatten)]
    pub item: ItemView,
    /// The collection that it is in: name and path.
    pub collection: (String, String),
}

/// The fields of an entry, or of one item of a list in it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ItemView {
    /// What is said in a few words.
    pub facts: Vec<FactView>,
    /// What takes more room, in the order of the fields.
    pub blocks: Vec<Block>,
}

/// Something that is said in a few words.
#[derive(Debug, Clone, Serialize)]
pub struct FactView {
    /// The field's name as people write it: `Start date`.
    pub label: String,
    pub text: String,
    pub href: Option<String>,
}

/// A field that takes room.
#[derive(Debug, Clone, Serialize)]
pub struct Block {
    /// The field's name as people write it, where it needs one.
    pub label: Option<String>,
    /// Plain text.
    pub text: Option<String>,
    pub markdown: Option<String>,
    pub image: Option<ImageView>,
    /// The items of a list.
    pub items: Vec<ItemView>,
}
