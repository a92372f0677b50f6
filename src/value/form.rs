//! Forms that text can have to have: a slug, a currency, an e-mail address, a link, a day, a country, ….

use url::Url;

use super::{
    BusinessType, Color, Country, Currency, Email, Font, Locale, Slug, Video, WallTime, WebAddress,
    Weekday, Zone, email, prose,
};
use crate::error::{Code, Error, Result};

/// A format, by the name that schemas use (`x-form`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One segment of a path.
    Slug,
    Currency,
    /// An e-mail address and nothing else.
    Email,
    /// An e-mail address, possibly with a name: `Ada <ada@x.example>`.
    Mailbox,
    /// A page's path, or an https:, mailto: or tel: address.
    Link,
    /// A day: `2026-11-21`.
    Date,
    /// A moment, a day or a time before now, which the tool reads.
    Moment,
    /// An `https:` address of the web.
    Web,
    /// An ISO 3166 code.
    Country,
    /// A BCP 47 tag.
    Locale,
    /// An IANA time zone.
    Zone,
    /// A kind of business of schema.org.
    Business,
    /// A day of the week.
    Weekday,
    /// A time of day.
    WallTime,
    /// The address of a film.
    Video,
    /// Markdown text.
    Prose,
    /// A colour, as style sheets write it.
    Color,
    /// A family of type.
    Font,
}

impl Form {
    const ALL: [Form; 18] = [
        Form::Slug,
        Form::Currency,
        Form::Email,
        Form::Mailbox,
        Form::Link,
        Form::Date,
        Form::Moment,
        Form::Web,
        Form::Country,
        Form::Locale,
        Form::Zone,
        Form::Business,
        Form::Weekday,
        Form::WallTime,
        Form::Video,
        Form::Prose,
        Form::Color,
        Form::Font,
    ];

    /// The form of that name.
    pub fn parse(name: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.name() == name)
    }

    /// The name that schemas use.
    pub fn name(self) -> &'static str {
        match self {
            Form::Slug => "slug",
            Form::Currency => "currency",
            Form::Email => "email",
            Form::Mailbox => "mailbox",
            Form::Link => "link",
            Form::Date => "date",
            Form::Moment => "moment",
            Form::Web => "web",
            Form::Country => "country",
            Form::Locale => "locale",
            Form::Zone => "zone",
            Form::Business => "business",
            Form::Weekday => "weekday",
            Form::WallTime => "wallTime",
            Form::Video => "video",
            Form::Prose => "prose",
            Form::Color => "color",
            Form::Font => "font",
        }
    }

    /// Fails unless `text` has the format.
    ///
    /// # Errors
    /// `SLUG_INVALID`, `CURRENCY_UNKNOWN`, and `ARGUMENT_INVALID` for the others.
    pub fn check(self, text: &str) -> Result<()> {
        match self {
            Form::Slug => Slug::parse(text).map(|_| ()),
            Form::Currency => Currency::parse(text).map(|_| ()),
            Form::Mailbox => Email::parse(text).map(|_| ()),
            Form::Web => WebAddress::parse(text).map(|_| ()),
            Form::Country => Country::parse(text).map(|_| ()),
            Form::Locale => Locale::parse(text).map(|_| ()),
            Form::Zone => Zone::parse(text).map(|_| ()),
            Form::Business => BusinessType::parse(text).map(|_| ()),
            Form::Weekday => Weekday::parse(text).map(|_| ()),
            Form::WallTime => WallTime::parse(text).map(|_| ()),
            Form::Video => Video::parse(text).map(|_| ()),
            Form::Prose => prose::check(text),
            Form::Moment => Ok(()),
            Form::Color => Color::parse(text).map(|_| ()),
            Form::Font => Font::parse(text).map(|_| ()),
            Form::Email if is_email(text) => Ok(()),
            Form::Email => Err(email::refused(text)),
            Form::Date if text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10 => Ok(()),
            Form::Date => Err(wrong(text, "a day", "send one such as 2026-11-21")),
            Form::Link if is_link(text) => Ok(()),
            Form::Link => Err(wrong(
                text,
                "a link",
                "send a page's path such as /services, or an https:, mailto: or tel: address",
            )),
        }
    }
}

fn wrong(text: &str, what: &str, instead: &str) -> Error {
    let start: String = text.chars().take(60).collect();
    Error::new(Code::ArgumentInvalid, format!("`{start}` is not {what}")).suggest(instead)
}

/// Whether the text looks like an e-mail address; only sending to it would prove it.
fn is_email(text: &str) -> bool {
    let blank = text.contains(char::is_whitespace);
    text.split_once('@').is_some_and(|(name, host)| {
        !blank
            && !text.contains(['<', '>'])
            && !name.is_empty()
            && !host.contains('@')
            && host.split('.').count() > 1
            && host.split('.').all(|part| !part.is_empty())
    })
}

fn is_link(text: &str) -> bool {
    let path = text.starts_with('/') && !text.starts_with("//");
    // People write phone numbers with blanks, which are removed on the page.
    let has_blanks = text.contains(char::is_whitespace) && !text.starts_with("tel:");
    // A browser reads a backslash as a slash: `/\host` would lead to another site, `https://a\@b` not where it seems to.
    if has_blanks || text.contains('\\') {
        return false;
    }
    let is_web = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    let is_other = ["mailto:", "tel:", "#"].iter().any(|scheme| text.starts_with(scheme));
    path || is_other || is_web && leads_to_a_host(text)
}

/// Whether the address names a host, and nobody before it: `https://shop.example@other.example` leads to the other.
fn leads_to_a_host(address: &str) -> bool {
    let url = Url::parse(address).ok();
    url.is_some_and(|url| {
        url.host().is_some() && url.username().is_empty() && url.password().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_or_by_known_schemes() {
        for good in [
            "/",
            "/services/weddings",
            "https://example.com/a?b",
            "mailto:a@b.co",
            "tel:+15550100",
            "tel:+44 (0)20 7946 0958",
            "#faq",
        ] {
            assert!(is_link(good), "{good}");
        }
        for bad in [
            "",
            "services",
            "//evil.example",
            "javascript:alert(1)",
            "/a b",
            "data:text/html,x",
            "/\\evil.example",
            "\\\\evil.example",
            "https://x.com\\@evil.example/",
            "https://",
            "https://a b.example",
            "https://shop.example@evil.example/",
            "https://u:p@evil.example/",
            "https://[::1",
        ] {
            assert!(!is_link(bad), "{bad}");
        }
    }

    #[test]
    fn an_address_has_a_name_and_a_host() {
        assert!(is_email("hello@wren.example"));
        for bad in ["hello", "@a.b", "a@b", "a@b.", "a@@b.c", "a b@c.d", "<a@b.c>"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
