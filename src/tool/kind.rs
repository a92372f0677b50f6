//! The kinds of operations, and what follows from each. T1, T2, T3 are the trust tiers: reads, writes, needs a
//! confirmation.

/// The kind of an operation; hints and checks are derived from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// T1: reads.
    Query,
    /// T2: writes.
    Command,
    /// T2; T3 if its arguments change what the public sees.
    Publication,
    /// T2; T3 if it changes much.
    Bulk,
    /// T3: previewed and confirmed.
    Deletion,
    /// T2: brings something in from outside.
    Exchange,
    /// T2; T3 if the request may carry data out: an exchange with a departure.
    Retrieval,
    /// T2; T3 if a confirmation is needed: has an effect outside.
    Sending,
    /// T1: reads outside.
    Fetch,
    /// T1; T3 if the request may carry data out: a fetch with a departure.
    Inquiry,
    /// T1: opens or closes a request.
    RequestLifecycle,
}

impl Kind {
    /// Whether it changes no data of the business. Opening or closing a request writes only about the conversation, as
    /// the log does.
    pub fn reads(self) -> bool {
        matches!(self, Kind::Query | Kind::Fetch | Kind::Inquiry | Kind::RequestLifecycle)
    }

    /// Whether it may need a confirmation, so that it takes `confirmed`.
    pub fn may_ask(self) -> bool {
        matches!(
            self,
            Kind::Publication
                | Kind::Bulk
                | Kind::Deletion
                | Kind::Retrieval
                | Kind::Sending
                | Kind::Inquiry
        )
    }

    /// Whether it may delete, publish or send something.
    pub fn is_destructive(self) -> bool {
        matches!(self, Kind::Publication | Kind::Deletion | Kind::Sending)
    }

    /// Whether its answers have a shape of their own. All other kinds answer in one of three shapes: `items` of a
    /// query, `data` of a write, `deleted`. `deskhand tools NAME` shows the schema of each.
    pub fn has_own_answer(self) -> bool {
        matches!(self, Kind::Fetch | Kind::Inquiry | Kind::RequestLifecycle)
    }

    /// Whether it contacts outside services.
    pub fn is_outside(self) -> bool {
        matches!(
            self,
            Kind::Exchange | Kind::Retrieval | Kind::Sending | Kind::Fetch | Kind::Inquiry
        )
    }
}
