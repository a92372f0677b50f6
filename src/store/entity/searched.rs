//! How the rows of each entity that can be found by its words are read for the index.

use crate::store::{Sql, search::Searched};

pub(super) const PAGE: Searched =
    Searched { letter: 'p', read: PAGE_READ, keys: PAGE_KEYS, columns: &["name", "path", "meta"] };

const PAGE_READ: Sql = Sql::scoped(
    "SELECT name AS title, path AS body, meta AS content FROM page
     WHERE tenant_id = :tenant AND id = :key",
);

const PAGE_KEYS: Sql =
    Sql::scoped("SELECT id AS row_key FROM page WHERE tenant_id = :tenant ORDER BY id");

pub(super) const SECTION: Searched =
    Searched { letter: 's', read: SECTION_READ, keys: SECTION_KEYS, columns: &["content"] };

const SECTION_READ: Sql = Sql::scoped(
    "SELECT t.key AS title, '' AS body, s.content AS content FROM section s
     JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
     WHERE s.tenant_id = :tenant AND s.id = :key",
);

const SECTION_KEYS: Sql =
    Sql::scoped("SELECT id AS row_key FROM section WHERE tenant_id = :tenant ORDER BY id");

pub(super) const IMAGE: Searched = Searched {
    letter: 'i',
    read: IMAGE_READ,
    keys: IMAGE_KEYS,
    columns: &["description", "file_name", "tags", "categories", "credit"],
};

const IMAGE_READ: Sql = Sql::scoped(
    "SELECT description AS title, file_name || ' ' || tags || ' ' || categories AS body,
            credit AS content
     FROM image WHERE tenant_id = :tenant AND id = :key",
);

const IMAGE_KEYS: Sql =
    Sql::scoped("SELECT id AS row_key FROM image WHERE tenant_id = :tenant ORDER BY id");

pub(super) const POST: Searched = Searched {
    letter: 'o',
    read: POST_READ,
    keys: POST_KEYS,
    columns: &["title", "slug", "excerpt", "category", "author", "content"],
};

const POST_READ: Sql = Sql::scoped(
    "SELECT title, slug || ' ' || excerpt || ' ' || category || ' ' || author AS body, content
     FROM post WHERE tenant_id = :tenant AND id = :key",
);

const POST_KEYS: Sql =
    Sql::scoped("SELECT id AS row_key FROM post WHERE tenant_id = :tenant ORDER BY id");

pub(super) const ENTRY: Searched = Searched {
    letter: 'e',
    read: ENTRY_READ,
    keys: ENTRY_KEYS,
    columns: &["title", "slug", "content"],
};

const ENTRY_READ: Sql = Sql::scoped(
    "SELECT title, slug AS body, content FROM entry WHERE tenant_id = :tenant AND id = :key",
);

const ENTRY_KEYS: Sql =
    Sql::scoped("SELECT id AS row_key FROM entry WHERE tenant_id = :tenant ORDER BY id");

pub(super) const CONTACT: Searched = Searched {
    letter: 'c',
    read: CONTACT_READ,
    keys: CONTACT_KEYS,
    columns: &["name", "phone", "email", "city", "notes"],
};

const CONTACT_READ: Sql = Sql::scoped(
    "SELECT name AS title,
            coalesce(phone, '') || ' ' || coalesce(email, '') || ' ' || city || ' ' || notes || ' '
              || coalesce((SELECT group_concat(t.name, ' ') FROM contact_tag l
                           JOIN tag t ON t.tenant_id = l.tenant_id AND t.id = l.tag_id
                           WHERE l.tenant_id = contact.tenant_id AND l.contact_id = contact.id), '')
              AS body,
            NULL AS content
     FROM contact WHERE tenant_id = :tenant AND id = :key",
);

const CONTACT_KEYS: Sql =
    Sql::scoped("SELECT id AS row_key FROM contact WHERE tenant_id = :tenant ORDER BY id");
