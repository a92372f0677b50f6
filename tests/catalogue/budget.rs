//! What the list of tools costs: it is paid for in every conversation.

use deskhand::gate::ListedTool;
use serde_json::Value;

use super::world;

/// The whole list may take so many bytes as JSON. It is paid for in every conversation: make it smaller,
/// or say in the commit why it has to grow.
const LIST_BYTES_MAX: usize = 95_500;

#[test]
fn the_list_of_tools_stays_small() {
    let mut sizes: Vec<(usize, &str)> = world::listed("admin")
        .iter()
        .map(|tool| {
            let words = tool.name.len() + tool.title.len() + tool.description.len();
            let input = Value::Object((*tool.input_schema).clone()).to_string().len();
            let output = Value::Object((*tool.output_schema).clone()).to_string().len();
            (words + input + output, tool.name)
        })
        .collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let total: usize = sizes.iter().map(|(size, _)| size).sum();
    eprintln!("tools/list: {total} bytes of {LIST_BYTES_MAX}: {sizes:?}");
    assert!(total <= LIST_BYTES_MAX, "{total} bytes: {sizes:?}");
    // A bound far above what there is would notice nothing.
    assert!(total * 20 > LIST_BYTES_MAX * 19, "{total} bytes: lower LIST_BYTES_MAX");
}

#[test]
fn an_owners_assistant_pays_six_thousand_tokens_at_most() {
    let listed = world::listed("general");
    let tokens = listed.iter().map(bytes).sum::<usize>() / 4;
    eprintln!("general: {tokens} tokens, {} tools", listed.len());
    assert!(tokens <= 6_000, "{tokens} tokens");
}

/// What clients put before their model: name, description with guidance, and arguments. The title is for people.
/// A token is about four bytes.
fn bytes(tool: &ListedTool) -> usize {
    let words = tool.name.len() + tool.description.len();
    words + Value::Object((*tool.input_schema).clone()).to_string().len()
}

#[test]
fn a_tool_costs_a_hundred_and_fifty_tokens_on_average() {
    let listed = world::listed("admin");
    let total: usize = listed.iter().map(bytes).sum();
    let average = total / 4 / listed.len();
    eprintln!("{average} tokens a tool, {} tools", listed.len());
    assert!(average <= 150, "{average} tokens a tool on average");
}
