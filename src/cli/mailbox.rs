//! What has to be known to send from a mailbox: given as options, asked for where somebody can be asked.

use super::{args::MailboxArgs, ask::Asker, failure::Failure, screen::Screen};
use crate::{
    integration::{MailAccount, known_server},
    value::Email,
};

/// The mailbox that is to be connected; `of_all` is the server that the configuration names for all.
pub(super) fn account(
    args: &MailboxArgs,
    of_all: Option<&str>,
    screen: &Screen,
) -> Result<MailAccount, Failure> {
    let asker = if Asker::is_possible() { Some(Asker::new(false, screen)?) } else { None };
    let from = match (&args.from, &asker) {
        (Some(from), _) => Email::parse(from)?.to_string(),
        (None, Some(asker)) => {
            asker.until("The e-mail address of the business:", None, Email::parse)?.to_string()
        }
        (None, None) => return Err(missing("--from hello@example.com")),
    };
    let known = of_all.or_else(|| known_server(&from));
    if args.server.is_some() && of_all.is_some() {
        let sentence = "the mail server of all tenants is set under [providers] in deskhand.toml: leave --server out";
        return Err(Failure::Usage(sentence.to_owned()));
    }
    let server = match (&args.server, known, &asker) {
        (Some(server), ..) => MailAccount::server(server)?,
        (None, Some(known), _) => known.to_owned(),
        (None, None, Some(asker)) => {
            let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain);
            let likely = format!("smtps://mail.{domain}");
            let question = "Its mail server for sending (the provider's help page names it):";
            asker.until(question, Some(&likely), MailAccount::server)?
        }
        (None, None, None) => return Err(missing("--server smtps://mail.example.com")),
    };
    let user = args.user.clone().unwrap_or_else(|| from.clone());
    Ok(MailAccount { server, user: Some(user).filter(|user| !user.is_empty()), from })
}

fn missing(option: &str) -> Failure {
    Failure::Usage(format!(
        "say {option}: deskhand integration connect smtp --from hello@example.com --server smtps://mail.example.com, with the password on standard input"
    ))
}
