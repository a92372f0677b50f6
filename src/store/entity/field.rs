//! The fields by which queryData asks for an entity.

/// A field of an entity.
#[derive(Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// The column that holds it, or an expression over columns of its row.
    pub column: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it can be null.
    pub nullable: bool,
    /// Whether it is given only when it is asked for.
    pub heavy: bool,
    /// The field without which it says nothing, or too much.
    pub beside: Option<&'static str>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An id with this prefix.
    Id(&'static str),
    Text,
    /// A phone number in E.164, compared as people write them.
    Phone,
    /// An e-mail address, compared as people write them.
    Email,
    /// Text that may come from outside, from that source: it is shown as such.
    Outside(&'static str),
    Choice(&'static [&'static str]),
    /// The code of a currency, compared as people write it.
    Currency,
    Integer,
    Flag,
    Time,
    /// An amount in the currency of its row.
    Money,
    /// Whatever JSON can say; it can be read and not compared.
    Json,
}

impl Kind {
    /// Whether it is text that people compare.
    pub fn is_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Phone | Kind::Email | Kind::Outside(_))
    }
}

impl Field {
    /// The version of a row.
    pub const VERSION: Field = Field::of("version", "version", Kind::Integer);
    /// When it was made.
    pub const CREATED_AT: Field = Field::of("createdAt", "created_at", Kind::Time);
    /// When it was changed last.
    pub const UPDATED_AT: Field = Field::of("updatedAt", "updated_at", Kind::Time);

    /// A field that is never null and not heavy.
    pub const fn of(name: &'static str, column: &'static str, kind: Kind) -> Field {
        Field { name, column, kind, nullable: false, heavy: false, beside: None }
    }

    /// The field that is always given with it.
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
