//! Tavily: <https://docs.tavily.com/documentation/api-reference/endpoint/search>.

use serde_json::{Value, json};

use super::field::{list, text, words};
use super::{Engine, Hit, Provider, Question, WebQuery};

/// How Tavily is asked, and how its answers are read.
pub static TAVILY: Engine = Engine {
    name: "tavily",
    title: "Tavily",
    ask,
    read,
    refusal: "`deskhand integration connect tavily` takes another key",
};

fn ask(service: &Provider, wanted: &WebQuery) -> Question {
    let body = json!({
        "query": wanted.query,
        "search_depth": "basic",
        "max_results": wanted.count.min(20),
        "topic": if wanted.news { "news" } else { "general" },
    });
    Question::Post(service.address(&["search"], &[]), body)
}

fn read(answer: &Value) -> Vec<Hit> {
    let hit = |item: &Value| {
        Some(Hit {
            url: text(item, "url")?,
            title: words(&text(item, "title")?),
            snippet: words(&text(item, "content").unwrap_or_default()),
            date: text(item, "published_date"),
        })
    };
    list(answer, "/results").iter().filter_map(hit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_is_documented() {
        let answer = json!({
            "query": "Who is Leo Messi?",
            "answer": null,
            "images": [],
            "results": [
                { "title": "Lionel Messi Facts | Britannica", "url": "https://www.britannica.com/facts/Lionel-Messi",
                  "content": "Lionel Messi, an Argentine footballer, is widely regarded as one of the greatest.",
                  "score": 0.81, "raw_content": null, "favicon": "https://britannica.com/favicon.png" },
                { "title": "A match", "url": "https://news.example.com/a", "content": "Words.",
                  "published_date": "Fri, 20 Nov 2026 08:00:00 GMT", "score": 0.5 },
                { "url": "https://no.title.example.com" },
                7,
            ],
            "response_time": "1.67",
        });
        let hits = read(&answer);
        assert_eq!(hits.len(), 2);
        assert_eq!(hits[0].url, "https://www.britannica.com/facts/Lionel-Messi");
        assert!(hits[0].snippet.starts_with("Lionel Messi, an Argentine"));
        assert_eq!(hits[1].date.as_deref(), Some("Fri, 20 Nov 2026 08:00:00 GMT"));
        assert_eq!(read(&json!({ "results": "none" })), []);
    }
}
