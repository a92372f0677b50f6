//! What forms say themselves, in the language of the page.

use crate::site::render::in_language;

macro_rules! words {
    ($($name:ident $english:literal;)*) => {
        /// A word or sentence of a form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word {
            $(#[doc = concat!("`", $english, "`")] $name,)*
        }

        /// All of them, in English.
        pub const WORDS: &[&str] = &[$($english),*];

        impl Word {
            fn english(self) -> &'static str {
                match self { $(Word::$name => $english,)* }
            }
        }
    };
}

words! {
    Name "Your name";
    Email "E-mail";
    Phone "Phone";
    Subject "Subject";
    Message "Your message";
    Date "Date you wish for";
    Choice "Your choice";
    Package "Package";
    Number "Number";
    Consent "You may use what I write here to answer me.";
    CallTime "When may we call?";
    Choose "Please choose";
    Send "Send";
    Sent "Thank you. Your message has arrived.";
    Enquiry "Enquiry";
    Check "Please check what is marked below; nothing is sent yet.";
    Changed "This form has changed since you opened it. Please look it over and send it again.";
    TooOld "This page was open for a long time. Please send it again.";
    Missing "Please fill this in.";
    Unticked "Please tick this, if you agree.";
    NoEmail "This is no e-mail address. It should look like ada@example.com.";
    NoPhone "This is no phone number. One from abroad begins with +.";
    NoDate "This is no date. Please write it like 2027-06-14.";
    NoNumber "Please write a number.";
    NoChoice "Please choose one of these.";
    TooLong "This is too long.";
    NoWay "Please give an e-mail address or a phone number, so that we can answer you.";
    TooMany "Too many messages have come at once, and yours was not sent. Please go back and try again in an hour, or write to us directly.";
    BookHeading "Book an appointment";
    ChooseDay "Choose a day";
    ChooseTime "Choose a time";
    ChooseNewTime "Choose a new time";
    Details "Your details";
    Book "Book";
    BookRequest "Ask for this time";
    Taken "Somebody has just booked this time. Please choose another one.";
    NoTime "This time cannot be booked. Please choose another one.";
    DayFull "This day is fully booked.";
    DayClosed "We are closed on this day.";
    TooSoon "That is too soon to book here. Please call us or write to us.";
    TooFar "That is too far ahead to book.";
    NotOffered "This cannot be booked here any more. Please choose something else, or write to us.";
    NothingBookable "Nothing can be booked here at the moment. Please call us or write to us.";
    IsBooked "Your appointment is booked.";
    IsRequested "We have your request, and will confirm it.";
    IsCancelled "This appointment is cancelled.";
    IsOver "This appointment is over.";
    IsMoved "The appointment has been moved.";
    KeepLink "Keep the address of this page: here you can move or cancel the appointment.";
    MoveIt "Move the appointment";
    CancelIt "Cancel the appointment";
    KeepIt "Keep the appointment";
    TooLate "It is too late to change this here. Please call us or write to us.";
    BadLink "This link is not valid. Please use the whole address that you were given, or write to us.";
    NotBooked "Nothing is booked yet. Please call us or write to us.";
    Gone "This form is no longer here, and your message was not sent. Please write to us directly.";
}

impl Word {
    /// In the language of a BCP 47 tag.
    pub fn said(self, locale: &str) -> &'static str {
        in_language(self.english(), locale)
    }
}
