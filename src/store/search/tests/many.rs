//! Tests of the search with many rows, and after many changes.

use std::collections::BTreeMap;

use super::{World, add};
use crate::{
    id::PageId,
    store::{Dml, search::FOUND_MAX},
};

/// More rows with a word than a search looks at.
const CROWD: usize = 250;

#[test]
fn a_common_word_finds_the_newest_and_no_more_than_enough() {
    let world = World::new();
    world.change(|db| {
        (0..FOUND_MAX + 50).try_for_each(|number| add(db, PageId::new(), &format!("Page {number}")))
    });
    let found = world.finds("page");
    assert!(found.len() <= FOUND_MAX && found.len() >= 100, "{}", found.len());
    assert_eq!(found[0], format!("Page {}", FOUND_MAX + 49));
    assert_eq!(world.finds("page 7")[0], "Page 7");
}

#[test]
fn an_old_thing_is_found_by_its_title_however_common_its_words_are() {
    let world = World::new();
    for name in ["Art", "Art deco", "A garden in the park", "Photo booth"] {
        world.page(name);
    }
    world.change(|db| {
        (0..CROWD).try_for_each(|number| {
            add(db, PageId::new(), &format!("Garden art {number}"))?;
            add(db, PageId::new(), &format!("The park article {number}"))
        })
    });
    assert_eq!(world.finds("art")[0], "Art");
    assert_eq!(world.finds("a garden in the park"), ["A garden in the park"]);
    assert_eq!(world.finds("photobooth"), ["Photo booth"], "written in one word");
    // Longer words do not displace the exact word.
    let world = World::new();
    world.page("About deco and art");
    world.change(|db| {
        (0..CROWD).try_for_each(|number| add(db, PageId::new(), &format!("Article {number}")))
    });
    assert_eq!(world.finds("art")[0], "About deco and art");
}

#[test]
fn what_nothing_has_together_is_found_apart() {
    let world = World::new();
    for name in ["Harbour wedding", "Garden wedding", "Garden party"] {
        world.page(name);
    }
    // An unknown word is ignored.
    assert_eq!(world.finds("garden wedding zeppelin"), ["Garden wedding"]);
    // No page has all three words: pages with two come first, and of equals the newer one.
    assert_eq!(
        world.finds("harbour garden wedding"),
        ["Garden wedding", "Harbour wedding", "Garden party"]
    );
}

/// A deterministic pseudo-random generator.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[test]
fn after_any_changes_each_word_finds_what_has_it() {
    const RENAME: Dml =
        Dml::scoped("UPDATE page SET name = :name WHERE tenant_id = :tenant AND id = :id");
    const DELETE: Dml = Dml::scoped("DELETE FROM page WHERE tenant_id = :tenant AND id = :id");
    const NAMES: [&str; 6] = ["oak", "oak pine", "pine elm", "elm", "oak elm yew", "yew"];
    let (world, mut chance) = (World::new(), Chance(7));
    let mut pages: BTreeMap<String, &str> = BTreeMap::new();
    for _ in 0..120 {
        // Changes several rows in one transaction: document numbers are freed and used again.
        let mut steps = Vec::new();
        for _ in 0..=chance.below(6) {
            let name = NAMES[chance.below(NAMES.len())];
            let newest = pages.keys().last().cloned();
            match (chance.below(4), newest) {
                (0, Some(id)) => {
                    pages.remove(&id);
                    steps.push((id, None));
                }
                (1, Some(_)) => {
                    let id = pages.keys().nth(chance.below(pages.len())).unwrap().clone();
                    pages.insert(id.clone(), name);
                    steps.push((id, Some(name)));
                }
                _ => {
                    let id = PageId::new().to_string();
                    pages.insert(id.clone(), name);
                    steps.push((id, Some(name)));
                }
            }
        }
        world.change(move |db| {
            steps.iter().try_for_each(|(id, name)| {
                let Some(name) = name else {
                    return db.execute(&DELETE, &[(":id", id.into())]).map(|_| ());
                };
                let renamed = [(":id", id.into()), (":name", (*name).into())];
                if db.execute(&RENAME, &renamed)? == 0 {
                    add(db, id.parse()?, name)?;
                }
                Ok(())
            })
        });
        for word in ["oak", "pine", "elm", "yew"] {
            let mut found = world.finds(word);
            let mut expected: Vec<&str> =
                pages.values().copied().filter(|name| name.contains(word)).collect();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{word}");
        }
    }
}
