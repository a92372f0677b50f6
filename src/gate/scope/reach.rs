//! What a principal may read and change, derived from its tools.
//!
//! A tool is named after what it works with: `getContact` shows contacts, `manage_packages:create` changes packages.
//! `store/entity.rs` lists the nouns of entities without a tool of that name. Tools across all entities (history,
//! undo, `queryData`, resources, completions) are limited to this, and so are entities that other tools show beside
//! their own.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::Value;

use super::{pattern, scoped::ScopedTool};
use crate::{
    principal::{Reach, ToolReach},
    store::entity::{ENTITIES, Entity, noun},
    tool::{Kind, Operation, arguments::Arguments},
};

/// What is read and is no entity of the ledger: nobody here changes it.
const COPIES: [&str; 1] = ["messageTemplate"];

/// An operation as far as reach follows from it.
struct OperationReach<'a> {
    noun: String,
    kind: Kind,
    takes: &'a dyn Fn(&str) -> bool,
}

/// Whether an operation of this kind shows entities.
fn shows(kind: Kind) -> bool {
    matches!(kind, Kind::Query | Kind::Fetch | Kind::Inquiry)
}

impl OperationReach<'_> {
    fn works_with(&self, entity: &Entity) -> bool {
        entity.nouns().any(|(noun, _)| noun == self.noun)
    }

    fn shows(&self, entity: &Entity) -> bool {
        let by = |argument: Option<&str>| argument.is_none_or(self.takes);
        shows(self.kind) && entity.nouns().any(|(noun, by_what)| noun == self.noun && by(by_what))
    }
}

/// Whether any tool of the catalogue shows the entity. An entity that none shows can be read by whoever may write it.
fn shown_by_any(entity: &Entity) -> bool {
    pattern::candidates().any(|it| {
        let takes = |name: &str| it.operation.arguments().names().any(|known| known == name);
        let (noun, kind) = (noun(it.tool), it.operation.kind());
        OperationReach { noun, kind, takes: &takes }.shows(entity)
    })
}

/// The values that are out of scope, of arguments that mean "all permitted values" when they are left out.
fn cut(operation: &dyn Operation, left: &Arguments) -> Vec<String> {
    let whole = operation.arguments();
    let mut cut = Vec::new();
    for argument in whole.names().filter(|argument| whole.leaves_out(argument)) {
        let (all, Some(left)) = (whole.values_of(argument), left.values_of(argument)) else {
            continue;
        };
        let gone = all.into_iter().flatten().filter(|value| !left.contains(value));
        let name = operation.spec().name;
        cut.extend(
            gone.filter_map(Value::as_str).map(|value| format!("{name}.{argument}={value}")),
        );
    }
    cut
}

/// The write operations, arguments and values that these tools do not have.
fn lost(tools: &[ScopedTool]) -> BTreeSet<String> {
    let mut lost = BTreeSet::new();
    for candidate in pattern::candidates().filter(|it| !it.operation.kind().reads()) {
        let name = candidate.operation.spec().name;
        let permitted = tools.iter().flat_map(|tool| &tool.permitted);
        let Some(permitted) = permitted.into_iter().find(|it| it.operation.spec().name == name)
        else {
            lost.insert(name.to_owned());
            continue;
        };
        let Some(left) = permitted.narrowed() else { continue };
        let whole = candidate.operation.arguments();
        for argument in whole.names() {
            if left.names().all(|known| known != argument) {
                lost.insert(format!("{name}.{argument}"));
                continue;
            }
            let values = left.values_of(argument);
            let gone = whole
                .values_of(argument)
                .into_iter()
                .flatten()
                .filter(|value| values.is_some_and(|values| !values.contains(value)));
            lost.extend(gone.filter_map(Value::as_str).map(|it| format!("{name}.{argument}={it}")));
        }
    }
    lost
}

/// The reach of these tools.
pub(super) fn of(tools: &[ScopedTool]) -> Reach {
    let mut reached = ToolReach::default();
    for tool in tools {
        for permitted in &tool.permitted {
            reached.operations.insert(permitted.operation.spec().name);
            let takes = |name: &str| permitted.arguments().names().any(|known| known == name);
            let (noun, kind) = (noun(tool.spec.name), permitted.operation.kind());
            reached.read.extend(COPIES.iter().filter(|copy| shows(kind) && **copy == noun));
            let means = OperationReach { noun, kind, takes: &takes };
            if let Some(left) = permitted.narrowed() {
                reached.cut.extend(cut(permitted.operation, left));
            }
            for entity in ENTITIES {
                if means.shows(entity) {
                    reached.read.insert(entity.thing());
                }
                if !kind.reads() && !entity.by_operator && means.works_with(entity) {
                    reached.write.insert(entity.thing());
                }
            }
        }
    }
    reached.lost = lost(tools);
    let unread = ENTITIES.iter().filter(|entity| !reached.read.contains(entity.thing()));
    let (shown, unshown): (Vec<&Entity>, Vec<&Entity>) = unread.partition(|it| shown_by_any(it));
    reached.everything = shown.is_empty();
    let written = unshown.into_iter().map(Entity::thing);
    let written: Vec<_> = written.filter(|thing| reached.write.contains(thing)).collect();
    reached.read.extend(written);
    Reach::Tools(Arc::new(reached))
}
