//! Pictures and kills: whenever the process dies, no row speaks of a file that is not there.

use std::{collections::BTreeSet, path::Path};

use serde_json::{Value, json};

use super::{
    common::{BOTH_ERAS, Server, picture},
    ledger::Data,
    times,
};

/// Pictures that are in flight when the process is killed.
const BURST: usize = 4;

/// The files that rows speak of, and those that are there.
fn files(folder: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let data = Data::open(folder);
    let spoken = data.lines("SELECT sizes FROM image").into_iter().flat_map(|sizes| {
        let sizes: Vec<Value> = serde_json::from_str(&sizes).unwrap();
        let name = |size: Value| size["url"].as_str().unwrap().replace("/uploads/", "");
        sizes.into_iter().map(name).collect::<Vec<_>>()
    });
    let tenants = std::fs::read_dir(folder.join("uploads")).into_iter().flatten().flatten();
    let there = tenants.flat_map(|tenant| std::fs::read_dir(tenant.path()).unwrap().flatten());
    let there = there.filter(|entry| entry.path().is_file());
    (spoken.collect(), there.map(|entry| entry.file_name().into_string().unwrap()).collect())
}

#[test]
fn no_kill_leaves_an_image_without_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let (mut number, mut acknowledged) = (0, 0);
    for round in 0..times("DESKHAND_KILLS", 15).min(40) {
        let mut server = Server::start_on(BOTH_ERAS[round % 2], folder.path(), &[]);
        server.list();
        let calls: Vec<i64> = (0..BURST)
            .map(|_| {
                number += 1;
                let bytes = picture::base64(&picture::jpeg(430, 40 + number));
                server.begin("createImage", json!({ "base64": bytes }))
            })
            .collect();
        // So many are answered first; then the process dies wherever it is.
        for call in &calls[..round % (BURST + 1)] {
            server.finish("createImage", *call).ok();
            acknowledged += 1;
        }
        server.process.kill();
        drop(server);
        let (spoken, there) = files(folder.path());
        let missing: Vec<_> = spoken.difference(&there).collect();
        assert!(missing.is_empty(), "round {round}: {missing:?}");
    }
    let data = Data::open(folder.path());
    data.is_sound();
    let images = data.count("SELECT count(*) FROM image");
    assert!(images >= acknowledged, "{images} of {acknowledged}");
    let (spoken, there) = files(folder.path());
    // A kill between the naming of files and the commit leaves files; the same picture takes them over.
    let orphans = there.difference(&spoken).count();
    eprintln!(
        "{images} images, {acknowledged} acknowledged, {orphans} files that no row speaks of"
    );
    assert!(orphans <= 2 * BURST, "{orphans} files that no row speaks of");
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
    server.list();
    let again = picture::base64(&picture::jpeg(430, 41));
    server.call("createImage", json!({ "base64": again })).ok();
    assert!(server.close().status.success());
}
