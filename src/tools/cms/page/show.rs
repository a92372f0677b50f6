//! Pictures of pages: what `getPage { show }` adds to its answer.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    background,
    browser::{Browser, Look, Screen, Sight, Trouble},
    error::{Code, Error, Result},
    picture::view,
    store::{TenantRead, entity::PageRow},
    tool::{Show, Shown, View},
    value::hidden,
};

/// On which screen a page is looked at.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum Device {
    Phone,
    Desktop,
}

/// The characters of an element's text that name it.
const NAME_CHARS_MAX: usize = 60;

/// Looks at the page in the preview.
pub(super) fn page(db: &TenantRead<'_>, page: &PageRow, device: Device) -> Show {
    let screen = match device {
        Device::Phone => Screen::Phone,
        Device::Desktop => Screen::Desktop,
    };
    // Both are made of the tenant's own name: no other tenant's page can be meant. The page may be that of a language;
    // the site is all of it, as the style sheets stand beside the languages.
    let addresses = db.site_url().zip(db.page_url(&page.path));
    let sight = addresses.map(|(site, page)| Sight { site, page, screen });
    let browser = Arc::clone(&db.policy().allowance.browser);
    Box::new(move |_, _| Box::pin(look(browser, sight)))
}

async fn look(browser: Arc<Browser>, sight: Option<Sight>) -> Result<Shown> {
    let Some(sight) = sight else {
        return Ok(Shown::nothing(
            "There is no picture: no preview is running here, and the page is looked at there.",
        ));
    };
    let screen = sight.screen;
    let looked = match browser.look(sight).await {
        Ok(looked) => looked,
        Err(Trouble::Late) => {
            return Err(Error::new(Code::OutsideTimeout, Trouble::Late.to_string())
                .suggest("try again, or leave `show` out"));
        }
        Err(trouble) => {
            if let Trouble::Failed(cause) = &trouble {
                tracing::warn!(cause, "a page could not be looked at");
            }
            return Ok(Shown::nothing(format!("There is no picture: {trouble}.")));
        }
    };
    let note = noted(&looked, screen);
    let view = background::compute(move || view::view(&looked.png, u32::MAX));
    let view = view.await?.map_err(Error::internal)?;
    Ok(Shown { views: vec![View(view)], note })
}

/// What the picture does not show by itself.
fn noted(look: &Look, screen: Screen) -> Option<String> {
    let ((width, _), height) = (screen.size(), screen.height_max());
    let mut notes = Vec::new();
    if look.height > height {
        notes.push(format!("The picture is of the first {height} of {} px.", look.height));
    }
    if !look.too_wide.is_empty() {
        let each = look
            .too_wide
            .iter()
            .map(|(text, by)| format!("“{}” by {by} px", hidden::as_line(text, NAME_CHARS_MAX)));
        let each = each.collect::<Vec<_>>().join(", ");
        notes.push(format!("The page is wider than the screen of {width} px: {each}."));
    }
    if look.missing_pictures > 0 {
        notes.push(format!(
            "{} linked picture(s) of other hosts are not loaded here.",
            look.missing_pictures
        ));
    }
    (!notes.is_empty()).then(|| notes.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_picture_does_not_show_is_said() {
        let look = |height, too_wide: &[(&str, u32)], missing_pictures| Look {
            png: Vec::new(),
            height,
            too_wide: too_wide.iter().map(|(text, by)| ((*text).to_owned(), *by)).collect(),
            missing_pictures,
        };
        assert_eq!(noted(&look(900, &[], 0), Screen::Phone), None);
        let all = noted(&look(5_000, &[("Prices\n2026", 40), ("b", 2)], 1), Screen::Phone).unwrap();
        assert_eq!(
            all,
            "The picture is of the first 1560 of 5000 px. The page is wider than the screen of 390 px: \
             “Prices 2026” by 40 px, “b” by 2 px. 1 linked picture(s) of other hosts are not loaded here."
        );
    }
}
