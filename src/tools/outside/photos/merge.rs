//! Merges the results of several services into one list.

use std::{collections::HashSet, ops::Range};

use crate::outbound::pictures::{File, Library, Photo};

/// A service's share of a page of the merged list: positions among its own results.
pub(in crate::tools::outside) fn share(
    page: u32,
    limit: u32,
    (at, services): (u32, u32),
) -> Range<u32> {
    // If the share is not a whole number, the first services give one more.
    let part = limit.saturating_sub(at).div_ceil(services.max(1));
    let from = page.saturating_sub(1).saturating_mul(part);
    from..from.saturating_add(part)
}

/// The pages of a service, from 1, that contain those positions.
pub(in crate::tools::outside) fn pages(places: &Range<u32>, library: &Library) -> Range<u32> {
    let size = library.page_size.max(1);
    if places.is_empty() {
        return 1..1;
    }
    places.start / size + 1..(places.end - 1) / size + 2
}

/// Takes photos from each list in turn, without duplicates, up to `limit`.
pub(in crate::tools::outside) fn interleaved(
    lists: Vec<(&'static Library, Vec<Photo>)>,
    limit: usize,
) -> Vec<(&'static Library, Photo)> {
    let mut taken = Vec::new();
    let mut seen = HashSet::new();
    let mut lists: Vec<_> =
        lists.into_iter().map(|(library, photos)| (library, photos.into_iter())).collect();
    while taken.len() < limit {
        let before = taken.len();
        for (library, photos) in &mut lists {
            // The next photo that no other list has given.
            let fresh = photos.find(|photo| {
                let marks = marks(photo);
                let known = marks.iter().any(|mark| seen.contains(mark));
                seen.extend(marks);
                !known
            });
            taken.extend(fresh.map(|photo| (*library, photo)));
        }
        if taken.len() == before {
            break;
        }
    }
    taken.truncate(limit);
    taken
}

/// Strings that are equal for the same picture in different services: its file, and its page.
fn marks(photo: &Photo) -> Vec<String> {
    let (File::Copied(file) | File::Linked { url: file, .. }) = &photo.file;
    [file, &photo.page_url].into_iter().filter_map(|url| mark(url)).collect()
}

fn mark(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    // The query contains the size, except where it names the page.
    let plain = if rest.contains("/index.php?") {
        rest
    } else {
        rest.split(['?', '#']).next().unwrap_or(rest)
    };
    // A scaled file of Wikimedia counts as the original.
    Some(match plain.split_once("/thumb/") {
        Some((before, after)) => {
            let file = after.rsplit_once('/').map_or(after, |(file, _)| file);
            format!("{before}/{file}")
        }
        None => plain.trim_end_matches('/').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::pictures::{Credit, OPENVERSE, PEXELS, WIKIMEDIA};

    fn photo(id: &str, file: &str) -> Photo {
        Photo {
            photo_id: id.to_owned(),
            title: String::new(),
            photographer: None,
            photographer_url: None,
            page_url: format!("https://example.com/{id}"),
            licence: String::new(),
            licence_url: None,
            credit: Credit { parts: Vec::new(), required: false },
            width: 1,
            height: 1,
            preview_url: None,
            file: File::Copied(file.to_owned()),
            color: None,
        }
    }

    #[test]
    fn services_take_turns_and_a_picture_comes_once() {
        let same = "https://upload.wikimedia.org/wikipedia/commons/a/aa/B.jpg";
        let scaled =
            "https://upload.wikimedia.org/wikipedia/commons/thumb/a/aa/B.jpg/1920px-B.jpg?x=1";
        let open = vec![photo("o1", "https://a/1"), photo("o2", same), photo("o3", "https://a/3")];
        let wiki = vec![photo("w1", scaled), photo("w2", "https://b/2")];
        let lists = vec![(&OPENVERSE, open), (&WIKIMEDIA, wiki)];
        let ids = |limit| -> Vec<String> {
            let merged = interleaved(lists.clone(), limit).into_iter();
            merged.map(|(_, photo)| photo.photo_id).collect()
        };
        assert_eq!(ids(10), ["o1", "w1", "o3", "w2"]);
        assert_eq!(ids(3), ["o1", "w1", "o3"]);
        assert_eq!(ids(0), [""; 0]);
    }

    #[test]
    fn the_shares_of_services_make_up_the_page_and_follow_each_other() {
        for (limit, services) in [(12, 1), (12, 4), (10, 3), (2, 4), (30, 2)] {
            let of = |page| (0..services).map(move |at| share(page, limit, (at, services)));
            assert_eq!(of(1).map(|part| part.len()).sum::<usize>(), limit as usize);
            for (first, second) in of(1).zip(of(2)) {
                assert_eq!((first.start, first.end), (0, second.start));
            }
        }
        let on = |places: Range<u32>| pages(&places, &OPENVERSE);
        assert_eq!((on(0..20), on(0..21), on(15..25), on(20..40)), (1..2, 1..3, 1..3, 2..3));
        assert_eq!(pages(&(30..60), &PEXELS), 2..3);
        assert_eq!(on(0..0), 1..1);
    }
}
