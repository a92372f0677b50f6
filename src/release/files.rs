//! Files of a release that no page is.

/// `_headers`, as Netlify, Cloudflare and GitLab read it: what has its content in its name is kept for ever, pages are
/// asked for anew.
pub(crate) const HEADERS: &str = "/*\n  X-Content-Type-Options: nosniff\n  \
    Referrer-Policy: strict-origin-when-cross-origin\n  \
    Cache-Control: public, max-age=0, must-revalidate\n\
    /assets/*\n  Cache-Control: public, max-age=31536000, immutable\n\
    /uploads/*\n  Cache-Control: public, max-age=31536000, immutable\n";
