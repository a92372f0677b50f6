//! A page as data in the words of schema.org, in one script element: the business, the site, the page with the way to
//! it, and what stands on it: a post, offers, questions, pictures of others.
//!
//! Only what somebody has said is told. A text cannot end the element: what begins a tag is written by its code.

use serde_json::{Map, Value, json};

use super::place::{absolute, file, image, image_of, path};
use crate::site::{
    markdown,
    view::{
        AddressView, Body, BusinessView, ImageView, OpenView, PackageView, PageView, PostView,
        SectionView, SiteView,
    },
};

/// The most characters of a headline, of which search engines cut more.
const HEADLINE_CHARS: usize = 110;

/// The most characters of an answer or a description of an offer.
const ANSWER_CHARS: usize = 2_000;
const OFFER_CHARS: usize = 500;

/// The most pictures of others that are told.
const PICTURES_MAX: usize = 20;

/// The content of the script element; `None` where nobody has said whose site it is.
pub(super) fn script(page: &PageView, description: Option<&str>) -> Option<String> {
    let site = &page.site;
    if site.name.is_empty() {
        return None;
    }
    let sections: Vec<&SectionView> =
        page.sections.iter().filter(|section| section.is_public()).collect();
    let url = absolute(site, &path(page));
    let mut graph =
        vec![business(page, &sections), website(site), web_page(page, description, &sections)];
    graph.extend(breadcrumbs(page, &url));
    match &page.body {
        Some(Body::Post(post)) => graph.push(posting(page, post, description, &url)),
        Some(Body::List(_) | Body::Entry(_)) | None => {}
    }
    graph.extend(pictures(page, &sections));
    let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
    Some(safe(&text))
}

/// JSON in which nothing begins a tag, an entity or a line of a script.
fn safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// An object of what is known: null and empty values are left out.
fn known(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    Value::Object(fields.into_iter().filter(|(_, value)| !is_empty(value)).collect::<Map<_, _>>())
}

fn home(site: &SiteView, part: &str) -> String {
    format!("{}#{part}", absolute(site, ""))
}

fn refer(site: &SiteView, part: &str) -> Value {
    json!({ "@id": home(site, part) })
}

fn business(page: &PageView, sections: &[&SectionView]) -> Value {
    let (site, facts) = (&page.site, &page.site.business);
    let picture = image(page).and_then(|image| file(site, &image.url));
    let social: Vec<&String> = site.contact.social.iter().map(|(_, address)| address).collect();
    known(json!({
        "@type": kind(facts),
        "@id": home(site, "business"),
        "name": site.name,
        "legalName": facts.legal_name,
        "description": site.tagline,
        "url": absolute(site, ""),
        "image": picture,
        "telephone": facts.phone,
        "email": site.contact.email,
        "address": facts.address.as_ref().map(address),
        "openingHoursSpecification": facts.hours.iter().map(open).collect::<Vec<_>>(),
        "currenciesAccepted": facts.address.as_ref().map(|_| &facts.currency),
        "sameAs": social,
        "makesOffer": offers(page, sections),
    }))
}

/// The kind of business: what has been said, else by whether it has a place.
fn kind(facts: &BusinessView) -> &str {
    match (&*facts.kind, &facts.address) {
        ("", Some(_)) => "LocalBusiness",
        ("", None) => "Organization",
        (kind, _) => kind,
    }
}

fn address(address: &AddressView) -> Value {
    known(json!({
        "@type": "PostalAddress",
        "streetAddress": address.street,
        "addressLocality": address.city,
        "addressRegion": address.region,
        "postalCode": address.postal_code,
        "addressCountry": address.country,
    }))
}

fn open(hours: &OpenView) -> Value {
    let day = |day: &&'static str| {
        let (first, rest) = day.split_at_checked(1).unwrap_or_default();
        format!("https://schema.org/{}{rest}", first.to_uppercase())
    };
    // A day of schema.org has no minute after its last.
    let closes = if hours.closes == "24:00" { "23:59" } else { &hours.closes };
    json!({
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": hours.days.iter().map(day).collect::<Vec<_>>(),
        "opens": hours.opens,
        "closes": closes,
    })
}

/// The packages that the page shows.
fn offers(page: &PageView, sections: &[&SectionView]) -> Vec<Value> {
    let mut offers: Vec<Value> = Vec::new();
    for section in sections {
        let has_prices = section.content.get("showPrices") != Some(&Value::Bool(false));
        for package in &section.packages {
            offers.push(offer(page, section, package, has_prices));
        }
    }
    offers
}

fn offer(page: &PageView, section: &SectionView, package: &PackageView, has_price: bool) -> Value {
    let (site, price) = (&page.site, &package.offer);
    let unit = price.minutes.filter(|_| has_price).map(|minutes| {
        json!({
            "@type": "UnitPriceSpecification",
            "price": price.price,
            "priceCurrency": price.currency,
            "referenceQuantity": { "@type": "QuantitativeValue", "value": minutes, "unitCode": "MIN" },
        })
    });
    let words = package.description.as_deref().map(|text| markdown::to_text(text, OFFER_CHARS));
    let picture = package.image.as_ref().and_then(|image| file(site, &image.url));
    known(json!({
        "@type": "Offer",
        "name": package.name,
        "url": format!("{}#{}-{}", absolute(site, &page.path), section.id, package.id),
        "price": has_price.then_some(&price.price),
        "priceCurrency": has_price.then_some(&price.currency),
        "priceSpecification": unit,
        "itemOffered": known(json!({
            "@type": "Service",
            "name": package.name,
            "description": words,
            "image": picture,
            "provider": refer(site, "business"),
        })),
    }))
}

fn website(site: &SiteView) -> Value {
    known(json!({
        "@type": "WebSite",
        "@id": home(site, "website"),
        "name": site.name,
        "url": absolute(site, ""),
        "inLanguage": site.locale,
        "publisher": refer(site, "business"),
    }))
}

fn web_page(page: &PageView, description: Option<&str>, sections: &[&SectionView]) -> Value {
    let site = &page.site;
    let questions = questions(sections);
    let kind = match &page.body {
        Some(Body::List(_)) => "CollectionPage",
        _ if !questions.is_empty() => "FAQPage",
        _ => "WebPage",
    };
    let url = absolute(site, &path(page));
    let picture = image(page).and_then(|image| file(site, &image.url));
    let is_faq = kind == "FAQPage";
    known(json!({
        "@type": kind,
        "@id": format!("{url}#page"),
        "url": url,
        "name": page.title,
        "description": description,
        "inLanguage": site.locale,
        "isPartOf": refer(site, "website"),
        "about": page.path.is_empty().then(|| refer(site, "business")),
        "primaryImageOfPage": picture.map(|url| json!({ "@type": "ImageObject", "url": url })),
        "breadcrumb": (!page.path.is_empty()).then(|| json!({ "@id": format!("{url}#way") })),
        "mainEntity": if is_faq { questions } else { Vec::new() },
    }))
}

/// The questions of a page and their answers, as words.
fn questions(sections: &[&SectionView]) -> Vec<Value> {
    let faqs = sections.iter().filter(|section| section.template_key == "faq");
    let items = faqs.filter_map(|section| section.content.get("questions")?.as_array()).flatten();
    let question = |item: &Value| {
        let text = |key: &str| item.get(key)?.as_str().map(str::trim).filter(|it| !it.is_empty());
        let answer = markdown::to_text(text("answer")?, ANSWER_CHARS);
        Some(json!({
            "@type": "Question",
            "name": text("question")?,
            "acceptedAnswer": { "@type": "Answer", "text": answer },
        }))
    };
    items.filter_map(question).collect()
}

/// The way from the home page; `None` on the home page itself.
fn breadcrumbs(page: &PageView, url: &str) -> Option<Value> {
    if page.path.is_empty() {
        return None;
    }
    let site = &page.site;
    let above = page.place.above.iter().map(|(name, path)| (name.clone(), absolute(site, path)));
    let way = std::iter::once((site.name.clone(), absolute(site, "")))
        .chain(above)
        .chain([(page.name.clone(), url.to_owned())]);
    let item = |(at, (name, url)): (i64, (String, String))| json!({ "@type": "ListItem", "position": at, "name": name, "item": url });
    let items: Vec<Value> = (1..).zip(way).map(item).collect();
    Some(
        json!({ "@type": "BreadcrumbList", "@id": format!("{url}#way"), "itemListElement": items }),
    )
}

fn posting(page: &PageView, post: &PostView, description: Option<&str>, url: &str) -> Value {
    let site = &page.site;
    let business = refer(site, "business");
    // One that names the business itself is no person.
    let author = post.author.as_ref().filter(|author| **author != site.name);
    let picture = image(page).and_then(|image| file(site, &image.url));
    known(json!({
        "@type": "BlogPosting",
        "@id": format!("{url}#post"),
        "url": url,
        "headline": markdown::shortened(&page.name, HEADLINE_CHARS),
        "description": description,
        "image": picture,
        "datePublished": post.date.as_ref().map(|date| &date.iso),
        "dateModified": page.place.modified,
        "author": author.map_or_else(|| business.clone(), |name| json!({ "@type": "Person", "name": name })),
        "publisher": business,
        "articleSection": post.category,
        "inLanguage": site.locale,
        "mainEntityOfPage": { "@id": format!("{url}#page") },
    }))
}

/// Pictures of others on the page, each with its credit and licence.
fn pictures(page: &PageView, sections: &[&SectionView]) -> Vec<Value> {
    let mut found: Vec<ImageView> = Vec::new();
    let body = match &page.body {
        Some(Body::Post(post)) => post.cover.clone(),
        Some(Body::Entry(entry)) => entry.cover.clone(),
        Some(Body::List(_)) | None => None,
    };
    found.extend(body);
    for section in sections {
        collect(&section.content, &mut found);
        found.extend(section.packages.iter().filter_map(|package| package.image.clone()));
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|image| seen.insert(image.url.clone()));
    let told = found.iter().filter_map(|image| picture(&page.site, image));
    told.take(PICTURES_MAX).collect()
}

fn picture(site: &SiteView, image: &ImageView) -> Option<Value> {
    let credit: String =
        image.credit.iter().flat_map(|credit| &credit.parts).map(|part| &*part.text).collect();
    if credit.trim().is_empty() && image.licence.is_none() {
        return None;
    }
    Some(known(json!({
        "@type": "ImageObject",
        "contentUrl": file(site, &image.url)?,
        "caption": image.alt,
        "creditText": credit.trim(),
        "license": image.licence,
        "acquireLicensePage": image.source,
        "width": image.width.map(|width| json!({ "@type": "QuantitativeValue", "value": width, "unitCode": "E37" })),
        "height": image.height.map(|height| json!({ "@type": "QuantitativeValue", "value": height, "unitCode": "E37" })),
    })))
}

/// The pictures in the content of a section.
fn collect(content: &Value, found: &mut Vec<ImageView>) {
    match content {
        Value::Object(fields) if fields.contains_key("url") => found.extend(image_of(content)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
