//! Tells spam from enquiries, by what a program does and people do not. Nobody outside is asked.

use crate::site::form::{Age, Answer, FieldKind};

/// People send an address or two of what they like.
const LINKS_MAX: usize = 3;

/// Why an enquiry is taken for spam, if it is.
pub(super) fn reason(trap: &str, age: Age, answers: &[Answer]) -> Option<&'static str> {
    if !trap.is_empty() {
        return Some("a field that nobody sees was filled in");
    }
    match age {
        Age::TooFast => return Some("it was sent faster than people type"),
        Age::Forged => return Some("the form that it was sent with was not made here"),
        Age::Untold | Age::Fresh | Age::TooOld => {}
    }
    let is_named_by_address = answers
        .iter()
        .any(|answer| answer.field.kind == FieldKind::Name && links(&answer.value) > 0);
    if is_named_by_address {
        return Some("the name is a web address");
    }
    let all: usize = answers.iter().map(|answer| links(&answer.value)).sum();
    let has_markup =
        answers.iter().any(|it| ["[url", "<a "].iter().any(|mark| it.value.contains(mark)));
    (all > LINKS_MAX || has_markup).then_some("it is full of web addresses")
}

fn links(text: &str) -> usize {
    let small = text.to_lowercase();
    small.matches("http://").count() + small.matches("https://").count()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::site::form::Form;

    #[test]
    fn what_programs_do_is_spam_and_what_people_do_is_not() {
        let form = Form::of(&json!({ "preset": "enquiry" }));
        let said = |name: &str, text: &str| -> Vec<Answer> {
            let pairs = [(0, name), (3, text)];
            let answer = |(at, value): (usize, &str)| Answer {
                field: form.fields[at].clone(),
                value: value.to_owned(),
            };
            pairs.into_iter().map(answer).collect()
        };
        let people = said("Ada", "Like https://a.example and https://b.example, in June?");
        for age in [Age::Fresh, Age::Untold, Age::TooOld] {
            assert_eq!(reason("", age, &people), None);
        }
        assert!(reason("x", Age::Fresh, &people).is_some());
        assert!(reason("", Age::TooFast, &people).is_some());
        assert!(reason("", Age::Forged, &people).is_some());
        assert!(reason("", Age::Fresh, &said("HTTP://buy.example", "hi")).is_some());
        assert!(reason("", Age::Fresh, &said("Ada", &"http://x.example ".repeat(4))).is_some());
        assert!(reason("", Age::Fresh, &said("Ada", "[url=x]pills[/url]")).is_some());
    }
}
