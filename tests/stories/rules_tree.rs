//! The tree of pages is kept whoever changes it: no page below itself, and every path follows from the slugs
//! above it, also after an undo.

use serde_json::json;

use super::desk::{Desk, id, in_both_eras, text};

#[test]
fn an_undo_never_puts_a_page_below_itself() {
    in_both_eras(|desk| {
        let b = desk.page("B");
        let a = desk.below(&b, "A");
        let up = desk.moves(&a, &json!(null));
        desk.moves(&b, &json!(a));
        desk.cannot_undo(&up, &["“A” cannot move below itself", "“B” is in it"]);
    });
}

#[test]
fn a_circle_of_many_pages_is_one_as_well() {
    in_both_eras(|desk| {
        // D was in C, and C is three levels below D now.
        let c = desk.page("C");
        let d = desk.below(&c, "D");
        let up = desk.moves(&d, &json!(null));
        let e = desk.below(&d, "E");
        let f = desk.below(&e, "F");
        desk.moves(&c, &json!(f));
        assert_eq!(desk.path(&c), "d/e/f/c");
        desk.cannot_undo(&up, &["“D” cannot move below itself"]);
        // Once it is out of there, nothing is in the way.
        desk.moves(&c, &json!(null));
        desk.undo(&up);
        assert_eq!(desk.path(&f), "c/d/e/f");
    });
}

#[test]
fn a_request_and_an_undo_of_an_undo_do_not_make_a_circle_either() {
    in_both_eras(|desk| {
        let (a, b) = (desk.page("A"), desk.page("B"));
        desk.restart();
        let down = desk.moves(&a, &json!(b));
        let up = desk.moves(&a, &json!(null));
        let undone = desk.undo(&up)["changeId"].clone();
        assert_eq!(desk.path(&a), "b/a");
        desk.undo(&undone);
        let request = desk.item("getHistory", json!({ "changeId": down }))["requestId"].clone();
        desk.restart();
        desk.moves(&b, &json!(a));
        // The undo of the undo would, and an undo of the undo of that.
        desk.cannot_undo(&up, &["“A” cannot move below itself"]);
        // The request as a whole leaves the page where it was before it, which is at the root.
        desk.ok("undoChange", json!({ "requestId": request }));
        assert_eq!((desk.path(&a), desk.path(&b)), ("a".to_owned(), "a/b".to_owned()));
    });
}

#[test]
fn a_page_comes_back_to_where_its_parent_is_now() {
    in_both_eras(|desk| {
        let services = desk.page("Services");
        let weddings = desk.below(&services, "Weddings");
        let paris = desk.below(&weddings, "Paris");
        let gone =
            desk.delete("deletePage", json!({ "ids": [weddings, paris] }))["changeId"].clone();
        desk.slug(&services, "offers");
        let back = desk.undo(&gone);
        assert_eq!(desk.path(&paris), "offers/weddings/paris");
        // Who kept an old address still gets there.
        let old = |path: &str, to: &str| (format!("services{path}"), format!("offers{to}"));
        let all = [("", ""), ("/weddings", "/weddings"), ("/weddings/paris", "/weddings/paris")];
        assert_eq!(desk.redirects(), all.map(|(from, to)| old(from, to)));
        // The undo is taken back and made again like any other.
        let again = desk.undo(&back["changeId"])["changeId"].clone();
        assert_eq!(desk.items("getPage", json!({ "id": weddings })).len(), 0);
        let home = desk.page("Studio");
        desk.moves(&services, &json!(home));
        desk.undo(&again);
        assert_eq!(desk.path(&paris), "studio/offers/weddings/paris");
    });
}

#[test]
fn an_address_that_a_page_had_once_may_be_another_page_s_by_now() {
    in_both_eras(|desk| {
        let services = desk.page("Services");
        let weddings = desk.below(&services, "Weddings");
        let gone = desk.delete("deletePage", json!({ "ids": [weddings] }))["changeId"].clone();
        desk.slug(&services, "offers");
        let other = desk.page("Services");
        let another = desk.below(&other, "Weddings");
        desk.undo(&gone);
        assert_eq!(desk.path(&weddings), "offers/weddings");
        assert_eq!(desk.path(&another), "services/weddings");
        assert_eq!(desk.redirects(), []);
        // The one where it would be now stands in the way.
        let gone = desk.delete("deletePage", json!({ "ids": [weddings] }))["changeId"].clone();
        let third = id(&desk.data(
            "createPage",
            json!({ "name": "New weddings", "slug": "weddings", "parentId": services }),
        ));
        desk.cannot_undo(&gone, &["page “New weddings”", "/offers/weddings"]);
        desk.slug(&third, "new-weddings");
        // What moved away does not lead from the address any more.
        desk.undo(&gone);
        assert_eq!(desk.path(&weddings), "offers/weddings");
        assert_eq!(desk.redirects(), []);
    });
}

#[test]
fn what_was_put_below_a_page_since_moves_back_along_with_it() {
    in_both_eras(|desk| {
        let (team, about) = (desk.page("Team"), desk.page("About"));
        let moved = desk.moves(&team, &json!(about));
        let anna = desk.below(&team, "Anna");
        desk.slug(&about, "studio");
        assert_eq!(desk.path(&anna), "studio/team/anna");
        // That the parent has another name by now changes only what follows from it.
        desk.undo(&moved);
        assert_eq!(
            (desk.path(&team), desk.path(&anna)),
            ("team".to_owned(), "team/anna".to_owned())
        );
        let leads =
            |from: &str| desk.redirects().iter().any(|(old, to)| old == from && to == "team/anna");
        assert!(leads("studio/team/anna") && leads("about/team/anna"), "{:?}", desk.redirects());
        // But its own new name does.
        let renamed = desk.slug(&team, "people");
        desk.slug(&team, "us");
        desk.cannot_undo(&renamed, &["page “Team”", "slug"]);
    });
}

#[test]
fn a_page_is_not_unmade_under_pages_below_it() {
    in_both_eras(|desk| {
        let made = desk.ok("createPage", json!({ "name": "Services" }));
        let services = id(&made["data"]);
        let weddings = desk.below(&services, "Weddings");
        desk.cannot_undo(
            &made["changeId"],
            &["page “Services”", "still needed by page “Weddings”"],
        );
        desk.moves(&weddings, &json!(null));
        // The redirect that a page leaves goes with it.
        desk.undo(&made["changeId"]);
        assert_eq!(desk.path(&weddings), "weddings");
    });
}

#[test]
fn a_proposal_is_not_approved_onto_what_the_tree_has_become() {
    let mut desk = Desk::open(crate::common::BOTH_ERAS[1], &[]);
    let (a, b) = (desk.page("A"), desk.page("B"));
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    let mut trainee = desk.colleague("trainee");
    trainee.call("updatePage", json!({ "id": a, "parentId": b })).ok();
    // What would follow on that is refused with it.
    trainee.call("updatePage", json!({ "id": b, "parentId": a })).refused("PAGE_CYCLE");
    let below = desk.moves(&b, &json!(a));
    let before = desk.contents();
    desk.fails(&["proposals", "approve", "1"], "“A” cannot move below itself");
    assert_eq!(desk.contents(), before);
    desk.undo(&below);
    desk.run(&["proposals", "approve", "1"]);
    assert_eq!(desk.path(&a), "b/a");
    // An address that was free when it was proposed.
    let mut trainee = desk.colleague("trainee");
    trainee.call("updatePage", json!({ "id": a, "slug": "c" })).ok();
    let taken = desk.below(&b, "C");
    desk.fails(&["proposals", "approve", "2"], "/b/c already");
    desk.delete("deletePage", json!({ "ids": [taken] }));
    desk.run(&["proposals", "approve", "2"]);
    assert_eq!(desk.path(&a), "b/c");
}

#[test]
fn a_path_has_an_end() {
    let mut desk = Desk::open(crate::common::BOTH_ERAS[1], &[]);
    let slug = "a".repeat(80);
    let mut parent = desk.page("Top");
    for _ in 0..12 {
        parent =
            id(&desk.data("createPage", json!({ "name": "A", "slug": slug, "parentId": parent })));
    }
    let before = desk.contents();
    let deeper = json!({ "name": "A", "slug": slug, "parentId": parent });
    let refusal = desk.refused("createPage", deeper, "ARGUMENT_INVALID");
    assert!(text(&refusal["message"]).contains("1000 characters"), "{refusal}");
    let longer = json!({ "id": "top", "slug": "b".repeat(60) });
    let refusal = desk.refused("updatePage", longer, "ARGUMENT_INVALID");
    assert!(text(&refusal["message"]).contains("1000 characters"), "{refusal}");
    assert_eq!(desk.contents(), before);
}

#[test]
fn what_an_earlier_version_left_wrong_can_be_put_right() {
    in_both_eras(|desk| {
        let (a, c) = (desk.page("A"), desk.page("C"));
        let b = desk.below(&a, "B");
        let d = desk.below(&c, "D");
        // A circle, and a page that kept its parent's old path.
        desk.meddle("UPDATE page SET parent_id = ?2 WHERE id = ?1", (&a, &b));
        desk.meddle("UPDATE page SET path = 'old/d' WHERE id = ?1", (&d,));
        desk.ok("updatePage", json!({ "id": c, "name": "See" }));
        desk.below(&c, "E");
        desk.moves(&a, &json!(null));
        assert_eq!((desk.path(&a), desk.path(&b)), ("a".to_owned(), "a/b".to_owned()));
        desk.slug(&c, "f");
        assert_eq!(desk.path(&d), "f/d");
        assert!(desk.redirects().contains(&("old/d".to_owned(), "f/d".to_owned())));
    });
}

#[test]
fn an_undo_brings_no_two_pages_to_one_address() {
    in_both_eras(|desk| {
        let places = desk.page("Places");
        let services = desk.below(&places, "Services");
        let paris = desk.below(&services, "Paris");
        desk.restart();
        desk.slug(&paris, "oslo");
        desk.slug(&services, "offers");
        let request = desk.items("getHistory", json!({ "limit": 1 }))[0]["requestId"].clone();
        // Somebody else takes the slug that has become free, and then everything moves.
        let mut bot = desk.colleague("assistant");
        let other = json!({ "name": "Paris again", "slug": "paris", "parentId": services });
        bot.call("createPage", other).ok();
        bot.call("updatePage", json!({ "id": places, "slug": "area" })).ok();
        let refused = desk.refused("undoChange", json!({ "requestId": request }), "UNDO_CONFLICT");
        let said = refused["message"].as_str().unwrap_or_default();
        assert!(
            said.contains("“Paris again”") && said.contains("/area/services/paris"),
            "{refused}"
        );
        assert_eq!(desk.path(&paris), "area/offers/oslo");
    });
}
