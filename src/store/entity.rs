//! What is known of the rows of each entity table, each declared once by the struct of its rows
//! (`#[derive(Entity)]`).
//!
//! A new one is a file here and two lines below: `mod`, and its place in the registry.

mod collection;
mod contact;
mod conversation;
mod entry;
mod field;
mod http_post;
mod image;
mod link;
mod message;
mod message_template;
mod nav_item;
mod navigation;
mod order;
mod package;
mod page;
mod pipeline;
mod post;
mod redirect;
mod rows;
mod section;
mod section_template;
mod service;
mod site;
mod stored;
mod tag;

use serde_json::{Map, Value};

pub use self::field::{Field, Kind};
pub(crate) use self::{
    message_template::TemplateRow,
    rows::{Keyed, Select, Table, assert_stays_within, select},
    stored::{Json, Stored},
};
use super::sql::Sql;

macro_rules! registry {
    ($($file:ident: $($row:ident),*;)*) => {
        $(
            #[allow(unused_imports, reason = "some are only read by what goes across")]
            pub(crate) use self::$file::*;
        )*

        /// Every entity table, in the order in which a person wants to hear of them.
        pub const ENTITIES: &[Entity] = &[$($($file::$row::ENTITY),*),*];

        /// Every table, and whether its rows tell of people.
        pub(in crate::store) const TABLES: &[(&str, bool)] =
            &[$($(($file::$row::TABLE, $file::$row::PEOPLE)),*),*];
    };
}

registry! {
    site: SiteRow;
    page: PageRow;
    section: SectionRow;
    section_template: SectionTemplateRow;
    package: PackageRow;
    service: ServiceRow;
    image: ImageRow;
    collection: CollectionRow;
    post: PostRow;
    entry: EntryRow;
    navigation: NavigationRow;
    nav_item: NavItemRow;
    redirect: RedirectRow, PostRedirectRow;
    contact: ContactRow;
    tag: TagRow;
    order: OrderRow, OrderItemRow;
    conversation: ConversationRow;
    message: MessageRow;
    pipeline: PipelineRow, StageRow;
    http_post: HttpPostRow;
    link: ContactTagRow, PackageServiceRow;
}

/// How the rows of one table are spoken of.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Entity {
    pub table: &'static str,
    /// Its name on the wire: singular, camelCase.
    pub name: &'static str,
    /// The nouns of the tools that show it and change it, where they are not its own name: a stage is seen with
    /// an order. `conversation.includeMessages` is a noun whose tools show it by that argument only.
    pub tools: &'static [&'static str],
    /// Whether only the operator makes and changes it: tools that are named among `tools` show it, and no more.
    pub by_operator: bool,
    /// Whether it tells of people: see `sql.rs`, where its table is listed.
    pub private: bool,
    /// One of it, in a sentence.
    pub singular: &'static str,
    /// Several of it.
    pub plural: &'static str,
    /// What people know a row by, if there is anything.
    pub label: Option<Label>,
    /// Columns that hold JSON; a diff looks inside them.
    pub json: &'static [&'static str],
    /// Columns that hold a yes or no.
    pub flags: &'static [&'static str],
    /// Texts of it that can be what customers or others outside have written, which are shown as such. What is not
    /// here is the words of the business.
    pub outside: &'static [Outside],
    /// Columns that say who somebody is, or what was told of them: what people are known by, and what an erased
    /// person's things lose where they stay.
    pub personal: &'static [&'static str],
    /// Whether a row is also about whomever these columns name, though no key of it refers to them.
    pub names_people: bool,
    /// The column that says, where it is set, that these came from the business.
    pub personal_unless: Option<&'static str>,
    /// How its rows are found by their words, if they are.
    pub search: Option<Searched>,
    /// What a CHECK of the table says, in the words of people.
    pub check: Option<&'static str>,
    /// Columns that follow from others: they are made anew, so no change of theirs stands in an undo's way.
    pub derived: &'static [&'static str],
    /// Whether a row only leads on to where something has gone, so that it stands in nobody's way.
    pub leads_on: bool,
    /// Whether it stays on record, whatever is undone: it was sent or received, and an undo that took it off the record
    /// would make the record untrue.
    pub lasting: bool,
    /// For a table of links: whose list it is, by which column, and what a link adds to it.
    pub link: Option<Link>,
    /// For a table of parts: of which thing they are, by which column, and the field in which that has them.
    pub part_of: Option<PartOf>,
    /// Columns that have another name on the wire than their own.
    pub wires: &'static [(&'static str, &'static str)],
    /// The column that no two rows of a tenant share.
    pub key: &'static str,
    /// The field by which queryData orders its rows unless a call says otherwise, with a `-` before it for the greatest
    /// first; `None` where queryData does not have it.
    pub sort: Option<&'static str>,
    /// Its fields in queryData.
    pub fields: &'static [Field],
    /// Its columns with words in them that people read.
    pub texts: &'static [TextColumn],
}

/// A column with words in it that people read.
#[derive(Debug)]
pub struct TextColumn {
    pub column: &'static str,
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether it holds JSON, whose texts are meant.
    pub is_json: bool,
    /// Whether it follows from other columns.
    pub derived: bool,
    pub holds: Holds,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Words,
    /// An address, or a part of one.
    Address,
    /// What a person is known or reached by.
    Identity,
}

/// A table of which nothing special is to be said.
pub(crate) const PLAIN: Entity = Entity {
    table: "",
    name: "",
    tools: &[],
    by_operator: false,
    private: false,
    singular: "",
    plural: "",
    label: None,
    json: &[],
    flags: &[],
    outside: &[],
    personal: &[],
    names_people: false,
    personal_unless: None,
    search: None,
    check: None,
    derived: &[],
    leads_on: false,
    lasting: false,
    link: None,
    part_of: None,
    wires: &[],
    key: "id",
    sort: None,
    fields: &[],
    texts: &[],
};

/// What people know a row by.
#[derive(Clone, Copy, Debug)]
pub enum Label {
    /// The text of a column.
    Column(&'static str),
    /// A text inside a JSON column.
    Inside(&'static str, &'static str),
}

impl Label {
    /// The column that holds it.
    pub fn column(self) -> &'static str {
        match self {
            Label::Column(column) | Label::Inside(column, _) => column,
        }
    }

    /// The label in a row, where its columns hold it.
    pub fn of(self, row: &Map<String, Value>) -> Option<String> {
        match self {
            Label::Column(column) => row.get(column)?.as_str().map(str::to_owned),
            Label::Inside(column, key) => {
                let inside: Value = serde_json::from_str(row.get(column)?.as_str()?).ok()?;
                inside.get(key)?.as_str().map(str::to_owned)
            }
        }
    }
}

/// How rows of a table are read for the index of the search.
#[derive(Debug)]
pub struct Searched {
    /// Stands in terms for the kind of thing: one letter, no two alike.
    pub letter: char,
    /// Gives `title`, `body` (plain text), `content` (JSON whose texts count, or null) and `phones` (in E.164, with
    /// blanks between) of the row `:key`.
    pub read: Sql,
    /// The keys of all rows, as `row_key`.
    pub keys: Sql,
    /// Whether any of it is a phone number.
    pub has_phones: bool,
    /// The columns that the texts come from.
    pub columns: &'static [&'static str],
}

/// A column whose text can come from outside.
#[derive(Debug)]
pub struct Outside {
    pub column: &'static str,
    pub source: &'static str,
    /// Of which rows.
    pub of: Rows,
}

/// Whose words are in a column.
#[derive(Debug)]
pub enum Rows {
    /// Nobody notes whose: it is where people write down what customers say.
    Any,
    /// Others', but for rows in which this column says this.
    Unless(&'static str, &'static str),
    /// The business's, but for rows in which this column says this.
    Where(&'static str, &'static str),
}

impl Outside {
    /// Whether the row, of which these columns are known, has it from outside.
    pub fn is_in(&self, row: &Map<String, Value>) -> bool {
        let says = |column, what| row.get(column).is_some_and(|said| said == what);
        match self.of {
            Rows::Any => true,
            Rows::Unless(column, what) => !says(column, what),
            Rows::Where(column, what) => says(column, what),
        }
    }
}

/// A table whose rows are the items of a list of another entity.
#[derive(Debug)]
pub struct Link {
    /// The wire name of the entity that has the list.
    pub owner: &'static str,
    /// The column with the owner's id.
    pub owner_column: &'static str,
    /// The column with the item.
    pub item_column: &'static str,
    /// The list's name on the wire.
    pub field: &'static str,
}

/// A table whose rows are parts of a thing of another entity: they come, change and go with it.
#[derive(Clone, Copy, Debug)]
pub struct PartOf {
    /// The wire name of the entity that has them.
    pub owner: &'static str,
    /// The column with the owner's id.
    pub owner_column: &'static str,
    /// The name on the wire of the owner's field with all of them.
    pub field: &'static str,
}

/// The entity of a table.
pub fn of_table(table: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|entity| entity.table == table)
}

/// The entity of a wire name.
pub fn of_name(name: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|entity| entity.name == name && !name.is_empty())
}

/// How a tool's name begins before its noun. One that begins otherwise is a noun as it is.
const VERBS: [&str; 6] = ["get", "create", "update", "delete", "send", "import"];

/// What the tool of that name works with: `contact` for `getContact`, `package` for `manage_packages`.
pub fn noun(tool: &str) -> String {
    if let Some(several) = tool.strip_prefix("manage_") {
        let several = several.split_once(':').map_or(several, |(several, _)| several);
        return several.strip_suffix('s').unwrap_or(several).to_owned();
    }
    let noun = VERBS.iter().find_map(|verb| {
        let noun = tool.strip_prefix(verb)?;
        let first = noun.chars().next().filter(char::is_ascii_uppercase)?;
        Some(format!("{}{}", first.to_ascii_lowercase(), noun.get(1..)?))
    });
    noun.unwrap_or_else(|| tool.to_owned())
}

/// The entities that the tool of that name works with.
pub fn of_tool(tool: &str) -> impl Iterator<Item = &'static Entity> {
    let noun = noun(tool);
    ENTITIES.iter().filter(move |entity| entity.nouns().any(|(known, _)| known == noun))
}

impl Entity {
    /// The name of the thing that a row is of: of a link, the thing whose list it is in.
    pub const fn thing(&self) -> &'static str {
        match &self.link {
            Some(link) => link.owner,
            None => self.name,
        }
    }

    /// The thing that has a row among others in a field of its own: by which column, and in which field.
    pub fn owned_by(&self) -> Option<PartOf> {
        let of_link = |link: &Link| {
            let Link { owner, owner_column, field, .. } = *link;
            PartOf { owner, owner_column, field }
        };
        self.part_of.or_else(|| self.link.as_ref().map(of_link))
    }

    /// The name on the wire that a column is declared to have instead of its own.
    pub fn wire_of(&self, column: &str) -> Option<&'static str> {
        self.wires.iter().find(|(of, _)| *of == column).map(|(_, wire)| *wire)
    }

    /// Whether the field of that name says of another one whose word it is.
    pub fn says_whose_word(&self, name: &str) -> bool {
        let marks = self.outside.iter().filter_map(|outside| match outside.of {
            Rows::Where(column, _) => Some(column),
            Rows::Any | Rows::Unless(..) => None,
        });
        marks.into_iter().any(|column| {
            self.fields.iter().any(|field| field.name == name && field.column == column)
        })
    }

    /// Whether a row says anything of people.
    pub const fn tells_of_people(&self) -> bool {
        self.private || !self.personal.is_empty()
    }

    /// The nouns of the tools that show it and change it, each with the argument that it takes for that.
    pub fn nouns(&self) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
        let own = self.tools.is_empty().then_some(self.thing());
        let all = own.into_iter().chain(self.tools.iter().copied());
        all.map(|noun| {
            noun.split_once('.').map_or((noun, None), |(noun, argument)| (noun, Some(argument)))
        })
    }

    /// Its field of that name in queryData.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Its place in [`ENTITIES`].
    pub fn rank(&self) -> usize {
        ENTITIES.iter().position(|entity| entity.table == self.table).unwrap_or(usize::MAX)
    }

    /// "1 page", "3 sections".
    pub fn counted(&self, count: usize) -> String {
        format!("{count} {}", if count == 1 { self.singular } else { self.plural })
    }
}
