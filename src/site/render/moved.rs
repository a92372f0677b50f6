//! The page at an address from which something has moved, for hosts of static sites that know no redirects.

use minijinja::HtmlEscape;

/// A page that leads on to `target`, a path of the site at `origin`, which may be empty.
pub fn moved_page(origin: &str, target: &str, locale: &str) -> String {
    let (target, whole, locale) = (
        HtmlEscape(target),
        HtmlEscape(&format!("{origin}{target}")).to_string(),
        HtmlEscape(locale),
    );
    let canonical = if origin.is_empty() {
        String::new()
    } else {
        format!("<link rel=\"canonical\" href=\"{whole}\">\n")
    };
    format!(
        "<!doctype html>\n<html lang=\"{locale}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{target}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n{canonical}\
         <meta http-equiv=\"refresh\" content=\"0; url={target}\">\n</head>\n\
         <body><p><a href=\"{target}\">{target}</a></p></body>\n</html>\n"
    )
}
