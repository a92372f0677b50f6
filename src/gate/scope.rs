//! Scope: which tools a principal may use, resolved once at launch, enforced at list and at call.
//!
//! A tool that is out of scope is not there at all: the answer to a hidden name and to an unknown one is
//! the same.

use std::{collections::HashMap, sync::Arc};

use serde_json::{Map, Value};

use crate::{
    catalogue,
    error::{Code, Error, Result},
    guidance,
    principal::Principal,
    tool::{Action, Card, Kind, Operation, Spec, Tool, actions, arguments::nearest},
};

/// The profiles that an agent can have, each with what it allows.
pub const PROFILES: &[(&str, &str)] =
    &[("admin", "every tool"), ("readonly", "tools and actions that only read")];

/// A tool as `tools/list` shows it.
#[derive(Clone, Debug)]
pub struct ListedTool {
    /// The name on the wire.
    pub name: &'static str,
    /// What a person reads.
    pub title: &'static str,
    /// What it does, with guidance.
    pub description: String,
    /// The JSON Schema of its arguments.
    pub input_schema: Arc<Map<String, Value>>,
    /// The JSON Schema of its answers.
    pub output_schema: Arc<Map<String, Value>>,
    /// What a client may assume about it.
    pub hints: Hints,
}

/// MCP's hints, derived from the kinds of a tool's operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol has these four")]
pub struct Hints {
    /// It changes nothing.
    pub read_only: bool,
    /// It can take something away.
    pub destructive: bool,
    /// Doing it twice is doing it once.
    pub idempotent: bool,
    /// It reaches outside.
    pub open_world: bool,
}

impl Hints {
    fn of(kinds: &[Kind]) -> Hints {
        // What a bracket writes is about the conversation, as the log is.
        let read_only = kinds.iter().all(|kind| matches!(kind, Kind::Query | Kind::Bracket));
        let guarded = |kind: &Kind| matches!(kind, Kind::Deletion | Kind::Publication);
        Hints {
            read_only,
            destructive: kinds.iter().any(guarded),
            idempotent: kinds.iter().all(|kind| *kind == Kind::Query),
            open_world: kinds.contains(&Kind::Exchange),
        }
    }
}

/// The tools of one principal.
pub(super) struct Scope {
    tools: Vec<Scoped>,
    /// Where each stands in `tools`.
    by_name: HashMap<&'static str, usize>,
}

/// A tool with what this principal may do with it.
pub(super) struct Scoped {
    toolset: &'static str,
    spec: &'static Spec,
    allowed: Allowed,
}

enum Allowed {
    One(&'static dyn Operation),
    Actions(Vec<Action>),
}

impl Scope {
    /// Resolves the scope of `principal`. Layers below the profile come here, each narrowing.
    pub(super) fn of(principal: &Principal) -> Scope {
        let allows = |kind: Kind| match principal.agent.profile.as_str() {
            "admin" => true,
            // An unknown profile is one that this version does not have: the safe reading is to read only.
            _ => matches!(kind, Kind::Query | Kind::Bracket),
        };
        let tools: Vec<Scoped> = catalogue::all()
            .filter_map(|(toolset, tool)| {
                let allowed = match tool {
                    Tool::One(operation) => {
                        allows(operation.kind()).then_some(Allowed::One(*operation))?
                    }
                    Tool::Actions(set) => {
                        let actions: Vec<Action> =
                            set.actions.iter().filter(|(_, o)| allows(o.kind())).copied().collect();
                        (!actions.is_empty()).then_some(Allowed::Actions(actions))?
                    }
                };
                Some(Scoped { toolset: toolset.name, spec: tool.spec(), allowed })
            })
            .collect();
        let by_name = tools.iter().enumerate().map(|(at, tool)| (tool.spec.name, at)).collect();
        Scope { tools, by_name }
    }

    /// The tool of that name.
    pub(super) fn find(&self, name: &str) -> Result<&Scoped> {
        let found = self.by_name.get(name).and_then(|at| self.tools.get(*at));
        found.ok_or_else(|| Error::new(Code::ToolUnknown, format!("there is no tool `{name}`")))
    }

    /// Whether something of that toolset may be read.
    pub(super) fn reads(&self, toolset: &str) -> bool {
        let kinds = |tool: &Scoped| tool.operations().any(|it| it.kind() == Kind::Query);
        self.tools.iter().any(|tool| tool.toolset == toolset && kinds(tool))
    }

    /// Whether the operation of that name may be used: `getPage`, `manage_packages:create`.
    pub(super) fn allows(&self, operation: &str) -> bool {
        self.tools.iter().flat_map(Scoped::operations).any(|it| it.spec().name == operation)
    }

    /// The guidance of each tool that has some.
    pub(super) fn guidance(&self) -> Vec<(&'static str, &'static str)> {
        let named =
            |tool: &Scoped| Some((tool.spec.name, guidance::of(tool.toolset, tool.spec.name)?));
        self.tools.iter().filter_map(named).collect()
    }

    /// What there is to find among the tools.
    pub(super) fn cards(&self) -> Vec<Card> {
        self.tools.iter().map(Scoped::card).collect()
    }

    /// Every tool as a client lists it.
    pub(super) fn listed(&self) -> Vec<ListedTool> {
        // From the last to the first: a thread that began with the first is making schemas at launch, and
        // the two meet in the middle.
        let mut listed: Vec<ListedTool> = self.tools.iter().rev().map(Scoped::listed).collect();
        listed.reverse();
        listed
    }
}

impl Scoped {
    /// The operation that `arguments` choose, with the arguments that are its own.
    pub(super) fn operation(
        &self,
        mut arguments: Map<String, Value>,
    ) -> Result<(&'static dyn Operation, Map<String, Value>)> {
        let actions = match &self.allowed {
            Allowed::One(operation) => return Ok((*operation, arguments)),
            Allowed::Actions(actions) => actions,
        };
        let names = || actions.iter().map(|(name, _)| *name);
        let given = arguments.shift_remove("action");
        let given = given.as_ref().and_then(Value::as_str).unwrap_or_default();
        if let Some((_, operation)) = actions.iter().find(|(name, _)| *name == given) {
            return Ok((*operation, arguments));
        }
        let list = names().collect::<Vec<_>>().join(", ");
        let error = Error::new(Code::ActionInvalid, format!("action must be one of {list}"));
        Err(match nearest(given, names()) {
            Some(near) => error.suggest(format!("use `action: \"{near}\"`")),
            None => error.suggest(format!("choose an action of {}", self.spec.name)),
        })
    }

    fn operations(&self) -> impl Iterator<Item = &'static dyn Operation> {
        let (one, several): (Option<&'static dyn Operation>, &[Action]) = match &self.allowed {
            Allowed::One(operation) => (Some(*operation), &[]),
            Allowed::Actions(actions) => (None, actions),
        };
        one.into_iter().chain(several.iter().map(|(_, operation)| *operation))
    }

    fn card(&self) -> Card {
        let listed = self.listed();
        Card {
            name: listed.name,
            title: listed.title,
            toolset: self.toolset,
            description: listed.description,
            input_schema: listed.input_schema,
        }
    }

    fn listed(&self) -> ListedTool {
        let (input_schema, output_schema, kinds) = match &self.allowed {
            Allowed::One(operation) => {
                let output = operation.output_schema();
                (operation.arguments().schema(), output, vec![operation.kind()])
            }
            Allowed::Actions(all) => (
                Arc::new(actions::input_schema(all)),
                Arc::new(actions::output_schema(all)),
                actions::kinds(all),
            ),
        };
        let guidance = guidance::of(self.toolset, self.spec.name).unwrap_or_default();
        ListedTool {
            name: self.spec.name,
            title: self.spec.title,
            description: format!("{} {guidance}", self.spec.description).trim().to_owned(),
            input_schema,
            output_schema,
            hints: Hints::of(&kinds),
        }
    }
}
