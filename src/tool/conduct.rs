//! How the gate runs a call: the data in which the kinds of operations that may write differ.

/// How the gate runs the calls of a kind.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Conduct {
    /// Whether it changes data of the business. Then its rows are recorded as a change, and for a supervised agent it
    /// becomes a proposal. Other kinds write bookkeeping only; if one changes a row of an entity, it is rolled back.
    pub changes: bool,
    /// When it needs a person's confirmation.
    pub asks: Asks,
    /// What happens if a confirmation is needed and nobody can be asked.
    pub fallback: Fallback,
    /// Which step a dry run and a proposal show.
    pub rehearsal: Rehearsal,
    /// Whether it returns what the caller has sent, so that the answer can be reduced to what is new. Results from
    /// outside are new as a whole.
    pub echoes: bool,
    /// Whether it has an effect outside. Then it is recorded, with its key and in the log, before it is performed: a
    /// repeated call gets that record, and it is settled even if the client no longer waits. Without an effect outside
    /// it is dropped when late or cancelled, and a repeated call runs it again.
    pub recorded_before: bool,
    /// Whether performing may take as long as much computing takes, rather than an answer from outside.
    pub is_long: bool,
    /// Whether it reads the call log, so that buffered rows must be written first.
    pub reads_log: bool,
}

/// When a call needs a person's confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    Never,
    /// Always, unless it changes nothing.
    Always,
    /// If it adds images that a browser loads from outside, in a session that has read outside text and personal data.
    OfPictures,
    /// If the result is larger than one that needs no confirmation, and as for `OfPictures`.
    OfOutcome,
    /// If its departure says so.
    OfDeparture,
}

/// What happens if a confirmation is needed and nobody can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// The call is refused.
    Refused,
    /// It becomes a proposal, which a person decides later.
    Proposed,
}

/// What is shown of a call that is not executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehearsal {
    /// What its first step writes; nothing is performed.
    FirstStep,
    /// What its last step writes, after performing.
    LastStep,
}

impl Conduct {
    /// For commands.
    pub const COMMAND: Conduct = Conduct {
        changes: true,
        asks: Asks::OfPictures,
        fallback: Fallback::Proposed,
        rehearsal: Rehearsal::FirstStep,
        echoes: true,
        recorded_before: false,
        is_long: false,
        reads_log: false,
    };

    /// For deletions, and for commands that need a confirmation because of their input.
    pub const GUARDED: Conduct = Conduct { asks: Asks::Always, ..Conduct::COMMAND };

    /// For commands that need a confirmation if the result is large.
    pub const WEIGHED: Conduct = Conduct { asks: Asks::OfOutcome, ..Conduct::COMMAND };

    /// For exchanges. Showing what one would change means fetching it, so it cannot wait as a proposal.
    pub const EXCHANGE: Conduct = Conduct {
        asks: Asks::OfDeparture,
        fallback: Fallback::Refused,
        rehearsal: Rehearsal::LastStep,
        echoes: false,
        ..Conduct::COMMAND
    };

    /// For exchanges that compute much.
    pub const LONG_EXCHANGE: Conduct = Conduct { is_long: true, ..Conduct::EXCHANGE };

    /// For sendings.
    pub const SENDING: Conduct = Conduct {
        asks: Asks::OfDeparture,
        echoes: false,
        recorded_before: true,
        ..Conduct::COMMAND
    };

    /// For sendings that compute much before anything leaves.
    pub const LONG_SENDING: Conduct = Conduct { is_long: true, ..Conduct::SENDING };

    /// For fetches. Nobody would receive their result later, so they cannot wait as proposals.
    pub const FETCH: Conduct = Conduct {
        changes: false,
        asks: Asks::OfDeparture,
        fallback: Fallback::Refused,
        ..Conduct::COMMAND
    };

    /// For tools that open or close a request.
    pub const REQUEST: Conduct =
        Conduct { changes: false, asks: Asks::Never, reads_log: true, ..Conduct::COMMAND };
}
