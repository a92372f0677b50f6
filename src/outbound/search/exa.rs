//! Exa: <https://docs.exa.ai/reference/search>.

use serde_json::{Value, json};

use super::field::{list, text, words};
use super::{Engine, Hit, Provider, Question, WebQuery};

/// How Exa is asked, and how its answers are read.
pub static EXA: Engine = Engine {
    name: "exa",
    title: "Exa",
    ask,
    read,
    refusal: "`deskhand integration connect exa` takes another key",
};

fn ask(service: &Provider, wanted: &WebQuery) -> Question {
    let mut body = json!({
        "query": wanted.query,
        "type": "auto",
        "numResults": wanted.count.min(25),
        "contents": { "highlights": true },
    });
    if let (true, Some(body)) = (wanted.news, body.as_object_mut()) {
        body.insert("category".to_owned(), "news".into());
    }
    Question::Post(service.address(&["search"], &[]), body)
}

fn read(answer: &Value) -> Vec<Hit> {
    let hit = |item: &Value| {
        let url = text(item, "url")?;
        let highlights = list(item, "/highlights").iter().filter_map(Value::as_str);
        let snippet = highlights.collect::<Vec<_>>().join(" … ");
        Some(Hit {
            // Some pages have no title.
            title: text(item, "title").map_or_else(|| url.clone(), |title| words(&title)),
            snippet: words(&snippet),
            date: text(item, "publishedDate"),
            url,
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
            "requestId": "b5947044c4b78efa9552a7c89b306d95",
            "results": [
                { "title": "A Comprehensive Overview of Large Language Models",
                  "url": "https://arxiv.org/pdf/2307.06435.pdf", "id": "https://arxiv.org/abs/2307.06435",
                  "publishedDate": "2023-11-16T01:36:32.547Z", "author": "Humza Naveed",
                  "highlights": ["Such requirements have limited their adoption...", "Others were found."],
                  "highlightScores": [0.46, 0.4] },
                { "title": null, "url": "https://example.com/", "id": "x" },
            ],
            "costDollars": { "total": 0.005 },
        });
        let hits = read(&answer);
        assert_eq!(
            hits[0].snippet,
            "Such requirements have limited their adoption... … Others were found."
        );
        assert_eq!(hits[0].date.as_deref(), Some("2023-11-16T01:36:32.547Z"));
        assert_eq!(hits[1].title, "https://example.com/");
    }
}
