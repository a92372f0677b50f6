//! Generates unique ids for headings and footnotes of a page.

use std::collections::{HashMap, HashSet};

/// The ids of a page, in the order of its texts.
#[derive(Debug)]
pub struct Anchors {
    /// How often each id was requested.
    wanted: HashMap<String, usize>,
    /// The ids of the current text.
    fresh: HashSet<String>,
}

impl Default for Anchors {
    fn default() -> Anchors {
        // The page's own id; those of sections contain an underscore.
        let wanted = HashMap::from([("main".to_owned(), 1)]);
        Anchors { wanted, fresh: HashSet::new() }
    }
}

impl Anchors {
    /// A unique id based on `name`: `prices`, then `prices-1`.
    pub(super) fn take(&mut self, name: &str) -> String {
        let mut id = name.to_owned();
        while self.wanted.contains_key(&id) {
            // Numbers that were tried for a name are not tried again.
            let times = self.wanted.get_mut(name).map_or(1, |times| {
                *times += 1;
                *times - 1
            });
            id = format!("{name}-{times}");
        }
        self.wanted.insert(id.clone(), 1);
        self.fresh.insert(id.clone());
        id
    }

    /// Takes an id that something other than a text has; `false` if it is taken.
    pub fn reserve(&mut self, id: &str) -> bool {
        self.wanted.insert(id.to_owned(), 1).is_none()
    }

    /// Takes the ids of the current text, which is finished.
    pub(super) fn written(&mut self) -> HashSet<String> {
        std::mem::take(&mut self.fresh)
    }

    /// Releases the ids of the current text, which will be rendered again.
    pub(super) fn give_back(&mut self) {
        for id in self.fresh.drain() {
            self.wanted.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_there_once() {
        let mut anchors = Anchors::default();
        let taken = ["a", "a", "a-1", "a", "main", "a-1"].map(|name| anchors.take(name));
        assert_eq!(taken, ["a", "a-1", "a-1-1", "a-2", "main-1", "a-1-2"]);
        assert_eq!(anchors.written().len(), 6);
        assert_eq!(anchors.take("b"), "b");
        anchors.give_back();
        assert_eq!(anchors.take("b"), "b");
    }
}
