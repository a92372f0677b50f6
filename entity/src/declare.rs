//! Parses the attributes of a row struct.
//!
//! On the struct:
//! - `#[entity(table = "customer_order", alias = "o", name = "order")]`: the table, its alias in statements (the table
//!   itself by default), its name on the wire (the table in camelCase by default).
//! - `singular`, `plural`: the nouns for people; by default the name, and the name with an `s`.
//! - `label = description`, or `label = content.heading` inside a JSON column: the text by which people know a row.
//! - `tools("post", "entry")`: the nouns of the tools that show and change it, where they are not its own.
//! - `people`: its rows hold personal data. Each of its text columns must be `personal` or `impersonal`.
//! - `by_operator`, `names_people`, `personal_unless = "package_id"`, `leads_on`, `lasting`,
//!   `lasting_unless = "enquiry"`, `final_once = "number"`, `check = "…"`: see `Entity` in the program.
//! - `link(owner = "contact", owner_column = "contact_id", item_column = "tag_id", field = "tags")`: its rows are the
//!   items of a list of another entity.
//! - `part_of(owner = "order", owner_column = "order_id", field = "items")`: its rows are parts of a thing, which that
//!   has in a field.
//! - `sort = "-id"`: queryData has it, in this order unless a call says otherwise. `hides(version, created_at)`:
//!   standard
//!   columns that queryData does not give.
//! - `search = 'p'`: its letter in the index of the search; its columns say which part they are.
//! - `new = NewOrder`: the struct of the values of a new row.
//! - `#[join(c = "contact", on = "contact_id")]`, `#[left_join(…)]` for one that can be missing: the tenants are
//!   compared
//!   by themselves.
//! - `#[extra(column = "sizes", wire = "…", kind = json, …)]`: a column, or with `expr = "…"` an expression, that the
//!   row struct does not have.
//!
//! On a field, `#[column(…)]`:
//! - nothing: the column with its name.
//! - `from = "c.name"`: a column of a join. `expr = "(SELECT …{row}.id)"`: an expression; `{row}` is the row.
//! - `wire = "stage"`: its name on the wire, in history and in queryData.
//! - `said = "address"`: what it is called where a person decides, if its name does not say it; empty for what only the
//!   program needs, and for JSON whose members speak for themselves.
//! - `hidden`, `heavy`, `beside = "nameFrom"`: that queryData does not have it, gives it when it is named, and what it
//!   always gives with it.
//! - `choice("active", "archived")`: what the text can be, where its type does not say it.
//! - `fixed`: no update changes it. `derived`: the same, since it follows from others. `default`: a new row has the
//!   table's default. `internal`: the program keeps it for itself, and no diff tells it.
//! - `personal`, `impersonal`: whether it says who somebody is.
//! - `address`: its text is an address or a part of one. `identity`: what a person is known or reached by. Neither is
//!   words that are replaced in passing.
//! - `external(source = "notes")`, with `unless = "direction=out"` or `when = "name_from=whatsapp"`: others wrote it.
//!   Of several sources the first whose rows it is in counts.
//! - `search = title`, `body`, `content` or `phone`, which is found by a part of it as well.
//! - `translated`: visitors read it, in each language of the site. It is a `String` or a `Json`.
//! - `kind = crate::store::entity::Kind::Phone`: how queryData compares it, where its type does not say it.

use proc_macro2::Span;
mod column;

pub(crate) use self::column::{Column, Holds, Of, Part, Source};
use syn::{
    Attribute, Data, DeriveInput, Error, Ident, LitChar, LitStr, Result, Token, Visibility,
    ext::IdentExt as _, meta::ParseNestedMeta, parse::Parse, spanned::Spanned as _,
};

/// Columns that the store itself maintains.
pub(crate) const KEPT: [&str; 3] = ["version", "created_at", "updated_at"];

#[expect(clippy::struct_excessive_bools, reason = "each is an attribute that is there or not")]
pub(crate) struct Declaration {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) table: String,
    pub(crate) table_span: Span,
    pub(crate) alias: String,
    pub(crate) name: String,
    pub(crate) singular: String,
    pub(crate) plural: String,
    pub(crate) label: Option<(String, Option<String>)>,
    pub(crate) label_span: Span,
    pub(crate) tools: Vec<String>,
    pub(crate) people: bool,
    pub(crate) names_people: bool,
    pub(crate) personal_unless: Option<String>,
    pub(crate) leads_on: bool,
    pub(crate) lasting: bool,
    pub(crate) final_once: Option<String>,
    pub(crate) lasting_unless: Option<String>,
    pub(crate) by_operator: bool,
    pub(crate) check: Option<String>,
    pub(crate) link: Option<Link>,
    pub(crate) part_of: Option<PartOf>,
    pub(crate) sort: Option<String>,
    pub(crate) hides: Vec<String>,
    pub(crate) search: Option<char>,
    pub(crate) new: Option<Ident>,
    pub(crate) joins: Vec<Join>,
    pub(crate) columns: Vec<Column>,
    pub(crate) extras: Vec<Column>,
}

#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) owner: String,
    pub(crate) owner_column: String,
    pub(crate) item_column: String,
    pub(crate) field: String,
}

#[derive(Debug, Default)]
pub(crate) struct PartOf {
    pub(crate) owner: String,
    pub(crate) owner_column: String,
    pub(crate) field: String,
}

#[derive(Debug)]
pub(crate) struct Join {
    pub(crate) alias: String,
    pub(crate) table: String,
    /// The column that refers to the joined table, with the alias of its own table if that is another join.
    pub(crate) on: String,
    pub(crate) left: bool,
    pub(crate) span: Span,
}

impl Declaration {
    pub(crate) fn read(input: &DeriveInput) -> Result<Declaration> {
        let Data::Struct(data) = &input.data else {
            return Err(Error::new(input.ident.span(), "the rows of an entity are a struct"));
        };
        let mut declaration = Declaration::empty(input);
        for attribute in &input.attrs {
            if attribute.path().is_ident("entity") {
                attribute.parse_nested_meta(|meta| declaration.entity(&meta))?;
            } else if ["join", "left_join"].iter().any(|join| attribute.path().is_ident(join)) {
                let join = Join::read(attribute)?;
                declaration.joins.push(join);
            } else if attribute.path().is_ident("extra") {
                let mut column = Column::empty(Source::Stored(String::new()), attribute.span());
                attribute.parse_nested_meta(|meta| column.attribute(&meta))?;
                declaration.extras.push(column);
            }
        }
        for field in &data.fields {
            let column = Column::read(field)?;
            declaration.columns.push(column);
        }
        declaration.complete();
        Ok(declaration)
    }

    fn empty(input: &DeriveInput) -> Declaration {
        Declaration {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            table: String::new(),
            table_span: input.ident.span(),
            alias: String::new(),
            name: String::new(),
            singular: String::new(),
            plural: String::new(),
            label: None,
            label_span: input.ident.span(),
            tools: Vec::new(),
            people: false,
            names_people: false,
            personal_unless: None,
            leads_on: false,
            lasting: false,
            final_once: None,
            lasting_unless: None,
            by_operator: false,
            check: None,
            link: None,
            part_of: None,
            sort: None,
            hides: Vec::new(),
            search: None,
            new: None,
            joins: Vec::new(),
            columns: Vec::new(),
            extras: Vec::new(),
        }
    }

    fn entity(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let name = meta.path.require_ident()?.to_string();
        match name.as_str() {
            "table" => {
                let text: LitStr = meta.value()?.parse()?;
                self.table = text.value();
                self.table_span = text.span();
            }
            "alias" => self.alias = text(meta)?,
            "name" => self.name = text(meta)?,
            "singular" => self.singular = text(meta)?,
            "plural" => self.plural = text(meta)?,
            "label" => {
                let input = meta.value()?;
                let column = input.call(Ident::parse_any)?;
                self.label_span = column.span();
                let inside = if input.parse::<Option<Token![.]>>()?.is_some() {
                    Some(input.call(Ident::parse_any)?.to_string())
                } else {
                    None
                };
                self.label = Some((column.to_string(), inside));
            }
            "tools" => {
                let content;
                syn::parenthesized!(content in meta.input);
                let nouns =
                    content.parse_terminated(<LitStr as syn::parse::Parse>::parse, Token![,])?;
                self.tools = nouns.iter().map(LitStr::value).collect();
            }
            "hides" => meta.parse_nested_meta(|column| {
                self.hides.push(column.path.require_ident()?.to_string());
                Ok(())
            })?,
            "people" => self.people = true,
            "names_people" => self.names_people = true,
            "personal_unless" => self.personal_unless = Some(text(meta)?),
            "leads_on" => self.leads_on = true,
            "lasting" => self.lasting = true,
            "final_once" => self.final_once = Some(text(meta)?),
            "lasting_unless" => self.lasting_unless = Some(text(meta)?),
            "by_operator" => self.by_operator = true,
            "check" => self.check = Some(text(meta)?),
            "link" => self.link = Some(Link::read(meta)?),
            "part_of" => self.part_of = Some(PartOf::read(meta)?),
            "sort" => self.sort = Some(text(meta)?),
            "search" => self.search = Some(meta.value()?.parse::<LitChar>()?.value()),
            "new" => self.new = Some(meta.value()?.parse()?),
            _ => return Err(meta.error("an entity has no such attribute")),
        }
        Ok(())
    }

    /// Adds what follows from the attributes that were given.
    fn complete(&mut self) {
        if self.alias.is_empty() {
            self.alias.clone_from(&self.table);
        }
        if self.name.is_empty() && self.link.is_none() {
            self.name = camel(&self.table);
        }
        if self.singular.is_empty() {
            self.singular = words(&self.name);
        }
        if self.plural.is_empty() && !self.singular.is_empty() {
            self.plural = format!("{}s", self.singular);
        }
    }

    /// All columns: those of the row, and those that the row struct does not have.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().chain(&self.extras)
    }
}

impl Link {
    fn read(meta: &ParseNestedMeta<'_>) -> Result<Link> {
        let mut link = Link {
            owner: String::new(),
            owner_column: String::new(),
            item_column: String::new(),
            field: String::new(),
        };
        meta.parse_nested_meta(|part| {
            let place = match part.path.require_ident()?.to_string().as_str() {
                "owner" => &mut link.owner,
                "owner_column" => &mut link.owner_column,
                "item_column" => &mut link.item_column,
                "field" => &mut link.field,
                _ => {
                    return Err(part.error("a link has owner, owner_column, item_column and field"));
                }
            };
            *place = text(&part)?;
            Ok(())
        })?;
        Ok(link)
    }
}

impl PartOf {
    fn read(meta: &ParseNestedMeta<'_>) -> Result<PartOf> {
        let mut part_of = PartOf::default();
        meta.parse_nested_meta(|part| {
            let place = match part.path.require_ident()?.to_string().as_str() {
                "owner" => &mut part_of.owner,
                "owner_column" => &mut part_of.owner_column,
                "field" => &mut part_of.field,
                _ => return Err(part.error("a part has owner, owner_column and field")),
            };
            *place = text(&part)?;
            Ok(())
        })?;
        Ok(part_of)
    }
}

impl Join {
    fn read(attribute: &Attribute) -> Result<Join> {
        let (alias, table, on) = (String::new(), String::new(), String::new());
        let left = attribute.path().is_ident("left_join");
        let mut join = Join { alias, table, on, left, span: attribute.span() };
        attribute.parse_nested_meta(|meta| {
            match meta.path.require_ident()?.to_string().as_str() {
                "on" => join.on = text(&meta)?,
                alias => {
                    alias.clone_into(&mut join.alias);
                    join.table = text(&meta)?;
                }
            }
            Ok(())
        })?;
        Ok(join)
    }
}

fn text(meta: &ParseNestedMeta<'_>) -> Result<String> {
    Ok(meta.value()?.parse::<LitStr>()?.value())
}

fn texts(meta: &ParseNestedMeta<'_>) -> Result<Vec<String>> {
    let inside;
    syn::parenthesized!(inside in meta.input);
    let texts = inside.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
    Ok(texts.iter().map(LitStr::value).collect())
}

/// `sort_order` → `sortOrder`.
fn camel(name: &str) -> String {
    let mut upper = false;
    let mut camel = String::new();
    for letter in name.chars() {
        if letter == '_' {
            upper = true;
        } else if std::mem::take(&mut upper) {
            camel.push(letter.to_ascii_uppercase());
        } else {
            camel.push(letter);
        }
    }
    camel
}

/// `sectionTemplate` → `section template`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
