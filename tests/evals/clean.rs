//! What the start states are told to be wrong with them: nothing, but for what is.

use std::fs;

use deskhand_evals::{
    stand_in::StandIn,
    start::Starts,
    task::Start,
    words,
    world::{World, looked},
};
use serde_json::{Value, json};

use super::{folder, program};

/// What is wrong, and nobody has mended: no menu leads to the blog that has a post.
const TRUE: [(&str, &str); 2] = [
    ("barro", "the collection “Blog”: nothing on the site leads to it"),
    ("foto", "the collection “Blog”: nothing on the site leads to it"),
];

#[test]
fn sites_that_people_have_made_are_accused_of_nothing_that_is_right() {
    let starts = Starts::of(program(), folder().join("starts"), words::today().unwrap());
    let outside = StandIn::start(&[]).unwrap();
    let mut told = Vec::new();
    for file in fs::read_dir(folder().join("starts")).unwrap() {
        let path = file.unwrap().path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let start = Start { from: Some(name.to_owned()), ..Start::default() };
        let built = starts.build(&start, &outside).unwrap();
        let world = World::open(program(), &built, &outside).unwrap();
        let site = looked(&world, "getSite", &json!({ "warnings": true })).unwrap();
        let warnings = site["items"][0]["warnings"].as_array().unwrap();
        for warning in warnings.iter().filter_map(Value::as_str) {
            let is_true = warning == "nothing wrong was found"
                || TRUE.iter().any(|(of, begin)| *of == name && warning.starts_with(begin));
            if !is_true {
                told.push(format!("{name}: {warning}"));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
