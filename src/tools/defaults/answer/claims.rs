//! What an answer says to have sent, held against what was sent. It is guessed from words, so it is a warning and
//! decides nothing.

use crate::{store::ledger::Verification, unicode::fold};

/// What says that something was sent, folded, in the languages that agents answer in most.
const SENT: [&str; 33] = [
    "sent",
    "emailed",
    "mailed",
    "messaged", // English
    "gesendet",
    "geschickt",
    "verschickt",
    "versendet",
    "zugeschickt", // German
    "enviado",
    "enviada",
    "enviados",
    "enviadas",
    "enviei",
    "enviamos",
    "envie",
    "mandado",
    "mandada", // Spanish, Portuguese
    "envoye",
    "envoyee",
    "envoyes",
    "envoyees", // French
    "inviato",
    "inviata",
    "inviati",
    "inviate",
    "spedito",
    "spedita", // Italian
    "gestuurd",
    "verstuurd",
    "verzonden",
    "gemaild",
    "toegestuurd", // Dutch
];

/// What says in a sentence that it was not, or not yet.
const NOT: [&str; 40] = [
    "not", "t", "no", "nobody", "nothing", "never", "cannot", "yet", "if", "once", "when", "until",
    "before", "could", "nicht", "kein", "keine", "nichts", "sobald", "wenn",
    "bevor", // German
    "nao", "nada", "quando", "cuando", "si", "antes", "nunca",
    "todavia", // Spanish, Portuguese
    "pas", "rien", "jamais", "avant", "non", "niente", "ancora", // French, Italian
    "niet", "nog", "niets", "zodra", // Dutch
];

/// Said where an answer claims what did not happen.
const NOTHING_LEFT: &str = "The answer says that something was sent, and nothing was sent in this request: say so, or \
    send it first.";

/// The warning, if the answer says that something was sent although no message and no request left; `waits` says
/// whether one waits for a person or was refused, which is told elsewhere.
pub(super) fn warning(answer: &str, written: &Verification, waits: bool) -> Option<String> {
    let left = written.list.iter().any(|one| matches!(one.entity, "message" | "httpRequest"));
    (!left && !waits && says_sent(answer)).then(|| NOTHING_LEFT.to_owned())
}

/// Whether a sentence says that something was sent by whoever answers.
fn says_sent(answer: &str) -> bool {
    answer.split(['.', '!', '\n', ';']).filter(|sentence| !sentence.contains('?')).any(|sentence| {
        let folded = fold(sentence);
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let is_claim = |at: usize| {
            // "Anna sent you a message": what a customer did.
            !matches!(words.get(at + 1), Some(&("you" | "us" | "in" | "by")))
        };
        !words.iter().any(|word| NOT.contains(word))
            && words.iter().enumerate().any(|(at, word)| SENT.contains(word) && is_claim(at))
    })
}

#[cfg(test)]
mod tests {
    use super::says_sent;

    #[test]
    fn what_says_that_something_was_sent_is_told_from_what_does_not() {
        for claim in [
            "Done: the quote was sent to Anna.",
            "I've emailed her the invoice",
            "Das Angebot habe ich Anna geschickt.",
            "O orçamento foi enviado à Ana. Mais alguma coisa?",
            "He enviado el presupuesto",
            "Le devis a été envoyé.",
            "Il preventivo è stato inviato",
            "De offerte is verstuurd.",
        ] {
            assert!(says_sent(claim), "{claim}");
        }
        for other in [
            "The quote is ready; I have not sent it.",
            "It can't be sent from here.",
            "Shall it be sent? The quote is ready.",
            "Anna sent you an enquiry on Monday.",
            "An enquiry was sent in by the form.",
            "Das Angebot wurde noch nicht verschickt.",
            "O orçamento ainda não foi enviado.",
            "The page about presents is public.",
            "Once it is sent, she has a week.",
        ] {
            assert!(!says_sent(other), "{other}");
        }
    }
}
