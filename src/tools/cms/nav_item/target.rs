//! The target of a navigation item: a page, an entry, a post, a picture, an address, or none.

use crate::{
    error::{Code, Error, Result},
    id::{self, EntryId, Id, ImageId, Kind, PageId, PostId},
    site::link::{self, Site, Use},
    store::{TenantRead, entity::NavItemRow},
    tools::cms::{entry, image, page, post},
    value::{Choice as _, HOME, Line, Ref, TargetType},
};

/// An outside address.
pub(super) type Address = Line<1, 2000>;

/// An id or a name; the target type says of what.
pub(super) type Named = Line<1, 1000>;

/// See [`Target::columns`].
type Columns = (Option<PageId>, Option<EntryId>, Option<PostId>, Option<ImageId>, Option<String>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Page(PageId),
    Entry(EntryId),
    Post(PostId),
    Media(ImageId),
    Url(String),
    Placeholder,
}

impl Target {
    /// The target for an item.
    ///
    /// # Errors
    /// `TARGET_INVALID` for a target that is missing, of another kind, or does not fit its type; or `…_NOT_FOUND`.
    pub(super) fn given(
        db: &TenantRead<'_>,
        kind: TargetType,
        named: Option<&str>,
        url: Option<&str>,
    ) -> Result<Target> {
        let Some(noun) = kind.noun() else { return without_id(db, kind, named, url) };
        if url.is_some() {
            return Err(invalid(format!("targetType `{}` takes targetId, not url", kind.as_str()))
                .suggest("leave url out, or send targetType: \"url\" and no targetId"));
        }
        let named = named.ok_or_else(|| {
            invalid(format!("targetType `{}` needs targetId", kind.as_str())).suggest(kind.wants())
        })?;
        if let Some(other) = id::noun_of(named).filter(|other| *other != noun) {
            let suggestion =
                TargetType::advice_for(named).unwrap_or_else(|| kind.wants().to_owned());
            return Err(invalid(format!(
                "targetId `{named}` is of the kind {other}; targetType `{}` wants the kind {noun}",
                kind.as_str(),
            ))
            .suggest(suggestion));
        }
        Ok(match kind {
            TargetType::Page => Target::Page(page::require(db, &page_ref(named)?)?.id),
            TargetType::Entry => Target::Entry(entry::require(db, &reference(named)?)?.id),
            TargetType::Post => Target::Post(post::require(db, &reference(named)?)?.id),
            TargetType::Media => Target::Media(image::require(db, &reference(named)?)?.id),
            TargetType::Url | TargetType::Placeholder => Target::Placeholder,
        })
    }

    /// The target of a stored item.
    pub(super) fn of(item: &NavItemRow) -> Target {
        let page = item.target_page_id.map(Target::Page);
        let entry = item.target_entry_id.map(Target::Entry);
        let post = item.target_post_id.map(Target::Post);
        let image = item.target_image_id.map(Target::Media);
        let url = || item.url.clone().map(Target::Url);
        page.or(entry).or(post).or(image).or_else(url).unwrap_or(Target::Placeholder)
    }

    /// The columns that store it: page, entry, post, image and address, of which at most one is set.
    pub(super) fn columns(self) -> Columns {
        match self {
            Target::Page(id) => (Some(id), None, None, None, None),
            Target::Entry(id) => (None, Some(id), None, None, None),
            Target::Post(id) => (None, None, Some(id), None, None),
            Target::Media(id) => (None, None, None, Some(id), None),
            Target::Url(url) => (None, None, None, None, Some(url)),
            Target::Placeholder => (None, None, None, None, None),
        }
    }

    pub(super) fn kind(&self) -> TargetType {
        match self {
            Target::Page(_) => TargetType::Page,
            Target::Entry(_) => TargetType::Entry,
            Target::Post(_) => TargetType::Post,
            Target::Media(_) => TargetType::Media,
            Target::Url(_) => TargetType::Url,
            Target::Placeholder => TargetType::Placeholder,
        }
    }

    /// The id of the target, if it has one.
    pub(super) fn id(&self) -> Option<String> {
        match self {
            Target::Page(id) => Some(id.to_string()),
            Target::Entry(id) => Some(id.to_string()),
            Target::Post(id) => Some(id.to_string()),
            Target::Media(id) => Some(id.to_string()),
            Target::Url(_) | Target::Placeholder => None,
        }
    }
}

/// A target without an id: an address, or none.
fn without_id(
    db: &TenantRead<'_>,
    kind: TargetType,
    named: Option<&str>,
    url: Option<&str>,
) -> Result<Target> {
    let refuse = |argument: &str, suggestion: String| {
        let message = format!("targetType `{}` takes no {argument}", kind.as_str());
        Err(invalid(message).suggest(suggestion))
    };
    match (kind, named, url) {
        (_, Some(named), _) => refuse(
            "targetId",
            TargetType::advice_for(named).unwrap_or_else(|| kind.wants().to_owned()),
        ),
        (TargetType::Url, None, Some(url)) => address(url, &db.site()?.country),
        (TargetType::Url, None, None) => {
            Err(invalid("targetType `url` needs url").suggest(kind.wants()))
        }
        (_, None, Some(_)) => refuse("url", "leave it out, or send targetType: \"url\"".to_owned()),
        (_, None, None) => Ok(Target::Placeholder),
    }
}

/// An address that visitors may follow.
fn address(url: &str, country: &str) -> Result<Target> {
    let lower = url.to_ascii_lowercase();
    let form = ["https://", "mailto:", "tel:", "/"].iter().find(|form| lower.starts_with(**form));
    let more = form.is_some_and(|form| *form == "/" || lower.len() > form.len());
    // Phone numbers may have blanks, which are removed on the page.
    let has_blanks = url.contains(char::is_whitespace) && form != Some(&"tel:");
    // The site shows no unsafe links, so such an item would lead nowhere.
    let site = Site { base: "", country, language: None, places: None };
    if more && !has_blanks && link::address(site, url, Use::Link).is_some() {
        return Ok(Target::Url(url.to_owned()));
    }
    let shown: String = url.chars().take(60).collect();
    let suggestion = if let Some(rest) = lower.strip_prefix("http://") {
        format!("send https://{}", url.get(url.len() - rest.len()..).unwrap_or_default())
    } else if url.starts_with('#') {
        format!("send it with the path of its page, such as /{url}")
    } else {
        TargetType::Url.wants().to_owned()
    };
    Err(invalid(format!("`{shown}` is not an address for a menu")).suggest(suggestion))
}

fn page_ref(named: &str) -> Result<Ref<id::Page>> {
    // The home page is written as `/`.
    if named == "/" { Ok(Ref::Name(HOME.to_owned())) } else { reference(named) }
}

fn reference<K: Kind>(named: &str) -> Result<Ref<K>> {
    Ok(Id::read(named)?.map_or_else(|| Ref::Name(named.to_owned()), Ref::Id))
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(Code::TargetInvalid, message)
}
