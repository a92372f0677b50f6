//! The fields that queryData offers for an entity.

/// A field of an entity.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    /// The column that holds it, or an expression over columns of its row.
    pub column: &'static str,
    /// The type of its values.
    pub kind: Kind,
    /// Whether it can be null.
    pub nullable: bool,
    /// Whether it is returned only if it is asked for, because its values are large.
    pub heavy: bool,
    /// A field that is always returned together with it, because it says nothing without that.
    pub beside: Option<&'static str>,
}

/// The type of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An id with this prefix.
    Id(&'static str),
    Text,
    /// A phone number (E.164); a query may write it in the national form.
    Phone,
    /// An e-mail address, compared without case.
    Email,
    /// Text that may come from outside, with the name of its source; it is shown as untrusted.
    Outside(&'static str),
    Choice(&'static [&'static str]),
    /// The code of a currency, compared as people write it.
    Currency,
    Integer,
    Flag,
    Time,
    /// An amount in the currency of its row.
    Money,
    /// Any JSON value; it can be returned but not compared.
    Json,
}

impl Kind {
    /// Whether it is text that is compared case-folded.
    pub fn is_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Phone | Kind::Email | Kind::Outside(_))
    }
}

impl Field {
    /// The version of a row, which optimistic locking compares.
    pub const VERSION: Field = Field::of("version", "version", Kind::Integer);
    /// When a row was created.
    pub const CREATED_AT: Field = Field::of("createdAt", "created_at", Kind::Time);
    /// When a row was last changed.
    pub const UPDATED_AT: Field = Field::of("updatedAt", "updated_at", Kind::Time);

    /// A field that is never null and is always returned.
    pub const fn of(name: &'static str, column: &'static str, kind: Kind) -> Field {
        Field { name, column, kind, nullable: false, heavy: false, beside: None }
    }

    /// The field that is always returned together with it.
    pub fn beside(&self) -> Option<&'static str> {
        self.beside.or((self.kind == Kind::Money).then_some("currency"))
    }

    pub(crate) const fn nullable(mut self) -> Field {
        self.nullable = true;
        self
    }

    pub(crate) const fn heavy(mut self) -> Field {
        self.heavy = true;
        self
    }
}
