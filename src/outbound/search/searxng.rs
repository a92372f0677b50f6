//! `SearXNG`, self-hosted by the operator: <https://docs.searxng.org/dev/search_api.html>.

use serde_json::Value;

use super::field::{list, text, words};
use super::{Engine, Hit, Provider, Question, WebQuery};

/// How `SearXNG` is asked, and how its answers are read.
pub static SEARXNG: Engine = Engine {
    name: "searxng",
    title: "SearXNG",
    ask,
    read,
    refusal: "SearXNG answers programs only where `json` is among `search.formats` in its settings.yml",
};

fn ask(service: &Provider, wanted: &WebQuery) -> Question {
    let categories = if wanted.news { "news" } else { "general" };
    let query = [("q", wanted.query.as_str()), ("format", "json"), ("categories", categories)];
    Question::Get(service.address(&["search"], &query))
}

fn read(answer: &Value) -> Vec<Hit> {
    let hit = |item: &Value| {
        Some(Hit {
            url: text(item, "url")?,
            title: words(&text(item, "title")?),
            snippet: words(&text(item, "content").unwrap_or_default()),
            date: text(item, "publishedDate"),
        })
    };
    list(answer, "/results").iter().filter_map(hit).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_read_as_it_is_documented() {
        let answer = json!({
            "query": "searxng", "number_of_results": 0,
            "results": [
                { "url": "https://docs.searxng.org/", "title": "Welcome to SearXNG", "engine": "brave",
                  "content": "SearXNG is a metasearch engine.", "publishedDate": null, "score": 4.0,
                  "template": "default.html", "parsed_url": ["https", "docs.searxng.org", "/", "", "", ""],
                  "engines": ["brave", "duckduckgo"], "positions": [1, 1], "category": "general" },
            ],
            "answers": [], "corrections": [], "infoboxes": [], "suggestions": [], "unresponsive_engines": [],
        });
        let hits = read(&answer);
        assert_eq!((hits.len(), hits[0].title.as_str()), (1, "Welcome to SearXNG"));
        assert_eq!(hits[0].date, None);
    }
}
