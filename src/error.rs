//! Errors as a model reads them: a type, a stable code, what is wrong, and what to do next.
//!
//! A [`Code`] never changes its meaning, so programs may depend on it; `schemas/errors.json` is generated from
//! [`Code::ALL`]. The cause (an engine's message, a path) goes to the log only: an answer never contains SQL, paths or
//! another tenant's data.

mod failure;

use serde::Serialize;
use serde_json::{Value, json};

pub use self::failure::Error;
use crate::kinds::kinds;

/// The result type of most functions.
pub type Result<T> = std::result::Result<T, Error>;

/// The class of an error: how a caller reacts to it in general.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorType {
    /// The arguments are invalid; the message names every fault.
    ValidationError,
    /// The thing does not exist, or belongs to another tenant, which gives the same answer.
    NotFound,
    /// It exists already.
    Duplicate,
    /// Something has changed in the meantime, or prevents the change.
    Conflict,
    /// A person has to agree first.
    ConfirmationRequired,
    /// The principal may not do this.
    PermissionDenied,
    /// Too many calls; it works later.
    RateLimited,
    /// A deadline has passed.
    Timeout,
    /// An outside service refused or failed.
    ExternalApiError,
    /// A fault of deskhand or of the disk.
    InternalError,
}

macro_rules! codes {
    (
        { $($_kind:ident, $_ids:ident, $_prefix:literal, $_noun:literal $(, $missing:ident, $missing_text:literal, $missing_meaning:literal)?;)* }
        $($variant:ident, $text:literal, $kind:ident, $retryable:literal, $meaning:literal;)*
    ) => {
        codes! {
            $($variant, $text, $kind, $retryable, $meaning;)*
            $($($missing, $missing_text, NotFound, false, $missing_meaning;)?)*
        }
    };
    ($($variant:ident, $text:literal, $kind:ident, $retryable:literal, $meaning:literal;)*) => {
        /// A stable error code. The text of a code never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// Every code, in the order of `schemas/errors.json`.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The code as text.
            pub fn as_str(self) -> &'static str { match self { $(Code::$variant => $text,)* } }

            /// The class of the error.
            pub fn kind(self) -> ErrorType { match self { $(Code::$variant => ErrorType::$kind,)* } }

            /// Whether the same call can succeed later without changes.
            pub fn retryable(self) -> bool { match self { $(Code::$variant => $retryable,)* } }

            /// The meaning, for people who look the code up.
            pub fn meaning(self) -> &'static str { match self { $(Code::$variant => $meaning,)* } }
        }
    };
}

// One table instead of four matches that could disagree. The codes for missing things are in the table of kinds.
kinds! { codes:
    ToolUnknown, "TOOL_UNKNOWN", NotFound, false, "There is no such tool in scope; on the wire this is a protocol error.";
    ToolRenamed, "TOOL_RENAMED", NotFound, false, "The tool has another name here; the suggestion says which.";
    ToolNowhere, "TOOL_NOWHERE", NotFound, false, "Nothing here does what a tool of that name does elsewhere; the suggestion says who does.";
    ToolNotConnected, "TOOL_NOT_CONNECTED", ExternalApiError, false, "The tool needs a service outside that is not connected; the suggestion says who connects it.";
    ArgumentUnknown, "ARGUMENT_UNKNOWN", ValidationError, false, "The tool has no argument of that name.";
    ArgumentInvalid, "ARGUMENT_INVALID", ValidationError, false, "An argument is missing, of the wrong type, or outside its limits.";
    ScopeInvalid, "SCOPE_INVALID", ValidationError, false, "A get takes exactly one scope: none or several were given.";
    ActionInvalid, "ACTION_INVALID", ValidationError, false, "The tool has no such action, or the principal may not use it.";
    IdWrongKind, "ID_WRONG_KIND", ValidationError, false, "The id belongs to another kind of thing.";
    NameAmbiguous, "NAME_AMBIGUOUS", ValidationError, false, "Several things have that name; the candidates are listed.";
    CursorInvalid, "CURSOR_INVALID", ValidationError, false, "The cursor is not one of this query.";
    ContentInvalid, "CONTENT_INVALID", ValidationError, false, "Content does not fit its template's or collection's fields; every wrong field is named.";
    TranslationInvalid, "TRANSLATION_INVALID", ValidationError, false, "What was sent in another language is no text, and is the same in every language.";
    SlugReserved, "SLUG_RESERVED", ValidationError, false, "The slug is kept for the program's own addresses.";
    SlugInvalid, "SLUG_INVALID", ValidationError, false, "The slug has other characters than a-z, 0-9 and single dashes, or none can be made from the name.";
    PriceInvalid, "PRICE_INVALID", ValidationError, false, "A price is negative, too large, or has more decimals than its currency.";
    CurrencyUnknown, "CURRENCY_UNKNOWN", ValidationError, false, "The currency is not an ISO 4217 code.";
    PhoneInvalid, "PHONE_INVALID", ValidationError, false, "No phone has that number; the country is the tenant's where none is given.";
    CurrencyMismatch, "CURRENCY_MISMATCH", ValidationError, false, "The packages of an order have several currencies, or another than the order.";
    DiscountInvalid, "DISCOUNT_INVALID", ValidationError, false, "More is taken off than there is.";
    TaxRateUnknown, "TAX_RATE_UNKNOWN", ValidationError, false, "The business has no such rate of tax; those that it has are named.";
    PaymentInvalid, "PAYMENT_INVALID", ValidationError, false, "A payment is nothing, has not happened yet, or goes back without a reason.";
    EditNotFound, "EDIT_NOT_FOUND", ValidationError, false, "The text to find does not occur in the field.";
    EditAmbiguous, "EDIT_AMBIGUOUS", ValidationError, false, "The text to find occurs more than once in the field.";
    IdempotencyKeyReused, "IDEMPOTENCY_KEY_REUSED", ValidationError, false, "The idempotency key was used before with other arguments.";
    ImageInvalid, "IMAGE_INVALID", ValidationError, false, "The picture is not one, is damaged, or is of a kind or size that is not taken.";
    ImageUnreachable, "IMAGE_UNREACHABLE", ValidationError, false, "The picture cannot be taken from there: outside the allowed folders, not a file, or an address that answers with no success.";
    CollectionWrongKind, "COLLECTION_WRONG_KIND", ValidationError, false, "Posts belong into collections of posts, entries into collections of entries.";
    TargetInvalid, "TARGET_INVALID", ValidationError, false, "A navigation item's target is missing, of another kind, or does not fit its targetType.";
    FilterInvalid, "FILTER_INVALID", ValidationError, false, "The entity has no such field, or the field takes no such operator or value.";
    UrlInvalid, "URL_INVALID", ValidationError, false, "The address cannot be read, is neither http nor https, has another port than 80 and 443, or a user name.";
    UrlRefused, "URL_REFUSED", ValidationError, false, "The address, or where it leads, is not on the public internet.";
    PhotoNotFound, "PHOTO_NOT_FOUND", NotFound, false, "The provider has no such photo, or none that a business may use.";
    ResourceNotFound, "RESOURCE_NOT_FOUND", NotFound, false, "There is no such resource.";
    SlugTaken, "SLUG_TAKEN", Duplicate, false, "Another page, post or entry has that address.";
    NameTaken, "NAME_TAKEN", Duplicate, false, "There is one of that name already.";
    PhoneDuplicate, "PHONE_DUPLICATE", Duplicate, false, "Another contact has that phone number; it is named.";
    EmailDuplicate, "EMAIL_DUPLICATE", Duplicate, false, "Another contact has that e-mail address; it is named.";
    VersionConflict, "VERSION_CONFLICT", Conflict, false, "It changed since it was read; the changed fields are named.";
    ContactWithoutEmail, "CONTACT_WITHOUT_EMAIL", Conflict, false, "The contact has no e-mail address, so no mail can be sent to it.";
    ContactWithoutPhone, "CONTACT_WITHOUT_PHONE", Conflict, false, "The contact has no phone number, so nothing can be sent to it.";
    WindowClosed, "WINDOW_CLOSED", Conflict, false, "The customer has not written for 24 hours: only an approved template may be sent; those that there are are named.";
    MessageTemplateUnapproved, "MESSAGE_TEMPLATE_UNAPPROVED", Conflict, false, "The message template is not approved, or is paused or disabled.";
    MessageTemplateVariables, "MESSAGE_TEMPLATE_VARIABLES", ValidationError, false, "Variables of the message template are missing, unknown, too long or malformed; every one is named.";
    MessageTemplateUnsupported, "MESSAGE_TEMPLATE_UNSUPPORTED", ValidationError, false, "The message template has a part that is not sent from here.";
    MessageUnanswerable, "MESSAGE_UNANSWERABLE", Conflict, false, "The message is none of WhatsApp, or has not reached it, so that no reply can refer to it.";
    PageCycle, "PAGE_CYCLE", Conflict, false, "A page cannot be moved below itself.";
    NavigationFull, "NAVIGATION_FULL", Conflict, false, "The navigation has as many visible top-level items as it may; they are named.";
    NavItemCycle, "NAV_ITEM_CYCLE", Conflict, false, "A navigation item cannot be moved below itself, or into another navigation's item.";
    PageProtected, "PAGE_PROTECTED", Conflict, false, "The page is protected from deletion.";
    PageHasChildren, "PAGE_HAS_CHILDREN", Conflict, false, "The page has child pages that are not deleted with it.";
    ServiceInUse, "SERVICE_IN_USE", Conflict, false, "Packages include the service; they are named.";
    ContactInUse, "CONTACT_IN_USE", Conflict, false, "The contact has orders.";
    BookingConflict, "BOOKING_CONFLICT", Conflict, false, "Another booking takes that time, or a part of it.";
    BookingCancelled, "BOOKING_CANCELLED", Conflict, false, "The booking is cancelled.";
    StageFull, "STAGE_FULL", Conflict, false, "The stage has as many orders as it may have.";
    Overpaid, "OVERPAID", Conflict, false, "More would be paid than is due, or more would go back than has come in.";
    InvoiceIssued, "INVOICE_ISSUED", Conflict, false, "The document is issued and stays as it is, and so does what it is about: a credit note takes it back.";
    InvoiceIncomplete, "INVOICE_INCOMPLETE", Conflict, false, "The document lacks what the law of the business's country wants in it; everything is named.";
    InvoiceStatus, "INVOICE_STATUS", Conflict, false, "The document has not the status for that, or its order has not.";
    InvoiceTooMuch, "INVOICE_TOO_MUCH", Conflict, false, "The document would be about more than is left of its order or of the invoice that it corrects.";
    NotCertified, "NOT_CERTIFIED", PermissionDenied, false, "The law of the country wants such documents from certified software, which deskhand is not.";
    UndoConflict, "UNDO_CONFLICT", Conflict, false, "What the change touched has been changed again since, or taking it back would break what every change keeps; it is named.";
    AlreadyUndone, "ALREADY_UNDONE", Conflict, false, "The change has been undone before.";
    ChangeErased, "CHANGE_ERASED", Conflict, false, "The change was about a person who has been erased since; it cannot be taken back.";
    ProposalDecided, "PROPOSAL_DECIDED", Conflict, false, "The proposal has been decided, has expired, or was replaced by a newer one.";
    ProposalTooLarge, "PROPOSAL_TOO_LARGE", ValidationError, false, "The call carries too much to be kept until a person decides, or too much of its request waits already.";
    ProposalTooEarly, "PROPOSAL_TOO_EARLY", Conflict, false, "The proposal needs what an earlier one would do; the suggestion says which to approve first.";
    ConfirmationDeclined, "CONFIRMATION_DECLINED", PermissionDenied, false, "The person was asked and did not agree.";
    ConfirmationInvalid, "CONFIRMATION_INVALID", ConfirmationRequired, false, "The confirmation is unknown, used, expired, or for another call.";
    PermissionDenied, "PERMISSION_DENIED", PermissionDenied, false, "The principal may not do this.";
    TenantSuspended, "TENANT_SUSPENDED", PermissionDenied, false, "The operator has suspended the business: its agents neither read nor write until it is resumed.";
    RateLimited, "RATE_LIMITED", RateLimited, true, "The tenant made more calls of this toolset in the last minute than it may; the suggestion says when there is room.";
    TooManyCalls, "TOO_MANY_CALLS", RateLimited, true, "Too many calls are in flight at once.";
    DeadlineExceeded, "DEADLINE_EXCEEDED", Timeout, true, "The call took longer than its deadline; nothing was changed.";
    IntegrationKeyMissing, "INTEGRATION_KEY_MISSING", ExternalApiError, false, "A service outside has no key, or no address; the operator sets it.";
    OutsideTimeout, "OUTSIDE_TIMEOUT", Timeout, true, "A service outside did not answer in time; nothing was changed.";
    HostUnknown, "HOST_UNKNOWN", ExternalApiError, true, "No address was found for the host's name.";
    OutsideUnreachable, "OUTSIDE_UNREACHABLE", ExternalApiError, true, "No connection to the host could be made; nothing was sent.";
    OutsideTls, "OUTSIDE_TLS", ExternalApiError, false, "The host's certificate is not good; nothing was sent.";
    OutsideBroken, "OUTSIDE_BROKEN", ExternalApiError, false, "The connection broke, or it was not HTTP; nothing was changed.";
    OutsideTooLarge, "OUTSIDE_TOO_LARGE", ExternalApiError, false, "What came from outside is larger than is taken.";
    OutsideBomb, "OUTSIDE_BOMB", ExternalApiError, false, "What came from outside unpacks to more than 100 times its size.";
    OutsideRedirects, "OUTSIDE_REDIRECTS", ExternalApiError, false, "More than five redirects, or one from https to http.";
    OutsideUnreadable, "OUTSIDE_UNREADABLE", ExternalApiError, false, "What came from outside is damaged, packed in an unknown way, or not the JSON that it should be.";
    WhatsappKeyRefused, "WHATSAPP_KEY_REFUSED", ExternalApiError, false, "The key is not, or no longer, good; nothing was sent.";
    WhatsappNotPermitted, "WHATSAPP_NOT_PERMITTED", ExternalApiError, false, "The business's account may not do this; nothing was sent.";
    WhatsappRateLimited, "WHATSAPP_RATE_LIMITED", RateLimited, true, "Too much in a short time for the number or for this recipient; nothing was sent.";
    WhatsappSpamLimited, "WHATSAPP_SPAM_LIMITED", RateLimited, false, "Recipients have blocked or reported the number too often, so that it may send less; nothing was sent.";
    WhatsappUndeliverable, "WHATSAPP_UNDELIVERABLE", ExternalApiError, false, "The recipient cannot get it: no WhatsApp, an old version, or terms not accepted.";
    WhatsappWithheld, "WHATSAPP_WITHHELD", ExternalApiError, false, "WhatsApp chose not to deliver it; sending it again soon does not help.";
    WhatsappAccountBlocked, "WHATSAPP_ACCOUNT_BLOCKED", ExternalApiError, false, "The business's account is locked or restricted; nothing was sent.";
    WhatsappPayment, "WHATSAPP_PAYMENT", ExternalApiError, false, "The business's account has a problem with its payment; nothing was sent.";
    WhatsappNotRegistered, "WHATSAPP_NOT_REGISTERED", ExternalApiError, false, "The business's number is not registered; nothing was sent.";
    WhatsappMessageInvalid, "WHATSAPP_MESSAGE_INVALID", ExternalApiError, false, "WhatsApp does not take a message of this form; nothing was sent.";
    WhatsappRefused, "WHATSAPP_REFUSED", ExternalApiError, false, "WhatsApp refused it for a reason of its own; nothing was sent.";
    MailLoginRefused, "MAIL_LOGIN_REFUSED", ExternalApiError, false, "The mail server refused the login; nothing was sent.";
    MailAddressRefused, "MAIL_ADDRESS_REFUSED", ExternalApiError, false, "The mail server refused the recipient; nothing was sent.";
    MailRefused, "MAIL_REFUSED", ExternalApiError, false, "The mail server refused the sender or the message; nothing was sent.";
    MailLater, "MAIL_LATER", RateLimited, true, "The mail server takes no mail for now; nothing was sent.";
    SendingUnknown, "SENDING_UNKNOWN", ExternalApiError, false, "The answer came too late, broke off or says nothing: what was sent may have arrived. It is not sent again by itself.";
    OutsideFailed, "OUTSIDE_FAILED", ExternalApiError, true, "A service outside answers with a status of failure.";
    OutsideLimited, "OUTSIDE_LIMITED", RateLimited, true, "A service outside takes no more questions for now; the message says for how long.";
    KeyRefused, "KEY_REFUSED", ExternalApiError, false, "A service outside does not take the key.";
    ReleaseUnchanged, "RELEASE_UNCHANGED", Conflict, false, "What would be made public is public already; no release was made.";
    ReleaseRunning, "RELEASE_RUNNING", Conflict, true, "Another release is being made, or has been made public meanwhile.";
    ReleaseUnfinished, "RELEASE_UNFINISHED", Conflict, false, "Whoever made the release was ended before it had all of its files.";
    TargetRefused, "TARGET_REFUSED", ExternalApiError, false, "The target cannot take a release: other files are there, a program is missing, or others can read its key; what was public still is.";
    OutsideGone, "OUTSIDE_GONE", NotFound, false, "There is nothing at the address outside.";
    ContentUnreadable, "CONTENT_UNREADABLE", ExternalApiError, false, "What is at the address is no text to read: a PDF, a picture, a page drawn by a program, one made to do harm.";
    RobotsRefuse, "ROBOTS_REFUSE", ExternalApiError, false, "The site asks programs not to read the page; a page that a person names is read.";
    HostNotAllowed, "HOST_NOT_ALLOWED", PermissionDenied, false, "The tenant's people have not allowed that anything is sent to that host.";
    Cancelled, "CANCELLED", Timeout, true, "The caller cancelled the call before it started; nothing was changed.";
    StorageBusy, "STORAGE_BUSY", Timeout, true, "Another process kept the store busy; nothing was changed.";
    StorageFull, "STORAGE_FULL", InternalError, true, "The disk is full or cannot be written; nothing was changed.";
    BackupInvalid, "BACKUP_INVALID", ValidationError, false, "The file is no backup, or not whole; nothing was changed.";
    StorageDamaged, "STORAGE_DAMAGED", InternalError, false, "Parts of the data file cannot be read; nothing was changed.";
    Internal, "INTERNAL", InternalError, false, "A fault in deskhand; nothing was changed. The log has the cause.";
}

/// Every code with its meaning, as in `schemas/errors.json`.
pub fn catalogue() -> Value {
    let codes = Code::ALL.iter().map(|code| {
        json!({ "code": code.as_str(), "type": code.kind(), "retryable": code.retryable(), "meaning": code.meaning() })
    });
    Value::Array(codes.collect())
}
