//! A message that leaves by e-mail, with the mailbox of the business as its sender.

use std::time::Duration;

use super::{
    attachment::{self, File},
    input::{Input, Recorded},
    row,
};
use crate::{
    clock,
    error::{Code, Error, Result},
    id::MessageId,
    integration::{MailAccount, SMTP},
    mail::{self, Correspondent, Letter, Look},
    outbound::mail::{MailDoor, on_envelope},
    store::{
        TenantRead, TenantWrite,
        entity::{ContactRow, ConversationRow, MessageRow, SiteRow},
    },
    tool::{Departure, SessionReads},
    tools::messaging::{
        api::answer::{Accepted, Outcome},
        conversation::row as conversation,
    },
    value::{Phone, Ref, quoted},
};

/// Shorter than the gate's deadline, so that the result is still recorded.
const WHOLE: Duration = Duration::from_secs(50);

/// A prepared mail.
pub(super) struct Mail {
    mailbox: MailDoor,
    letter: Letter,
    files: Vec<File>,
    /// Whether a file tells of somebody else than the recipient.
    tells_of_others: bool,
}

impl Mail {
    /// The person sees what goes out once the session has read both texts from outside and data of people: an address
    /// proves nothing about who wrote from it. A document of another customer is seen in any case.
    pub(super) fn asks(&self, seen: &SessionReads) -> bool {
        seen.taint.is_both() || self.tells_of_others
    }

    /// Makes the files and the mail, and gives it to the server.
    pub(super) async fn sent(self) -> Outcome {
        let mut attachments = Vec::new();
        for file in self.files {
            match file.read().await {
                Ok(attachment) => attachments.push(attachment),
                Err(error) => return Outcome::Refused(error),
            }
        }
        let bytes = match mail::message(&self.letter, attachments) {
            Ok(bytes) => bytes,
            Err(error) => return Outcome::Refused(error),
        };
        let (from, to) = (&self.letter.from.address, &self.letter.to.address);
        match self.mailbox.send(from, to, bytes, WHOLE).await {
            Ok(()) => Outcome::Accepted(Accepted { provider_id: self.letter.id, wa_id: None }),
            Err(failure) if failure.may_have_arrived() => Outcome::Unknown(failure.into_unknown()),
            Err(failure) => Outcome::Refused(failure.into_error()),
        }
    }
}

/// Records the message, and makes what is sent.
pub(super) fn prepare(
    db: &mut TenantWrite<'_>,
    input: &Input,
    contact: &ContactRow,
) -> Result<(Recorded, Mail)> {
    let now = clock::now();
    let to = recipient(db, contact)?;
    let answered = answered(db, input, contact)?;
    let subject = subject(input, answered.as_ref())?;
    let text = text(input)?;
    let files = attachment::files(db, &input.attachments)?;
    let account = MailAccount::stored(db.connection_settings(SMTP.name)?.as_deref())?;
    let mailbox = db.policy().allowance.services.mailbox(&db.who().tenant.name, &account)?;

    let known = match &answered {
        Some(message) => Some(message.conversation_id),
        None => conversation::of_contact(db, contact.id, conversation::EMAIL)?.map(|it| it.id),
    };
    let conversation = match known {
        Some(known) => known,
        None => conversation::begin(db, contact.id, conversation::EMAIL, now)?,
    };
    let mut message = row::plain(conversation, text, now);
    message.subject = Some(subject);
    message.reply_to = answered.as_ref().map(|answered| answered.id);
    message.refers_to = answered.as_ref().and_then(|answered| answered.provider_id.clone());
    (message.attachments, message.invoice_id) = attachment::kept(&files)?;
    row::add(db, &message)?;
    conversation::record_outbound(db, conversation, now, now)?;

    let departure = departure(contact, &account, &message, &files, answered.as_ref());
    let letter = letter(db.site()?.as_ref(), contact, to, &account, &message, answered)?;
    let tells_of_others = files.iter().any(|file| file.is_of_another(contact.id));
    let recorded = Recorded { id: message.id, departure, conversation, contact: contact.id };
    Ok((recorded, Mail { mailbox, letter, files, tells_of_others }))
}

/// The contact's address as servers take it.
fn recipient(db: &TenantRead<'_>, contact: &ContactRow) -> Result<String> {
    let Some(email) = &contact.email else {
        let sentence = format!("{} has no e-mail address", contact.told(db));
        return Err(Error::new(Code::ContactWithoutEmail, sentence).suggest(format!(
            "ask for it, then updateContact {{ id: \"{}\", email }}",
            contact.id
        )));
    };
    on_envelope(email).ok_or_else(|| {
        let sentence = "mail servers take no such letters before the @ of an address";
        Error::new(Code::MailAddressRefused, sentence).suggest("ask the person for another address")
    })
}

/// The message that is answered: one of a conversation with this contact, by mail or by a form.
fn answered(
    db: &TenantRead<'_>,
    input: &Input,
    contact: &ContactRow,
) -> Result<Option<MessageRow>> {
    let Some(named) = &input.reply_to_message_id else { return Ok(None) };
    let found = match named {
        Ref::Id(id) => MessageRow::by_id(db, *id)?,
        Ref::Name(_) => None,
    };
    let of = found.as_ref().map(|message| ConversationRow::by_id(db, message.conversation_id));
    let of = of.transpose()?.flatten();
    let is_theirs = of.as_ref().is_some_and(|of| of.contact_id == Some(contact.id));
    if !is_theirs {
        let sentence = format!("there is no message `{named}` in a conversation with this contact");
        return Err(Error::new(Code::MessageNotFound, sentence)
            .suggest("take one of getConversation { contactId, includeMessages: true }"));
    }
    if !of.is_some_and(|of| conversation::is_answered_by_mail(&of.channel)) {
        let sentence = "the message came by WhatsApp, and is not answered by mail";
        return Err(Error::new(Code::MessageUnanswerable, sentence)
            .suggest("leave out replyToMessageId, or send channel: \"whatsapp\""));
    }
    Ok(found)
}

/// What the mail is about: as the call says, or as what it answers.
fn subject(input: &Input, answered: Option<&MessageRow>) -> Result<String> {
    if let Some(subject) = &input.subject {
        return Ok(subject.to_string());
    }
    let Some(known) = answered.and_then(|answered| answered.subject.as_deref()) else {
        return Err(Error::new(Code::ArgumentInvalid, "subject is missing: a mail has one")
            .suggest("say in a few words what it is about"));
    };
    Ok(if known.starts_with("Re: ") { known.to_owned() } else { format!("Re: {known}") })
}

fn text(input: &Input) -> Result<String> {
    if input.template.is_some() {
        let sentence = "templates are WhatsApp's, and not of an e-mail";
        return Err(Error::new(Code::ArgumentInvalid, sentence).suggest("send message"));
    }
    let text = input.message.as_deref().map(str::to_owned);
    text.ok_or_else(|| {
        Error::new(Code::ArgumentInvalid, "message is missing").suggest("send the text of the mail")
    })
}

/// Everything that leaves.
fn departure(
    contact: &ContactRow,
    account: &MailAccount,
    message: &MessageRow,
    files: &[File],
    answered: Option<&MessageRow>,
) -> Departure {
    let address = contact.email.as_deref().unwrap_or_default();
    let to = format!("{} ({address})", quoted(&contact.name));
    let mut departure = Departure::new(format!("Send an e-mail to {to}"))
        .with("to", to)
        .with("from", &account.from)
        .with("subject", message.subject.as_deref().unwrap_or_default())
        .with("text", &message.body);
    for file in files {
        departure = departure.with("attachment", file.told());
    }
    match answered {
        Some(answered) => {
            departure.with("in reply to", format!("the message of {}", answered.sent_at))
        }
        None => departure,
    }
}

fn letter(
    site: &SiteRow,
    contact: &ContactRow,
    to: String,
    account: &MailAccount,
    message: &MessageRow,
    answered: Option<MessageRow>,
) -> Result<Letter> {
    let from = on_envelope(&account.from)
        .ok_or_else(|| Error::internal("the sender is no address that servers take"))?;
    let answers = answered.map(|it| it.refers_to.into_iter().chain(it.provider_id).collect());
    Ok(Letter {
        id: named(message.id, &from),
        from: Correspondent { name: site.name.clone(), address: from },
        to: Correspondent { name: contact.name.clone(), address: to },
        subject: message.subject.clone().unwrap_or_default(),
        text: message.body.clone(),
        answers: answers.unwrap_or_default(),
        locale: site.locale.clone(),
        look: look(site),
    })
}

/// What names the mail in the world: nobody else makes the same, and it is known before the mail leaves.
fn named(message: MessageId, from: &str) -> String {
    let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    format!("{message}@{domain}")
}

/// The colour of the business, and who it is.
fn look(site: &SiteRow) -> Look {
    let address = site.address();
    let place = [address.postal_code, address.city].into_iter().flatten();
    let place = Some(place.collect::<Vec<_>>().join(" ")).filter(|place| !place.is_empty());
    let found: Vec<String> = [address.street, place].into_iter().flatten().collect();
    let lines =
        [Some(site.name.clone()), Some(found.join(", ")), site.phone.as_deref().map(Phone::shown)];
    let below = lines.into_iter().flatten().filter(|line| !line.is_empty()).collect();
    Look { color: site.brand().color, below }
}
