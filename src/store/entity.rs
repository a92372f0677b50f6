//! The description of each entity table. Each is declared once, by the struct of its rows (`#[derive(Entity)]`).
//!
//! A new one is a file here and two lines below: `mod`, and its place in the registry.

mod availability;
mod booking;
mod collection;
mod contact;
mod conversation;
mod entry;
mod field;
mod http_post;
mod image;
mod invoice;
mod link;
mod message;
mod message_template;
mod nav_item;
mod navigation;
mod order;
mod package;
mod page;
mod payment;
mod pipeline;
mod post;
mod redirect;
mod release;
mod rows;
mod section;
mod section_template;
mod service;
mod site;
mod stored;
mod tag;
mod translated;
mod translation;

use serde_json::{Map, Value};

pub use self::field::{Field, Kind};
pub(crate) use self::{
    message_template::TemplateRow,
    rows::{Keyed, Select, Table, assert_stays_within, select},
    stored::{Json, Stored},
    translated::{OtherTexts, Translated},
};
use super::sql::Sql;

macro_rules! registry {
    ($($file:ident: $($row:ident),*;)*) => {
        $(
            #[allow(unused_imports, reason = "some are only read by what goes across")]
            pub(crate) use self::$file::*;
        )*

        /// Every entity table, in the order in which summaries name them.
        pub const ENTITIES: &[Entity] = &[$($($file::$row::ENTITY),*),*];

        /// Every table, and whether its rows hold personal data.
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
    availability: AvailabilityRow;
    booking: BookingRow;
    payment: PaymentRow;
    invoice: InvoiceRow;
    conversation: ConversationRow;
    message: MessageRow;
    pipeline: PipelineRow, StageRow;
    http_post: HttpPostRow;
    link: ContactTagRow, PackageServiceRow;
    translation: TranslationRow;
    release: ReleaseRow, TargetRow;
}

/// The description of one entity table: its names, its columns, and how other parts of the store treat its rows.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Entity {
    pub table: &'static str,
    /// The name on the wire: singular, camelCase.
    pub name: &'static str,
    /// The nouns of the tools that read and write it, where they differ from its own name: an order's tools also show
    /// stages. `conversation.includeMessages` means: shown by the tools of `conversation`, only with the argument
    /// `includeMessages`.
    pub tools: &'static [&'static str],
    /// Whether only the operator creates and changes it. The tools named in `tools` then only show it.
    pub by_operator: bool,
    /// Whether its rows hold personal data; see `sql/people.rs`.
    pub private: bool,
    /// The noun in messages, for one row.
    pub singular: &'static str,
    /// The noun in messages, for several rows.
    pub plural: &'static str,
    /// The text by which people recognise a row, if there is one.
    pub label: Option<Label>,
    /// Columns that hold JSON. A diff compares their members one by one.
    pub json: &'static [&'static str],
    /// Columns that hold a boolean.
    pub flags: &'static [&'static str],
    /// Columns whose text may come from outside (customers, web services) and is marked as untrusted when shown. All
    /// other text is the business's own.
    pub outside: &'static [Outside],
    /// Columns with personal data: what identifies a person, or what was written about one. Erasing a person blanks
    /// them in rows that stay.
    pub personal: &'static [&'static str],
    /// Whether the personal columns may name a person to whom the row has no foreign key.
    pub names_people: bool,
    /// A column that, when it is set, means that the personal columns come from the business itself.
    pub personal_unless: Option<&'static str>,
    /// How its rows are indexed for full-text search; `None` if they are not searched.
    pub search: Option<SearchSource>,
    /// The message for a violated CHECK constraint of the table.
    pub check: Option<&'static str>,
    /// Columns computed from others. They are recomputed, so a changed value never blocks an undo.
    pub derived: &'static [&'static str],
    /// Columns that the program keeps for itself. No diff tells them: nobody could decide about them.
    pub internal: &'static [&'static str],
    /// Columns whose texts visitors read, in each language of the site; see `store/translation.rs`.
    pub translated: &'static [&'static str],
    /// Whether its rows have ids of their own.
    pub has_id: bool,
    /// Whether a row is only a redirect; such a row never blocks an undo.
    pub leads_on: bool,
    /// Whether undo must keep the row: it records that something was sent or received.
    pub lasting: bool,
    /// A column with which a row becomes final: undo neither takes it away nor puts back what it was before that.
    pub final_once: Option<&'static str>,
    /// A column that, when it is set, means that undo may take the row all the same.
    pub lasting_unless: Option<&'static str>,
    /// For a link table: which entity's list its rows are items of.
    pub link: Option<Link>,
    /// For a table of parts: of which thing they are, by which column, and the field in which that has them.
    pub part_of: Option<PartOf>,
    /// Columns that have another name on the wire than their own.
    pub wires: &'static [(&'static str, &'static str)],
    /// What people call a field, by its wire name, where that does not say it; empty for what only the program needs.
    pub said: &'static [(&'static str, &'static str)],
    /// The column that no two rows of a tenant share.
    pub key: &'static str,
    /// The default sort field of queryData, with `-` in front for descending; `None` if queryData does not offer the
    /// entity.
    pub sort: Option<&'static str>,
    pub fields: &'static [Field],
    /// The columns with text for human readers.
    pub texts: &'static [TextColumn],
}

/// A column with text for human readers.
#[derive(Debug)]
pub struct TextColumn {
    pub column: &'static str,
    pub name: &'static str,
    /// Whether it holds JSON; then the texts inside count.
    pub is_json: bool,
    /// Whether it is computed from other columns.
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

/// The default description, for tables without special rules.
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
    internal: &[],
    translated: &[],
    has_id: true,
    leads_on: false,
    lasting: false,
    final_once: None,
    lasting_unless: None,
    link: None,
    part_of: None,
    wires: &[],
    said: &[],
    key: "id",
    sort: None,
    fields: &[],
    texts: &[],
};

/// Where the text is by which people recognise a row.
#[derive(Clone, Copy, Debug)]
pub enum Label {
    Column(&'static str),
    /// A member of a JSON column: the column, then the member.
    Inside(&'static str, &'static str),
}

impl Label {
    /// The column that holds the text.
    pub fn column(self) -> &'static str {
        match self {
            Label::Column(column) | Label::Inside(column, _) => column,
        }
    }

    /// The label of a row, if the row has the column and it is not empty.
    pub fn of(self, row: &Map<String, Value>) -> Option<String> {
        let label = match self {
            Label::Column(column) => row.get(column)?.as_str()?.to_owned(),
            Label::Inside(column, key) => {
                let inside: Value = serde_json::from_str(row.get(column)?.as_str()?).ok()?;
                inside.get(key)?.as_str()?.to_owned()
            }
        };
        (!label.is_empty()).then_some(label)
    }
}

/// How rows of a table are read for full-text search.
#[derive(Debug)]
pub struct SearchSource {
    /// The letter that marks the entity in search terms; unique among entities.
    pub letter: char,
    /// Reads `title`, `body` (plain text), `content` (JSON whose texts are indexed, or null) and `phones` (E.164,
    /// separated by blanks) of the row `:key`.
    pub read: Sql,
    /// Reads the keys of all rows, as `row_key`.
    pub keys: Sql,
    /// Whether the rows contain phone numbers.
    pub has_phones: bool,
    /// The columns whose text is indexed.
    pub columns: &'static [&'static str],
}

/// A column whose text may come from outside.
#[derive(Debug)]
pub struct Outside {
    pub column: &'static str,
    pub source: &'static str,
    /// In which rows it does.
    pub of: Rows,
}

/// In which rows a column's text counts as coming from outside.
#[derive(Debug)]
pub enum Rows {
    /// In all rows: nothing records the author. Used for notes, where staff write down what customers say.
    Any,
    /// In all rows but those where this column has this value.
    Unless(&'static str, &'static str),
    /// Only in rows where this column has this value.
    Where(&'static str, &'static str),
}

impl Entity {
    /// Whether the text by which people recognise this row comes from outside.
    pub fn is_label_outside(&self, row: &Map<String, Value>) -> bool {
        let Some(label) = self.label.map(Label::column) else { return false };
        self.outside.iter().any(|outside| outside.column == label && outside.is_in(row))
    }
}

impl Outside {
    /// Whether the text of this row counts as coming from outside.
    pub fn is_in(&self, row: &Map<String, Value>) -> bool {
        let says = |column, what| row.get(column).is_some_and(|said| said == what);
        match self.of {
            Rows::Any => true,
            Rows::Unless(column, what) => !says(column, what),
            Rows::Where(column, what) => says(column, what),
        }
    }
}

/// A link table: its rows are the items of a list of another entity.
#[derive(Debug)]
pub struct Link {
    /// The wire name of the entity with the list.
    pub owner: &'static str,
    pub owner_column: &'static str,
    pub item_column: &'static str,
    /// The list's field name on the wire.
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

/// The entity with this name on the wire.
pub fn of_name(name: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|entity| entity.name == name && !name.is_empty())
}

/// The verbs that a tool's name can start with. A name without one is a noun itself.
const VERBS: [&str; 7] = ["get", "create", "merge", "update", "delete", "send", "import"];

/// The noun of a tool: `contact` for `getContact`, `package` for `manage_packages`.
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

/// The entities that a tool reads or writes.
pub fn of_tool(tool: &str) -> impl Iterator<Item = &'static Entity> {
    let noun = noun(tool);
    ENTITIES.iter().filter(move |entity| entity.nouns().any(|(known, _)| known == noun))
}

impl Entity {
    /// The wire name of the thing that a row belongs to: for a link, the owner of the list.
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

    /// Whether the tool reads or writes what visitors read of this entity, in any language of the site.
    pub fn is_translated_by(&self, tool: &str) -> bool {
        let verb = ["get", "update"].iter().any(|verb| tool.starts_with(verb));
        let action = [":list", ":update"].iter().any(|action| tool.ends_with(action));
        !self.translated.is_empty() && (verb || action) && noun(tool) == self.name
    }

    /// Whether undo must keep this row.
    pub fn keeps(&self, row: Option<&Map<String, Value>>) -> bool {
        let is_set = |column| row.and_then(|row| row.get(column)).is_some_and(|it| !it.is_null());
        self.lasting && !self.lasting_unless.is_some_and(is_set)
    }

    /// Whether a row says anything of people.
    pub const fn tells_of_people(&self) -> bool {
        self.private || !self.personal.is_empty()
    }

    /// The nouns of the tools that read and write it, each with the argument that is needed for that.
    pub fn nouns(&self) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
        let own = self.tools.is_empty().then_some(self.thing());
        let all = own.into_iter().chain(self.tools.iter().copied());
        all.map(|noun| {
            noun.split_once('.').map_or((noun, None), |(noun, argument)| (noun, Some(argument)))
        })
    }

    /// The queryData field with this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Its position in [`ENTITIES`].
    pub fn rank(&self) -> usize {
        ENTITIES.iter().position(|entity| entity.table == self.table).unwrap_or(usize::MAX)
    }

    /// "1 page", "3 sections".
    pub fn counted(&self, count: usize) -> String {
        format!("{count} {}", if count == 1 { self.singular } else { self.plural })
    }
}
