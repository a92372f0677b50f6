//! The syntax of rules about tools, the same in the configuration, on the command line and in the store.
//!
//! `*` is every tool, `cms:*` a toolset, `*:read` and `cms:read` the operations that only read, `getPage` one tool,
//! `manage_packages:list,create` some of its actions. A `disabled` list can also name an argument,
//! `updatePost.status`, or a value of one, `browseImages.provider=pexels`.

mod argument;

use self::argument::{argument_of, refuse_value};
use crate::{
    catalogue,
    tool::{Operation, Tool, arguments::nearest},
};

/// A parsed rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Operations of a tool, of a toolset, or all.
    Operations {
        of: Of,
        /// Only the operations that read.
        reading: bool,
    },
    /// An argument of a tool, or one of its values.
    Argument(Cut),
}

/// The tools that a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    All,
    Toolset(&'static str),
    /// One tool, or some of its actions.
    Tool(&'static str, Option<Vec<&'static str>>),
}

/// An argument, or a value of one, that is taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    pub tool: &'static str,
    pub argument: String,
    /// Only this value; `None` for the whole argument.
    pub value: Option<String>,
}

/// An operation that may be in scope: a tool, or an action of one.
#[derive(Clone, Copy)]
pub struct Candidate {
    pub toolset: &'static str,
    pub tool: &'static str,
    /// The action, if the tool has several.
    pub action: Option<&'static str>,
    pub operation: &'static dyn Operation,
}

impl Candidate {
    /// The rule that matches exactly this operation.
    pub fn pattern(&self) -> &'static str {
        self.operation.spec().name
    }
}

/// Every operation of the catalogue.
pub fn candidates() -> impl Iterator<Item = Candidate> {
    catalogue::all().flat_map(|(toolset, tool)| operations(toolset.name, tool))
}

/// The operations of one tool.
pub fn operations(toolset: &'static str, tool: &'static Tool) -> Vec<Candidate> {
    let name = tool.spec().name;
    match tool {
        Tool::One(operation) => {
            vec![Candidate { toolset, tool: name, action: None, operation: *operation }]
        }
        Tool::Actions(set) => set
            .actions
            .iter()
            .map(|(action, operation)| {
                let (action, operation) = (Some(*action), *operation);
                Candidate { toolset, tool: name, action, operation }
            })
            .collect(),
    }
}

impl Pattern {
    /// Parses a rule.
    ///
    /// # Errors
    /// A sentence that says what is wrong, and what is possible.
    pub fn parse(text: &str) -> Result<Pattern, String> {
        if let Some((tool, argument)) = text.split_once('.') {
            return argument_of(tool, argument).map(Pattern::Argument);
        }
        let (name, rest) =
            text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
        let several = if name == "*" { Some(Of::All) } else { toolset(name).map(Of::Toolset) };
        match (several, rest) {
            (Some(of), Some("*")) | (Some(of @ Of::All), None) => {
                Ok(Pattern::Operations { of, reading: false })
            }
            (Some(of), Some("read")) => Ok(Pattern::Operations { of, reading: true }),
            (Some(_), _) => {
                Err(format!("`{text}` says nothing; write `{name}:*` or `{name}:read`"))
            }
            (None, rest) => {
                let tool = tool(name)?;
                let actions = rest.map(|rest| actions_of(tool, rest)).transpose()?;
                let of = Of::Tool(tool.spec().name, actions);
                Ok(Pattern::Operations { of, reading: false })
            }
        }
    }

    /// Parses a rule for an `enabled` list, which cannot name arguments.
    ///
    /// # Errors
    /// As [`Pattern::parse`].
    pub fn granting(text: &str) -> Result<Pattern, String> {
        match Pattern::parse(text)? {
            Pattern::Argument(_) => Err(format!(
                "`{text}` is an argument; a list of what is allowed names tools, and the arguments that \
                 they should not have go to the list of what is not"
            )),
            pattern @ Pattern::Operations { .. } => Ok(pattern),
        }
    }

    /// Parses a rule for a `disabled` list; an argument that it names must exist.
    ///
    /// # Errors
    /// As [`Pattern::parse`], and for a value that the argument cannot have or whose values are not listed.
    pub fn taking(text: &str) -> Result<Pattern, String> {
        let pattern = Pattern::parse(text)?;
        if let Pattern::Argument(cut) = &pattern {
            refuse_value(cut)?;
        }
        Ok(pattern)
    }

    /// Whether the rule is about the operation or one of its arguments.
    pub(super) fn means(&self, candidate: &Candidate) -> bool {
        match self {
            Pattern::Operations { .. } => self.matches(candidate),
            Pattern::Argument(cut) => cut.tool == candidate.tool,
        }
    }

    /// Whether the rule matches the operation.
    pub fn matches(&self, candidate: &Candidate) -> bool {
        let Pattern::Operations { of, reading } = self else { return false };
        let is_of = match of {
            Of::All => true,
            Of::Toolset(toolset) => *toolset == candidate.toolset,
            Of::Tool(tool, None) => *tool == candidate.tool,
            Of::Tool(tool, Some(actions)) => {
                *tool == candidate.tool && candidate.action.is_some_and(|it| actions.contains(&it))
            }
        };
        is_of && (!reading || candidate.operation.kind().reads())
    }
}

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Cut { tool, argument, value } = self;
        match value {
            Some(value) => write!(f, "{tool}.{argument}={value}"),
            None => write!(f, "{tool}.{argument}"),
        }
    }
}

fn toolset(name: &str) -> Option<&'static str> {
    catalogue::TOOLSETS.iter().find(|toolset| toolset.name == name).map(|toolset| toolset.name)
}

fn tool(name: &str) -> Result<&'static Tool, String> {
    let found = catalogue::all().map(|(_, tool)| tool).find(|tool| tool.spec().name == name);
    found.ok_or_else(|| {
        let tools = catalogue::all().map(|(_, tool)| tool.spec().name);
        let known = tools.chain(catalogue::TOOLSETS.iter().map(|toolset| toolset.name));
        match nearest(name, known) {
            Some(near) => format!("there is no tool `{name}`; did you mean `{near}`?"),
            None => format!("there is no tool `{name}`; `deskhand tools` lists them"),
        }
    })
}

fn actions_of(tool: &'static Tool, list: &str) -> Result<Vec<&'static str>, String> {
    let name = tool.spec().name;
    let Tool::Actions(set) = tool else {
        return Err(format!("{name} has no actions; write `{name}` alone"));
    };
    let known = || set.actions.iter().map(|(action, _)| *action);
    let find = |wanted: &str| {
        known().find(|action| *action == wanted).ok_or_else(|| {
            let all: Vec<_> = known().collect();
            format!("{name} has no action `{wanted}`; it has {}", all.join(", "))
        })
    };
    list.split(',').map(|wanted| find(wanted.trim())).collect()
}
