//! The kinds of operations, and what follows from each.

/// The kind of an operation; hints and checks are derived from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// T1: reads.
    Query,
    /// T2: writes.
    Command,
    /// T2, and T3 where its arguments change what the public sees.
    Publication,
    /// T2, and T3 where it comes to much.
    Bulk,
    /// T3: is previewed and confirmed.
    Deletion,
    /// T2, and reaches outside.
    Exchange,
    /// T2, and T3 where what is asked for may carry data out: an exchange with a question.
    Retrieval,
    /// T2, and T3 where a person has to see it first: leaves a trace outside.
    Sending,
    /// T1: reads outside.
    Fetch,
    /// T1, and T3 where the question itself may carry data out.
    Inquiry,
    /// T1: opens or closes a request.
    RequestLifecycle,
}

impl Kind {
    /// Whether it changes nothing. What opens or closes a request writes about the conversation, as the log does.
    pub fn reads(self) -> bool {
        matches!(self, Kind::Query | Kind::Fetch | Kind::Inquiry | Kind::RequestLifecycle)
    }

    /// Whether a person may have to see it first, so that it takes `confirmed`.
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

    /// Whether it may do what cannot be wished away: take something away, show it to everybody, send it.
    pub fn is_destructive(self) -> bool {
        matches!(self, Kind::Publication | Kind::Deletion | Kind::Sending)
    }

    /// Whether its answers have a shape that no other kind's have. The others answer in one of three ways, whatever
    /// they are about: `items` of a query, `data` of what was written, `deleted`. `deskhand tools NAME` shows the
    /// schema of each.
    pub fn has_own_answer(self) -> bool {
        matches!(self, Kind::Fetch | Kind::Inquiry | Kind::RequestLifecycle)
    }

    /// Whether it reaches outside.
    pub fn is_outside(self) -> bool {
        matches!(
            self,
            Kind::Exchange | Kind::Retrieval | Kind::Sending | Kind::Fetch | Kind::Inquiry
        )
    }
}
