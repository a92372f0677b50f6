//! What an edit leaves as it is: the text to find in another spelling.

use crate::{
    error::{Code, Error},
    unicode::{Spelling, other_spellings},
    value::as_json,
};

/// Where the text of an edit stands in another spelling beside its own.
pub(super) fn told(field: &str, (find, replace): (&str, &str), text: &str) -> Vec<String> {
    let others = other_spellings(text, find).into_iter();
    // What is to stand there in the end is right.
    let others = others.filter(|other| other.written != replace);
    let told = |other: Spelling| {
        let times = if other.times > 1 { format!(" {} times", other.times) } else { String::new() };
        let written = as_json(&other.written);
        let within = other.within.as_deref().map(|words| format!(" ({})", as_json(words)));
        let written = written + &within.unwrap_or_default();
        format!("{written} in `{field}`{times}, which differs in {}", other.differs)
    };
    others.map(told).collect()
}

/// Why an edit finds nothing: where only another spelling is there, that one.
pub(super) fn not_found(field: &str, find: &str, text: &str) -> Error {
    let error = |sentence: String| Error::new(Code::EditNotFound, sentence);
    match other_spellings(text, find).as_slice() {
        [] => error(format!("edits: the text to find is not in `{field}`"))
            .suggest("read the content again and copy the text exactly, with its blanks"),
        [first, ..] => {
            let (written, differs) = (as_json(&first.written), &first.differs);
            error(format!("edits: the text to find is not in `{field}` as it was sent; {written} is, which differs in {differs}"))
                .suggest(format!("send find: {written}"))
        }
    }
}
