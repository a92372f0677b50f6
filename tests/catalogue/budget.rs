//! What the list of tools costs: it is paid for in every conversation.

use deskhand::gate::ListedTool;
use serde_json::Value;

use super::world;

/// A tool may take so many bytes of the list as JSON, on average. The list is paid for in every conversation: make it
/// smaller, or say in the commit why it has to grow.
const TOOL_BYTES_MAX: usize = 580;

/// And so many tokens of what an owner's assistant is given.
const TOOL_TOKENS_MAX: usize = 110;

/// All of it, however many tools there come to be.
const TOKENS_MAX: usize = 7_000;

#[test]
fn the_list_of_tools_stays_small() {
    let listed = world::listed("admin");
    let mut sizes: Vec<(usize, &str)> = listed
        .iter()
        .map(|tool| {
            let words = tool.name.len() + tool.title.len() + tool.description.len();
            let input = Value::Object((*tool.input_schema).clone()).to_string().len();
            let output = tool.served_output_schema();
            let output =
                output.map_or(0, |schema| Value::Object((*schema).clone()).to_string().len());
            (words + input + output, tool.name)
        })
        .collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let (total, most) =
        (sizes.iter().map(|(size, _)| size).sum::<usize>(), listed.len() * TOOL_BYTES_MAX);
    eprintln!("tools/list: {total} bytes of {most}: {sizes:?}");
    assert!(total <= most, "{total} bytes of {most}: {sizes:?}");
    // A bound far above what there is would notice nothing.
    assert!(total * 20 > most * 19, "{total} bytes of {most}: lower TOOL_BYTES_MAX");
}

#[test]
fn an_owners_assistant_pays_little_for_each_tool() {
    let listed = world::listed("general");
    let (tokens, most) =
        (listed.iter().map(bytes).sum::<usize>() / 4, listed.len() * TOOL_TOKENS_MAX);
    assert!(tokens <= TOKENS_MAX, "{tokens} tokens of {TOKENS_MAX}");
    eprintln!("general: {tokens} tokens of {most}, {} tools", listed.len());
    assert!(tokens <= most, "{tokens} tokens of {most}");
}

/// A short list, however many tools there come to be.
const CORE_TOKENS_MAX: usize = 1_610;

#[test]
fn a_short_list_costs_the_same_whatever_an_agent_has() {
    for profile in ["general", "admin"] {
        let listed = world::short(profile);
        let (tokens, whole) = (listed.iter().map(bytes).sum::<usize>() / 4, world::listed(profile));
        eprintln!("{profile}, short: {tokens} tokens, {} tools of {}", listed.len(), whole.len());
        assert_eq!(listed.len(), 16);
        assert!(tokens <= CORE_TOKENS_MAX, "{tokens} tokens of {CORE_TOKENS_MAX}");
        assert!(tokens * 20 > CORE_TOKENS_MAX * 19, "{tokens} tokens: lower CORE_TOKENS_MAX");
    }
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
