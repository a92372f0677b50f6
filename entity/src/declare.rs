//! What the attributes of a struct say.
//!
//! On the struct:
//! - `#[entity(table = "customer_order", alias = "o", name = "order")]`: the table, its alias in statements (the table
//!   itself unless given), its name on the wire (the table in camelCase unless given).
//! - `singular`, `plural`: what people call one and several, unless it is the name and the name with an `s`.
//! - `label = description`, or `label = content.heading` inside a JSON column: what people know a row by.
//! - `tools("post", "entry")`: nouns of the tools that show and change it, where they are not its own.
//! - `people`: its rows tell of people. Each of its texts must say `personal` or `impersonal`.
//! - `by_operator`, `names_people`, `personal_unless = "package_id"`, `leads_on`, `lasting`, `check = "…"`: see `Entity` in the program.
//! - `link(owner = "contact", owner_column = "contact_id", item_column = "tag_id", field = "tagIds")`: its rows are the
//!   items of a list of another entity.
//! - `sort = "-id"`: queryData has it, in this order unless a call says otherwise. `hides(version, created_at)`: standard
//!   columns that queryData does not give.
//! - `search = 'p'`: its letter in the index of the search; its columns say which part they are.
//! - `new = NewOrder`: the struct of the values of a new row.
//! - `#[join(c = "contact", on = "contact_id")]`, `#[left_join(…)]` for one that can be missing: the tenants are compared
//!   by themselves.
//! - `#[extra(column = "sizes", wire = "…", kind = json, …)]`: a column, or with `expr = "…"` an expression, that the
//!   rows do not hold.
//!
//! On a field, `#[column(…)]`:
//! - nothing: the column of its name.
//! - `from = "c.name"`: a column of a join. `expr = "(SELECT …{row}.id)"`: an expression; `{row}` is the row.
//! - `wire = "stage"`, `hidden`, `heavy`, `beside = "nameFrom"`: its name in queryData, that it is not there, that it
//!   is given when it is named, and what is always given with it.
//! - `choice("active", "archived")`: what the text can be, where its type does not say it.
//! - `fixed`: no update changes it. `derived`: the same, since it follows from others. `default`: a new row has the
//!   table's default.
//! - `personal`, `impersonal`: whether it says who somebody is.
//! - `external(source = "notes")`, with `unless = "direction=out"` or `when = "name_from=whatsapp"`: others wrote it.
//! - `search = title`, `body` or `content`.

use proc_macro2::Span;
use syn::{
    Attribute, Data, DeriveInput, Error, Field, Ident, LitChar, LitStr, Result, Token, Type,
    Visibility, ext::IdentExt as _, meta::ParseNestedMeta, parse::Parse, spanned::Spanned as _,
};

/// Columns that the store itself keeps.
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
    pub(crate) by_operator: bool,
    pub(crate) check: Option<String>,
    pub(crate) link: Option<Link>,
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

#[derive(Debug)]
pub(crate) struct Join {
    pub(crate) alias: String,
    pub(crate) table: String,
    /// The column that refers to it, with the alias of its table before it where that is not the row's.
    pub(crate) on: String,
    pub(crate) left: bool,
    pub(crate) span: Span,
}

/// Where a column's value is.
#[derive(Debug)]
pub(crate) enum Source {
    /// In the column of that name.
    Stored(String),
    /// In a column of a join.
    Joined { alias: String, column: String },
    /// In an expression over `{row}`.
    Expression(String),
}

/// Which part of what is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Title,
    Body,
    Content,
}

#[derive(Debug)]
pub(crate) struct External {
    pub(crate) source: String,
    pub(crate) of: Of,
}

#[derive(Debug)]
pub(crate) enum Of {
    Any,
    Unless(String, String),
    When(String, String),
}

/// A column of a row, or one that a row does not hold.
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute that is there or not")]
pub(crate) struct Column {
    /// The field; `None` for what a row does not hold.
    pub(crate) field: Option<(Ident, Type, Visibility)>,
    pub(crate) span: Span,
    pub(crate) source: Source,
    pub(crate) wire: Option<String>,
    /// Of what a row does not hold.
    pub(crate) kind: Option<syn::Expr>,
    pub(crate) nullable: bool,
    pub(crate) hidden: bool,
    pub(crate) heavy: bool,
    pub(crate) beside: Option<String>,
    pub(crate) fixed: bool,
    pub(crate) derived: bool,
    pub(crate) default: bool,
    pub(crate) personal: bool,
    pub(crate) impersonal: bool,
    pub(crate) external: Option<External>,
    pub(crate) choices: Vec<String>,
    pub(crate) search: Option<Part>,
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
            by_operator: false,
            check: None,
            link: None,
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
            "by_operator" => self.by_operator = true,
            "check" => self.check = Some(text(meta)?),
            "link" => self.link = Some(Link::read(meta)?),
            "sort" => self.sort = Some(text(meta)?),
            "search" => self.search = Some(meta.value()?.parse::<LitChar>()?.value()),
            "new" => self.new = Some(meta.value()?.parse()?),
            _ => return Err(meta.error("an entity has no such attribute")),
        }
        Ok(())
    }

    /// What is not said and follows.
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

    /// Its columns and those that its rows do not hold.
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

impl Column {
    fn empty(source: Source, span: Span) -> Column {
        Column {
            field: None,
            span,
            source,
            wire: None,
            kind: None,
            nullable: false,
            hidden: false,
            heavy: false,
            beside: None,
            fixed: false,
            derived: false,
            default: false,
            personal: false,
            impersonal: false,
            external: None,
            choices: Vec::new(),
            search: None,
        }
    }

    fn read(field: &Field) -> Result<Column> {
        let Some(ident) = &field.ident else {
            return Err(Error::new(field.span(), "a column has a name"));
        };
        let name = ident.unraw().to_string();
        let mut column = Column::empty(Source::Stored(name), ident.span());
        column.nullable = is_option(&field.ty);
        column.field = Some((ident.clone(), field.ty.clone(), field.vis.clone()));
        for attribute in field.attrs.iter().filter(|it| it.path().is_ident("column")) {
            attribute.parse_nested_meta(|meta| column.attribute(&meta))?;
        }
        Ok(column)
    }

    fn attribute(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let name = meta.path.require_ident()?.to_string();
        match name.as_str() {
            "column" if self.field.is_none() => self.source = Source::Stored(text(meta)?),
            "kind" if self.field.is_none() => self.kind = Some(meta.value()?.parse()?),
            "nullable" if self.field.is_none() => self.nullable = true,
            "from" => {
                let from = text(meta)?;
                let (alias, column) = from
                    .split_once('.')
                    .ok_or_else(|| meta.error("`from` is an alias and a column: c.name"))?;
                self.source = Source::Joined { alias: alias.to_owned(), column: column.to_owned() };
            }
            "expr" => self.source = Source::Expression(text(meta)?),
            "wire" => self.wire = Some(text(meta)?),
            "hidden" => self.hidden = true,
            "heavy" => self.heavy = true,
            "beside" => self.beside = Some(text(meta)?),
            "fixed" => self.fixed = true,
            "derived" => self.derived = true,
            "default" => self.default = true,
            "personal" => self.personal = true,
            "impersonal" => self.impersonal = true,
            "choice" => self.choices = texts(meta)?,
            "external" => self.external = Some(External::read(meta)?),
            "search" => {
                let part: Ident = meta.value()?.parse()?;
                self.search = Some(match part.to_string().as_str() {
                    "title" => Part::Title,
                    "body" => Part::Body,
                    "content" => Part::Content,
                    _ => return Err(meta.error("the search has title, body and content")),
                });
            }
            _ => return Err(meta.error("a column has no such attribute")),
        }
        Ok(())
    }

    /// The column of the table that it is, if it is one.
    pub(crate) fn stored(&self) -> Option<&str> {
        match &self.source {
            Source::Stored(name) => Some(name),
            Source::Joined { .. } | Source::Expression(_) => None,
        }
    }

    /// Whether the store itself keeps it.
    pub(crate) fn is_kept(&self) -> bool {
        self.stored().is_some_and(|name| KEPT.contains(&name))
    }

    /// Whether an update writes it.
    pub(crate) fn is_saved(&self) -> bool {
        let is_own = self.stored().is_some_and(|name| name != "id");
        is_own && self.field.is_some() && !self.is_kept() && !self.fixed && !self.derived
    }

    /// Whether it is an amount in the smallest unit of its currency.
    pub(crate) fn is_money(&self) -> bool {
        self.stored().is_some_and(|name| name.ends_with("_minor"))
    }

    /// Its name in queryData.
    pub(crate) fn wire(&self) -> String {
        if let Some(wire) = &self.wire {
            return wire.clone();
        }
        let own = self.field.as_ref().map(|(ident, ..)| ident.unraw().to_string());
        let name = own.or_else(|| self.stored().map(str::to_owned)).unwrap_or_default();
        camel(name.strip_suffix("_minor").unwrap_or(&name))
    }

    /// The last word of its type, that of what an `Option` holds: `String`, `Value`, `bool`.
    pub(crate) fn type_name(&self) -> String {
        let Some((_, ty, _)) = &self.field else { return String::new() };
        last_word(ty)
    }
}

impl External {
    fn read(meta: &ParseNestedMeta<'_>) -> Result<External> {
        let mut external = External { source: String::new(), of: Of::Any };
        meta.parse_nested_meta(|part| {
            let name = part.path.require_ident()?.to_string();
            let said = text(&part)?;
            let pair = || {
                let pair = said.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned()));
                pair.ok_or_else(|| part.error("a column and what it says: direction=out"))
            };
            match name.as_str() {
                "source" => external.source.clone_from(&said),
                "unless" => external.of = pair().map(|(column, what)| Of::Unless(column, what))?,
                "when" => external.of = pair().map(|(column, what)| Of::When(column, what))?,
                _ => return Err(part.error("external has source, unless and when")),
            }
            Ok(())
        })?;
        Ok(external)
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

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}

fn last_word(ty: &Type) -> String {
    let Type::Path(path) = ty else { return String::new() };
    let Some(last) = path.path.segments.last() else { return String::new() };
    if last.ident == "Option"
        && let syn::PathArguments::AngleBracketed(inside) = &last.arguments
        && let Some(syn::GenericArgument::Type(inside)) = inside.args.first()
    {
        return last_word(inside);
    }
    last.ident.to_string()
}
