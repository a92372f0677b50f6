//! The hook's address can be renewed when somebody else has seen it.

use super::{
    desk::{Desk, text},
    hook::Hook,
    messaging::{VISITOR, messages, visited},
};
use crate::common::{Era, whatsapp::written};

#[test]
fn a_renewed_address_is_the_only_one_that_is_good() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    desk.run(&["tenant", "add", "other"]);
    let of = |desk: &Desk, more: &[&str]| {
        text(&desk.json(&[&["whatsapp", "hook"], more].concat())["path"])
    };
    let other = of(&desk, &["--tenant", "other"]);
    let hook = Hook::of(&desk);
    desk.fails(
        &["whatsapp", "hook", "--tenant", "main", "--renew", "--at", "desk"],
        "is not an address",
    );
    assert_eq!(of(&desk, &["--tenant", "main"]), hook.path, "a mistake renews nothing");
    let renewed = of(&desk, &["--tenant", "main", "--renew"]);
    assert_eq!(of(&desk, &["--tenant", "main"]), renewed);
    let news = written(VISITOR, "Ada Bell", "wamid.R", "Hello?", 1);
    assert_eq!(hook.tell(&news), 404);
    let hook = hook.at(renewed);
    assert_eq!(hook.tell(&news), 200);
    assert_eq!(messages(&mut desk, &contact).len(), 2);
    assert_eq!(of(&desk, &["--tenant", "other"]), other);
}
