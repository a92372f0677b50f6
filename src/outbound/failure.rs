//! Why a request failed, and what to do.
//!
//! An error names the host and no other part of an address, because paths and queries can hold secrets. All private
//! targets are refused with the same text, so that the text does not reveal what exists.

use std::fmt;

use crate::error::{Code, Error};

/// The result type of this module.
pub type Result<T> = std::result::Result<T, Failure>;

/// The reason of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The address cannot be fetched; says which rule it breaks.
    Invalid(&'static str),
    /// The address is not on the public internet, or redirects to one that is not.
    Refused,
    /// A header that callers may not set, or that cannot be sent; says which rule it breaks.
    Header(&'static str),
    /// No slot became free in time.
    Busy,
    /// The host name does not resolve.
    HostUnknown,
    /// No connection in time.
    Unreachable,
    /// The certificate or the TLS handshake is invalid.
    Tls,
    /// Connected, but no complete answer in time.
    Timeout,
    /// The connection ended early, or the answer was not HTTP.
    Broken,
    /// The head or the body is larger than the limit.
    TooLarge,
    /// A decompression bomb: more than 100 times larger unpacked.
    Bomb,
    /// Too many redirects.
    Redirects,
    /// A redirect from https to http.
    Downgrade,
    /// An encoding that was not requested, or damaged data.
    Encoding,
    /// Not the expected JSON.
    Unreadable,
    /// A mail server without TLS.
    MailOpen,
    /// A mail server refused the login, with that reply code.
    MailLogin(u16),
    /// A mail server refused the recipient, with that reply code.
    MailRecipient(u16),
    /// A mail server refused the sender or the message, with that reply code.
    MailRefused(u16),
    /// A mail server takes nothing for now, with that reply code.
    MailLater(u16),
    /// A mail server ended the conversation, or fell silent, before it had the message.
    MailEnded,
}

/// A failure: the reason, and the host.
#[derive(Clone, Debug)]
pub struct Failure {
    kind: Kind,
    /// The host, or the name of the header.
    about: String,
    cause: Option<String>,
}

impl Failure {
    /// A failure without a host.
    pub(super) fn new(kind: Kind) -> Failure {
        Failure { kind, about: String::new(), cause: None }
    }

    /// A failure at that host, or with that header.
    pub(super) fn at(about: &str, kind: Kind) -> Failure {
        Failure { kind, about: about.to_owned(), cause: None }
    }

    /// Adds the underlying error; for the log only.
    #[must_use]
    pub(super) fn caused_by(mut self, cause: impl fmt::Display) -> Failure {
        self.cause = Some(cause.to_string());
        self
    }

    /// The reason of the failure.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the request may have reached a server, so that its effect may have happened.
    pub fn may_have_arrived(&self) -> bool {
        match self.kind {
            Kind::Invalid(_)
            | Kind::Refused
            | Kind::Header(_)
            | Kind::Busy
            | Kind::HostUnknown
            | Kind::Unreachable
            | Kind::Tls
            | Kind::MailOpen
            | Kind::MailLogin(_)
            | Kind::MailRecipient(_)
            | Kind::MailRefused(_)
            | Kind::MailLater(_)
            | Kind::MailEnded => false,
            Kind::Timeout
            | Kind::Broken
            | Kind::TooLarge
            | Kind::Bomb
            | Kind::Redirects
            | Kind::Downgrade
            | Kind::Encoding
            | Kind::Unreadable => true,
        }
    }

    /// The error for a tool. Not `From`, because a second conversion to [`Error`] would make `?` in closures
    /// ambiguous.
    pub fn into_error(self) -> Error {
        let error = Error::new(self.code(), self.to_string()).suggest(self.advice());
        match self.cause {
            Some(cause) => error.caused_by(cause),
            None => error,
        }
    }

    /// The error for a tool if the request [may have arrived](Failure::may_have_arrived) and had an effect.
    pub fn into_unknown(self) -> Error {
        Error::new(Code::SendingUnknown, format!("{self}; what was sent may have arrived"))
            .suggest("do not send it again by yourself; ask the person to look whether it arrived")
    }

    fn code(&self) -> Code {
        match self.kind {
            Kind::Invalid(_) => Code::UrlInvalid,
            Kind::Refused => Code::UrlRefused,
            Kind::Header(_) => Code::ArgumentInvalid,
            Kind::Busy => Code::TooManyCalls,
            Kind::HostUnknown => Code::HostUnknown,
            Kind::Unreachable => Code::OutsideUnreachable,
            Kind::Tls | Kind::MailOpen => Code::OutsideTls,
            Kind::Timeout => Code::OutsideTimeout,
            Kind::Broken | Kind::MailEnded => Code::OutsideBroken,
            Kind::TooLarge => Code::OutsideTooLarge,
            Kind::Bomb => Code::OutsideBomb,
            Kind::Redirects | Kind::Downgrade => Code::OutsideRedirects,
            Kind::Encoding | Kind::Unreadable => Code::OutsideUnreadable,
            Kind::MailLogin(_) => Code::MailLoginRefused,
            Kind::MailRecipient(_) => Code::MailAddressRefused,
            Kind::MailRefused(_) => Code::MailRefused,
            Kind::MailLater(_) => Code::MailLater,
        }
    }

    fn advice(&self) -> &'static str {
        match self.kind {
            Kind::Invalid(_) => "send a whole address such as https://example.com/page",
            Kind::Refused => {
                "use an address on the public internet; the operator can allow others by host and port"
            }
            Kind::Header(_) => "leave that header out, or mend its value",
            Kind::Busy => "wait for the fetches that are running, then try again",
            Kind::HostUnknown => {
                "check the spelling of the name, and the connection to the internet"
            }
            Kind::Unreachable => "check the address, and try again later",
            Kind::Tls => {
                "check the address; on this machine, check the clock and that certificate authorities are installed"
            }
            Kind::Timeout | Kind::Broken => "try again later",
            Kind::TooLarge => "ask for a smaller part, or another page that says the same",
            Kind::Bomb => "take another source; this one is made to do harm, or is damaged",
            Kind::Redirects => "use the address where it leads in a browser",
            Kind::Downgrade => "fetch the http address itself, if reading in the open will do",
            Kind::Encoding | Kind::Unreadable => "try again later, or take another source",
            Kind::MailOpen => "the operator gives the server's address with TLS: smtps://host",
            Kind::MailLogin(_) => {
                "the operator gives the password anew with `deskhand integration connect smtp`; many services want a password made for programs"
            }
            Kind::MailRecipient(_) => "check the address with the person, and correct the contact",
            Kind::MailRefused(_) => {
                "tell the person; the server may not let this sender send, or not take what is attached"
            }
            Kind::MailLater(_) => "try again in some minutes, once",
            Kind::MailEnded => "nothing was sent; try again later",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = &self.about;
        match self.kind {
            Kind::Invalid(rule) => write!(f, "this address is not fetched: {rule}"),
            Kind::Refused => f.write_str("this address is not on the public internet"),
            Kind::Header(rule) if host.is_empty() => f.write_str(rule),
            Kind::Header(rule) => write!(f, "the header `{host}` is not sent: {rule}"),
            Kind::Busy => f.write_str("too many fetches are running"),
            Kind::HostUnknown => write!(f, "no address was found for `{host}`"),
            Kind::Unreachable => write!(f, "no connection could be made to `{host}`"),
            Kind::Tls => write!(f, "`{host}` could not prove that it is `{host}`"),
            Kind::Timeout => write!(f, "`{host}` did not answer in time"),
            Kind::Broken => {
                write!(f, "the connection to `{host}` broke before the answer was whole")
            }
            Kind::TooLarge => write!(f, "what `{host}` sends is larger than is taken"),
            Kind::Bomb => write!(f, "what `{host}` sends unpacks to more than 100 times its size"),
            Kind::Redirects => write!(f, "`{host}` redirects once more, and that is too often"),
            Kind::Downgrade => write!(f, "`{host}` redirects from https to http"),
            Kind::Encoding => {
                write!(f, "what `{host}` sends is damaged, or packed in an unknown way")
            }
            Kind::Unreadable => write!(f, "what `{host}` sends is not what it promises to send"),
            Kind::MailOpen => write!(f, "`{host}` offers no TLS, and mail is not sent in the open"),
            Kind::MailLogin(code) => write!(f, "`{host}` refuses the login ({code})"),
            Kind::MailRecipient(code) => write!(f, "`{host}` refuses the recipient ({code})"),
            Kind::MailRefused(code) => write!(f, "`{host}` refuses the mail ({code})"),
            Kind::MailLater(code) => write!(f, "`{host}` takes no mail for now ({code})"),
            Kind::MailEnded => {
                write!(f, "`{host}` ended the conversation before it had the mail")
            }
        }
    }
}

impl std::error::Error for Failure {}
