//! Brave Search: <https://api-dashboard.search.brave.com/app/documentation/web-search/get-started>.

use serde_json::Value;

use super::field::{list, text, words};
use super::{Engine, Hit, Provider, Question, WebQuery};

/// How Brave Search is asked, and how its answers are read.
pub static BRAVE: Engine = Engine {
    name: "brave",
    title: "Brave Search",
    ask,
    read,
    refusal: "`deskhand integration connect brave` takes another key",
};

fn ask(service: &Provider, wanted: &WebQuery) -> Question {
    let count = wanted.count.min(20).to_string();
    let query = [("q", wanted.query.as_str()), ("count", &count)];
    let among = if wanted.news { "news" } else { "web" };
    Question::Get(service.address(&["res", "v1", among, "search"], &query))
}

fn read(answer: &Value) -> Vec<Hit> {
    let hit = |item: &Value| {
        Some(Hit {
            url: text(item, "url")?,
            title: words(&text(item, "title")?),
            snippet: words(&text(item, "description").unwrap_or_default()),
            date: text(item, "page_age").or_else(|| text(item, "age")),
        })
    };
    // News results are at the root.
    let found = [list(answer, "/web/results"), list(answer, "/results")].concat();
    found.iter().filter_map(hit).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_read_as_it_is_documented() {
        let web = json!({
            "type": "search",
            "query": { "original": "greek restaurants", "more_results_available": true },
            "mixed": { "type": "mixed", "main": [{ "type": "web", "index": 0, "all": false }] },
            "web": { "type": "search", "results": [
                { "title": "The 10 Best Greek Restaurants", "url": "https://www.yelp.com/search?find_desc=greek",
                  "is_source_local": false, "description": "Best <strong>Greek</strong> in town &amp; near",
                  "page_age": "2026-03-06T00:00:00", "age": "March 6, 2026", "language": "en",
                  "meta_url": { "scheme": "https", "netloc": "yelp.com" } },
            ], "family_friendly": true },
        });
        assert_eq!(
            read(&web),
            [Hit {
                title: "The 10 Best Greek Restaurants".to_owned(),
                url: "https://www.yelp.com/search?find_desc=greek".to_owned(),
                snippet: "Best Greek in town & near".to_owned(),
                date: Some("2026-03-06T00:00:00".to_owned()),
            }]
        );
        let news = json!({ "type": "news", "results": [
            { "type": "news_result", "title": "A fair", "url": "https://news.example.com", "age": "2 hours ago" },
        ] });
        assert_eq!(read(&news)[0].date.as_deref(), Some("2 hours ago"));
    }
}
