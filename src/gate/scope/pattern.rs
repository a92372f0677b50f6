//! The words in which lists of tools are written, the same in the configuration, on the command line and in the
//! store.
//!
//! `*` is every tool, `cms:*` a toolset, `*:read` and `cms:read` what of it only reads, `getPage` one tool,
//! `manage_packages:list,create` some of its actions. Lists that take away can also name an argument,
//! `updatePost.status`, or one of its values, `browseImages.provider=pexels`.

mod argument;

use self::argument::{argument_of, refuse_value};
use crate::{
    catalogue,
    tool::{Operation, Tool, arguments::nearest},
};

/// Some of the tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Operations: those of a tool, of a toolset, or of all.
    Operations {
        /// Of which tools.
        of: Of,
        /// Only what reads.
        reading: bool,
    },
    /// An argument of a tool, or one of its values.
    Argument(Cut),
}

/// Which tools a pattern speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// All.
    All,
    /// Those of a toolset.
    Toolset(&'static str),
    /// One, or some actions of it.
    Tool(&'static str, Option<Vec<&'static str>>),
}

/// An argument that a tool does not take, or a value that the argument cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The tool.
    pub tool: &'static str,
    /// Its argument.
    pub argument: String,
    /// Only this value of it.
    pub value: Option<String>,
}

/// An operation that may be in scope: a tool, or an action of one.
#[derive(Clone, Copy)]
pub struct Candidate {
    /// Its toolset.
    pub toolset: &'static str,
    /// The tool's name.
    pub tool: &'static str,
    /// Which action of the tool it is.
    pub action: Option<&'static str>,
    /// What it does.
    pub operation: &'static dyn Operation,
}

impl Candidate {
    /// The pattern that means it alone.
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
    /// Reads what somebody wrote.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what there is instead.
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

    /// The same, for a list that says what there is: it cannot name arguments.
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

    /// The same, for a list that takes away: what it names has to be there to be taken.
    ///
    /// # Errors
    /// As [`Pattern::parse`], and for a value that the argument cannot have, or cannot be told from others.
    pub fn taking(text: &str) -> Result<Pattern, String> {
        let pattern = Pattern::parse(text)?;
        if let Pattern::Argument(cut) = &pattern {
            refuse_value(cut)?;
        }
        Ok(pattern)
    }

    /// Whether it says anything of the operation: means it, or one of its arguments.
    pub(super) fn means(&self, candidate: &Candidate) -> bool {
        match self {
            Pattern::Operations { .. } => self.matches(candidate),
            Pattern::Argument(cut) => cut.tool == candidate.tool,
        }
    }

    /// Whether the operation is meant.
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
