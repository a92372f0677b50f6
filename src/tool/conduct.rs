//! How the gate treats a call: all that differs between kinds on the one way that every write takes.

/// What a kind's calls have of their own on that way.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Conduct {
    /// Whether it changes the business. Its rows are recorded as a change then, and for a supervised agent it waits as
    /// a proposal; what does not is for itself, and a row of an entity that it touched is rolled back.
    pub changes: bool,
    /// When a person has to see it first.
    pub asks: Asks,
    /// Who decides then, where nobody can be asked.
    pub fallback: Fallback,
    /// What a dry run, and a proposal, show of it.
    pub rehearsal: Rehearsal,
    /// Whether the thing that it gives is what the caller has sent, of which the answer says what is new. What comes
    /// from outside is news.
    pub echoes: bool,
    /// Whether it leaves a trace outside, so that it is on record before it is performed, under its key and in the log:
    /// a repetition is answered with the record, and it is settled whoever has stopped waiting. What leaves no trace
    /// just ends, late or cancelled, and a repetition does it again until there is an answer.
    pub recorded_before: bool,
    /// Whether it looks at what has been called, so that this is written first.
    pub reads_log: bool,
}

/// When a person has to see a call first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Never.
    Never,
    /// Always, unless it changes nothing.
    Always,
    /// Where it would have a browser fetch from outside, in a session that has read both of an exposure.
    OfPictures,
    /// Where it comes to more than one would do unasked, and where a command would be asked.
    OfOutcome,
    /// Where its departure says so.
    OfDeparture,
}

/// Who decides where nobody can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// Nobody: it is refused.
    Refused,
    /// A person, later: it is proposed.
    Proposed,
}

/// What is shown of a call that is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehearsal {
    /// What its first step writes: nothing is performed for it.
    FirstStep,
    /// What its last step writes, with what was performed for it.
    LastStep,
}

impl Conduct {
    /// Of a command.
    pub const COMMAND: Conduct = Conduct {
        changes: true,
        asks: Asks::OfPictures,
        fallback: Fallback::Proposed,
        rehearsal: Rehearsal::FirstStep,
        echoes: true,
        recorded_before: false,
        reads_log: false,
    };

    /// Of a deletion, and of a command whose input is guarded.
    pub const GUARDED: Conduct = Conduct { asks: Asks::Always, ..Conduct::COMMAND };

    /// Of a command that asks where it comes to much.
    pub const WEIGHED: Conduct = Conduct { asks: Asks::OfOutcome, ..Conduct::COMMAND };

    /// Of an exchange. To show what it would change is to fetch it, so its question cannot wait as a proposal.
    pub const EXCHANGE: Conduct = Conduct {
        asks: Asks::OfDeparture,
        fallback: Fallback::Refused,
        rehearsal: Rehearsal::LastStep,
        echoes: false,
        ..Conduct::COMMAND
    };

    /// Of a sending.
    pub const SENDING: Conduct = Conduct {
        asks: Asks::OfDeparture,
        echoes: false,
        recorded_before: true,
        ..Conduct::COMMAND
    };

    /// Of a fetch. What it brings would come to nobody later.
    pub const FETCH: Conduct = Conduct {
        changes: false,
        asks: Asks::OfDeparture,
        fallback: Fallback::Refused,
        ..Conduct::COMMAND
    };

    /// Of what opens or closes a request.
    pub const REQUEST: Conduct =
        Conduct { changes: false, asks: Asks::Never, reads_log: true, ..Conduct::COMMAND };
}
