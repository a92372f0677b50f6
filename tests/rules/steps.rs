//! What can happen in the world of the rules.

use proptest::prelude::*;

/// What can happen. A number picks one of the things that there are, a slug, or a change.
#[derive(Clone, Debug)]
pub enum Step {
    /// Somebody writes, whose write may wait for a person.
    Write(Writer, Write),
    /// One of the newest changes is taken back,
    Undo(usize),
    /// or all of a request.
    UndoRequest(usize),
    /// A person approves one of the newest proposals.
    Approve(usize),
    /// A new session begins, and with it a request.
    Restart,
}

/// Who writes.
#[derive(Clone, Copy, Debug)]
pub enum Writer {
    /// At once.
    Owner,
    /// After a person's yes.
    Trainee,
}

/// A write of one of the tools.
#[derive(Clone, Debug)]
pub enum Write {
    Page { slug: usize, parent: usize },
    MovePage { page: usize, parent: usize },
    RenamePage { page: usize, slug: usize },
    DeletePage { page: usize },
    Post { slug: usize },
    RenamePost { post: usize, slug: usize },
    PublishPost { post: usize, status: usize },
    DeletePost { post: usize },
    Entry { slug: usize },
    RenameEntry { entry: usize, slug: usize },
    DeleteEntry { entry: usize },
    Item { page: usize, parent: usize },
    MoveItem { item: usize, parent: usize },
    ShowItem { item: usize, visible: bool },
    DeleteItem { item: usize },
    Order { stage: usize },
    MoveOrder { order: usize, stage: usize },
    Lines { order: usize, count: usize },
}

fn write() -> impl Strategy<Value = Write> {
    let any = 0..64_usize;
    let two = || (any.clone(), any.clone());
    prop_oneof![
        4 => two().prop_map(|(slug, parent)| Write::Page { slug, parent }),
        5 => two().prop_map(|(page, parent)| Write::MovePage { page, parent }),
        4 => two().prop_map(|(page, slug)| Write::RenamePage { page, slug }),
        3 => any.clone().prop_map(|page| Write::DeletePage { page }),
        2 => any.clone().prop_map(|slug| Write::Post { slug }),
        2 => two().prop_map(|(post, slug)| Write::RenamePost { post, slug }),
        2 => two().prop_map(|(post, status)| Write::PublishPost { post, status }),
        1 => any.clone().prop_map(|post| Write::DeletePost { post }),
        2 => any.clone().prop_map(|slug| Write::Entry { slug }),
        2 => two().prop_map(|(entry, slug)| Write::RenameEntry { entry, slug }),
        1 => any.clone().prop_map(|entry| Write::DeleteEntry { entry }),
        3 => two().prop_map(|(page, parent)| Write::Item { page, parent }),
        3 => two().prop_map(|(item, parent)| Write::MoveItem { item, parent }),
        3 => (any.clone(), proptest::bool::ANY).prop_map(|(item, visible)| Write::ShowItem { item, visible }),
        2 => any.clone().prop_map(|item| Write::DeleteItem { item }),
        2 => any.clone().prop_map(|stage| Write::Order { stage }),
        3 => two().prop_map(|(order, stage)| Write::MoveOrder { order, stage }),
        1 => two().prop_map(|(order, count)| Write::Lines { order, count }),
    ]
}

pub fn step() -> impl Strategy<Value = Step> {
    let writer = prop_oneof![5 => Just(Writer::Owner), 1 => Just(Writer::Trainee)];
    prop_oneof![
        10 => (writer, write()).prop_map(|(writer, write)| Step::Write(writer, write)),
        8 => (0..12_usize).prop_map(Step::Undo),
        2 => (0..6_usize).prop_map(Step::UndoRequest),
        2 => (0..3_usize).prop_map(Step::Approve),
        1 => Just(Step::Restart),
    ]
}
