//! Parses the attributes of a field, and those of columns that the row struct does not have.

use proc_macro2::Span;
use syn::{
    Error, Field, Ident, Result, Type, Visibility, ext::IdentExt as _, meta::ParseNestedMeta,
    spanned::Spanned as _,
};

use super::{KEPT, camel, text, texts};

/// Where a column's value comes from.
#[derive(Debug)]
pub(crate) enum Source {
    /// The column with that name.
    Stored(String),
    /// A column of a joined table.
    Joined { alias: String, column: String },
    /// An expression over `{row}`.
    Expression(String),
}

/// What the text of a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Words,
    Address,
    Identity,
}

/// Which part of what is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Title,
    Body,
    Content,
    Phone,
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

/// A column of the row struct, or a further one.
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute that is there or not")]
pub(crate) struct Column {
    /// The field; `None` for a further column.
    pub(crate) field: Option<(Ident, Type, Visibility)>,
    pub(crate) span: Span,
    pub(crate) source: Source,
    pub(crate) wire: Option<String>,
    /// What people call it, where its name does not say it.
    pub(crate) said: Option<String>,
    /// The kind of a further column.
    pub(crate) kind: Option<syn::Expr>,
    pub(crate) nullable: bool,
    pub(crate) hidden: bool,
    pub(crate) heavy: bool,
    pub(crate) beside: Option<String>,
    pub(crate) fixed: bool,
    pub(crate) derived: bool,
    pub(crate) internal: bool,
    pub(crate) default: bool,
    pub(crate) personal: bool,
    pub(crate) impersonal: bool,
    pub(crate) external: Vec<External>,
    pub(crate) choices: Vec<String>,
    pub(crate) search: Option<Part>,
    pub(crate) translated: bool,
    pub(crate) holds: Holds,
}

impl Column {
    pub(super) fn empty(source: Source, span: Span) -> Column {
        Column {
            field: None,
            span,
            source,
            wire: None,
            said: None,
            kind: None,
            nullable: false,
            hidden: false,
            heavy: false,
            beside: None,
            fixed: false,
            derived: false,
            internal: false,
            default: false,
            personal: false,
            impersonal: false,
            external: Vec::new(),
            choices: Vec::new(),
            search: None,
            translated: false,
            holds: Holds::Words,
        }
    }

    pub(super) fn read(field: &Field) -> Result<Column> {
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

    pub(super) fn attribute(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let name = meta.path.require_ident()?.to_string();
        match name.as_str() {
            "column" if self.field.is_none() => self.source = Source::Stored(text(meta)?),
            "kind" => self.kind = Some(meta.value()?.parse()?),
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
            "said" => self.said = Some(text(meta)?),
            "hidden" => self.hidden = true,
            "heavy" => self.heavy = true,
            "beside" => self.beside = Some(text(meta)?),
            "fixed" => self.fixed = true,
            "derived" => self.derived = true,
            "internal" => self.internal = true,
            "default" => self.default = true,
            "personal" => self.personal = true,
            "impersonal" => self.impersonal = true,
            "translated" => self.translated = true,
            "choice" => self.choices = texts(meta)?,
            "address" => self.holds = Holds::Address,
            "identity" => self.holds = Holds::Identity,
            "external" => self.external.push(External::read(meta)?),
            "search" => {
                let part: Ident = meta.value()?.parse()?;
                self.search = Some(match part.to_string().as_str() {
                    "title" => Part::Title,
                    "body" => Part::Body,
                    "content" => Part::Content,
                    "phone" => Part::Phone,
                    _ => return Err(meta.error("the search has title, body, content and phone")),
                });
            }
            _ => return Err(meta.error("a column has no such attribute")),
        }
        Ok(())
    }

    /// The column of the table, if it is one.
    pub(crate) fn stored(&self) -> Option<&str> {
        match &self.source {
            Source::Stored(name) => Some(name),
            Source::Joined { .. } | Source::Expression(_) => None,
        }
    }

    /// Whether the store itself maintains it.
    pub(crate) fn is_kept(&self) -> bool {
        self.stored().is_some_and(|name| KEPT.contains(&name))
    }

    /// Whether an UPDATE writes it.
    pub(crate) fn is_saved(&self) -> bool {
        let is_own = self.stored().is_some_and(|name| name != "id");
        is_own && self.field.is_some() && !self.is_kept() && !self.fixed && !self.derived
    }

    /// Whether it is an amount in the smallest unit of its currency.
    pub(crate) fn is_money(&self) -> bool {
        self.stored().is_some_and(|name| name.ends_with("_minor"))
    }

    /// Its name on the wire.
    pub(crate) fn wire(&self) -> String {
        self.wire.clone().unwrap_or_else(|| self.own_name())
    }

    /// Its name on the wire where none is declared.
    pub(crate) fn own_name(&self) -> String {
        let own = self.field.as_ref().map(|(ident, ..)| ident.unraw().to_string());
        let name = own.or_else(|| self.stored().map(str::to_owned)).unwrap_or_default();
        camel(name.strip_suffix("_minor").unwrap_or(&name))
    }

    /// The last segment of its type, inside an `Option`: `String`, `Value`, `bool`.
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
