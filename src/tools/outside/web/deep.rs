//! The second step of a deep search: reads the best pages and keeps the passages that answer the query.
//!
//! It is the same for every search service. Because the program chooses the pages itself, it obeys robots.txt and
//! reads only a few pages of each site.

use std::collections::HashMap;

use futures::{StreamExt, future::join_all, stream};
use tokio::time::Instant;

use crate::{
    background,
    error::{Code, Error, Result},
    outbound::{
        Outbound,
        robots::{self, Robots},
        search::Hit,
    },
    reading::{self, Form},
    tool::SourceFailure,
    tools::outside::content::{PageReader, readable},
};

/// The most pages of one site that are read.
const OF_A_SITE: usize = 2;

/// The most pages that are fetched at once.
const AT_ONCE: usize = 4;

/// Bytes. More passages do not help a model, even if the answer has room.
const BUDGET_MAX: usize = 14_000;

/// Bytes of a result besides its passages.
const FRAME: usize = 350;

/// Results with their passages, and pages that could not be read.
pub(super) struct Read {
    pub(super) hits: Vec<(Hit, Vec<String>)>,
    pub(super) failures: Vec<SourceFailure>,
}

/// Reads up to `count` of the pages. If none can be read, the results stay as they were.
pub(super) async fn read(
    reader: &PageReader,
    query: &str,
    hits: Vec<Hit>,
    count: usize,
    (budget, until): (usize, Instant),
) -> Result<Read> {
    let rules = rules(reader.door(), &hits).await;
    let each = until.saturating_duration_since(Instant::now()) / 2;
    let mut of_sites: HashMap<String, usize> = HashMap::new();
    let chosen = hits.iter().filter(|hit| {
        let site = robots::site(&hit.url).unwrap_or_default();
        let so_far = of_sites.entry(site).or_default();
        *so_far += 1;
        *so_far <= OF_A_SITE
    });
    let chosen: Vec<&Hit> = chosen.take(count + 2).collect();
    let reading = stream::iter(chosen.into_iter().cloned().enumerate()).map(|(at, hit)| {
        let rules = &rules;
        async move {
            let is_free = robots::site(&hit.url)
                .and_then(|site| rules.get(&site))
                .is_some_and(|it| it.allow(&hit.url));
            let read = if is_free {
                readable(reader, &hit.url, Form::Text, (each, until))
                    .await
                    .map(|(_, article)| article.text)
            } else {
                Err(refused())
            };
            (at, hit, read)
        }
    });
    let mut read: Vec<_> = reading.buffer_unordered(AT_ONCE).collect().await;
    read.sort_by_key(|(at, _, _)| *at);
    answered(query, &hits, read, count, budget).await
}

/// The robots.txt rules of every site among the results.
async fn rules(door: &Outbound, hits: &[Hit]) -> HashMap<String, Robots> {
    let mut sites: Vec<String> = hits.iter().filter_map(|hit| robots::site(&hit.url)).collect();
    sites.sort_unstable();
    sites.dedup();
    let asked = sites.into_iter().map(|site| async move {
        let rules = robots::rules(door, &site).await;
        (site, rules)
    });
    join_all(asked).await.into_iter().collect()
}

async fn answered(
    query: &str,
    hits: &[Hit],
    read: Vec<(usize, Hit, Result<String>)>,
    count: usize,
    budget: usize,
) -> Result<Read> {
    let (mut pages, mut failures) = (Vec::new(), Vec::new());
    for (_, hit, text) in read {
        match text {
            Ok(text) if pages.len() < count => pages.push((hit, text)),
            Ok(_) => {}
            Err(error) => failures.push(SourceFailure { source: hit.url, error }),
        }
    }
    if pages.is_empty() {
        let hits = hits.iter().take(count).cloned().map(|hit| (hit, Vec::new())).collect();
        return Ok(Read { hits, failures });
    }
    let room = budget.min(BUDGET_MAX).saturating_sub(pages.len() * FRAME);
    let query = query.to_owned();
    let ranking = background::compute(move || {
        let texts: Vec<&str> = pages.iter().map(|(_, text)| text.as_str()).collect();
        let mut best = reading::best(&query, &texts, room);
        let mut first: Vec<usize> = Vec::new();
        for passage in &best {
            if !first.contains(&passage.text) {
                first.push(passage.text);
            }
        }
        // Passages of a page in their original order, because later ones depend on earlier ones.
        best.sort_by_key(|passage| passage.place);
        let of = |page: usize| -> Vec<String> {
            let of_page = best.iter().filter(|passage| passage.text == page);
            of_page.map(|passage| passage.words.clone()).collect()
        };
        let ranked = first.into_iter().filter_map(|page| {
            let (hit, _) = pages.get(page)?;
            Some((hit.clone(), of(page)))
        });
        ranked.collect::<Vec<_>>()
    });
    let hits = ranking.await?;
    Ok(Read { hits, failures })
}

fn refused() -> Error {
    Error::new(Code::RobotsRefuse, "the site asks programs not to read this page")
        .suggest("where the person names the page, read it with fetchContent")
}
