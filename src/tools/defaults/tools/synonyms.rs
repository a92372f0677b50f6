//! Synonyms: words that people use, and the words of tools for them.
//!
//! A line of [`SYNONYMS`] is about general usage; none is for a single sentence, and none names a tool.

use std::sync::LazyLock;

use super::stem;

/// Words that people use, and the tools' words, the nearest first.
const SYNONYMS: &[(&str, &str)] = &[
    // Create.
    ("add, make, build, insert, start, begin, compose, write, new, set up, put", "create"),
    ("upload, save", "create update"),
    ("offer", "package create"),
    ("import", "create"),
    // Get.
    ("show, list, see, view, find, look, look up, look at, look for, read, display, search", "get"),
    ("what, which, where, whose, is there, are there, do we have, tell", "get"),
    // Update.
    (
        "change, edit, modify, adjust, correct, fix, improve, rewrite, rename, replace, swap",
        "update",
    ),
    ("set, move, reorder, sort, turn, switch, mark, assign, reverse", "update"),
    ("order of", "update order"),
    (
        "should be, should have, should say, should show, needs another, needs a new, has a new",
        "update",
    ),
    ("should look, should come, should read, should lead, belongs below, belongs under", "update"),
    (
        "outdated, wrong, incorrect, ugly, old, too long, too small, stiff, misspelled, typo, no longer right",
        "update",
    ),
    (
        "moved, married, does not live, doesn't live, is called now, is now, are now, costs now",
        "update",
    ),
    ("should see, should hear, should know, should appear, belongs on, belongs into", "create"),
    ("raise, increase, reduce, lower, extend", "update"),
    ("call", "update"),
    ("publish, go live, put online, online", "publish update"),
    ("archive, unpublish, take offline, offline", "archive update"),
    ("hide, pause, stop, disable, deactivate", "hide update"),
    (
        "everywhere, anywhere, wherever, nowhere, every place, all places, every text, all texts, wording",
        "text find replace",
    ),
    ("mention, mentions, appear, occur, misspelt, misspelling", "text find replace"),
    // Delete.
    ("remove, erase, trash, drop, wipe, kill, discard, destroy, clear", "delete"),
    ("get rid of, throw away, throw out, take out, take away, out of, no longer need", "delete"),
    ("take down, take off", "delete archive hide update"),
    (
        "forget, nobody needs, not needed, no more, any more, anymore, no longer, obsolete, twice",
        "delete hide archive update",
    ),
    ("stopped, closed, discontinued, gave up", "delete hide update"),
    ("stay away, not be seen, should not be seen, disappear, until", "hide archive update"),
    ("let it out, visible to everyone, make public, goes out", "publish update"),
    // Queries and history.
    ("how many, count, number of, total, report, sum", "data count query"),
    ("greater than, less than, more than, at least, at most, sorted by", "data query"),
    (
        "who changed, what changed, who edited, who deleted, who touched, somebody changed, changes to",
        "history",
    ),
    ("written back, answered, replied, answer us, wrote, written us, write us", "conversation"),
    ("before, previously, earlier, latest change, all changes, log, activity, who", "history"),
    (
        "revert, roll back, back, restore, recover, take back, mistake, wrong, nonsense, the way it was, as it was, put back, bring back",
        "undo",
    ),
    // Nouns.
    ("photo, picture, pic, photograph, logo, jpg, jpeg, png, graphic, illustration", "image"),
    ("alt text", "description image"),
    ("blog, article, blog post, blog entry", "post"),
    ("menu, navigation, header, footer, link, dropdown", "nav navigation item"),
    ("pricing section, pricing table", "section"),
    ("block, hero, headline, testimonials, gallery, call to action", "section"),
    ("portfolio, project, collection", "entry collection"),
    ("deal, session, booking, bookable", "package"),
    ("price, cost, charge, rate", "price package"),
    ("website, site, landing page, subpage, url", "page"),
    ("google", "meta web"),
    ("draft", "post create"),
    ("child, below, under, underneath, nested", "parent"),
    ("template, kind of section, type of section, section type", "template"),
    ("customer, client, person, people, phone, email", "contact"),
    ("book, purchase, sale, deal, buys, bought, decided", "order"),
    ("quote, estimate, bill, storno", "invoice"),
    ("money, paid, pay, refund", "payment"),
    ("chat, thread, messages", "conversation message"),
    ("text, sms, whatsapp, reply, answer, write to", "message send"),
    (
        "close the conversation, close the chat, close this conversation",
        "archive conversation update",
    ),
    ("message template, whatsapp template, approved template", "message template get"),
    ("stock, stock photo, unsplash, pexels", "browse import"),
    ("web, internet, online", "web"),
    ("web page, webpage, website, url", "fetch"),
    ("api, endpoint, webhook, json", "http"),
    // The request itself.
    ("understand, understood, plan, task, job", "request acknowledge"),
    ("finish, done, wrap up, close, result, verify, summary, outcome", "final answer"),
];

/// The weight of each further word of a line, relative to the one before it.
const STEP: f64 = 0.85;

/// Stop words: they occur in every wish.
const EMPTY: &str = "a an the of to in on at for from by with and or but as it its this that these those \
    my our your their his her i we you he she they me us them is are was were be been am do does did \
    have has had can could would should will may please want need like all any some so than then there \
    now not no just about under into out up down off over";

/// Words that mean something else to people than to tools: only their synonyms count.
const OTHERWISE: &str = "change put new read call book last get search list";

/// The nouns of tools.
const THINGS: &str =
    "page section image post nav entry package service contact order conversation message template";

/// The weight of a noun that only qualifies another: in `contact page`, the page is wanted.
const BEFORE_ANOTHER: f64 = 0.5;

/// The weight of a noun that is written like a name, as in: the page `Prices`.
const NAME: f64 = 0.5;

/// The meaning of a word or phrase in a query.
pub(super) struct Meaning {
    /// The word itself; `None` for a phrase.
    pub(super) said: Option<String>,
    /// The tools' words for it, with their weights.
    pub(super) means: Vec<(String, f64)>,
    /// Its own weight.
    share: f64,
}

impl Meaning {
    /// Every word by which it can be found.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.said.iter().chain(self.means.iter().map(|(word, _)| word)).map(String::as_str)
    }

    /// The word with the greatest weight by `counts`, and that weight: the word itself, or one of its meanings.
    pub(super) fn best(&self, counts: impl Fn(&str) -> f64) -> (f64, &str) {
        let itself = self.said.as_deref().map(|said| (counts(said), said));
        let synonyms =
            self.means.iter().map(|(other, near)| (near * counts(other), other.as_str()));
        let all =
            itself.into_iter().chain(synonyms).map(|(counted, word)| (self.share * counted, word));
        all.fold((0.0, ""), |best, one| if one.0 > best.0 { one } else { best })
    }

    /// Whether it is a noun of tools.
    fn is_thing(&self) -> bool {
        self.words().any(|word| WORDS.things.iter().any(|thing| thing == word))
    }
}

/// A line of the table, as stems.
struct Synonym {
    said: Vec<String>,
    means: Vec<(String, f64)>,
}

struct Words {
    /// The longest phrases first.
    synonyms: Vec<Synonym>,
    empty: Vec<String>,
    otherwise: Vec<String>,
    things: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let line = |(said, means): &(&'static str, &'static str)| {
        let near = std::iter::successors(Some(1.0), |near| Some(near * STEP));
        let means: Vec<(String, f64)> = stem::roots(means).into_iter().zip(near).collect();
        let said = said.split(',').map(stem::roots);
        said.map(move |said| Synonym { said, means: means.clone() }).collect::<Vec<_>>()
    };
    let mut synonyms: Vec<Synonym> = SYNONYMS.iter().flat_map(line).collect();
    synonyms.sort_by_key(|synonym| std::cmp::Reverse(synonym.said.len()));
    Words {
        synonyms,
        empty: stem::roots(EMPTY),
        otherwise: stem::roots(OTHERWISE),
        things: stem::roots(THINGS),
    }
});

/// Whether it is a stop word.
pub(super) fn is_empty(root: &str) -> bool {
    WORDS.empty.iter().any(|word| word == root)
}

/// Whether the table has a word with that stem.
pub(super) fn knows(root: &str) -> bool {
    is_empty(root) || WORDS.synonyms.iter().any(|line| line.said.iter().any(|word| word == root))
}

/// The meanings of a query, word by word; repeated meanings count once.
pub(super) fn meanings(query: &str) -> Vec<Meaning> {
    let (said, names): (Vec<String>, Vec<bool>) = stem::roots_and_names(query).into_iter().unzip();
    let mut left = said.as_slice();
    let mut meanings: Vec<Meaning> = Vec::new();
    // The index of the directly preceding noun.
    let mut directly = None;
    while let Some((first, rest)) = left.split_first() {
        let fits = |synonym: &&Synonym| left.starts_with(&synonym.said);
        let longest = WORDS.synonyms.iter().find(fits).map_or(1, |synonym| synonym.said.len());
        let lines = WORDS.synonyms.iter().filter(fits).filter(|line| line.said.len() == longest);
        let means: Vec<(String, f64)> = lines.flat_map(|line| line.means.clone()).collect();
        let is_empty = longest == 1 && WORDS.empty.contains(first);
        let literal = !WORDS.empty.contains(first) && !WORDS.otherwise.contains(first);
        let alone = longest == 1 && literal;
        let mut meaning = Meaning { said: alone.then(|| first.clone()), means, share: 1.0 };
        let is_name = names.get(said.len() - left.len()).is_some_and(|is_name| *is_name);
        if is_name && meaning.is_thing() {
            meaning.share = NAME;
        } else if meaning.is_thing()
            && let Some(before) = directly.and_then(|at: usize| meanings.get_mut(at))
            && before.is_thing()
            && before.means != meaning.means
        {
            before.share = BEFORE_ANOTHER;
        }
        let same = |other: &Meaning| match meaning.means.as_slice() {
            [] => other.said == meaning.said,
            means => other.means == means,
        };
        if !meanings.iter().any(same) {
            meanings.push(meaning);
        }
        directly = (!is_empty).then(|| meanings.len().saturating_sub(1));
        left = if longest == 1 { rest } else { left.get(longest..).unwrap_or_default() };
    }
    meanings
}
