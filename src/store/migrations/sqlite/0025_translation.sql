-- What visitors read in another language of the site: for each thing a layer over its texts.
CREATE TABLE translation (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  -- The id of what is translated, which says of which kind it is.
  thing       TEXT    NOT NULL,
  locale      TEXT    NOT NULL,
  -- The name of its table.
  entity      TEXT    NOT NULL,
  -- What people call it, and the language.
  label       TEXT    NOT NULL,
  -- Its part of the address in that language, where it has one of its own.
  slug        TEXT,
  -- { "name": "…", "content.items[0].answer": "…" }
  texts       TEXT    NOT NULL,
  -- The digest of the text that each was made from.
  sources     TEXT    NOT NULL,
  -- Parts of the address that it had before, as a JSON list.
  former      TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, thing, locale)
) STRICT, WITHOUT ROWID;
CREATE INDEX translation_by_slug ON translation (tenant_id, locale, slug);

-- The languages of a site besides its own, as a JSON list.
ALTER TABLE site ADD COLUMN locales TEXT NOT NULL DEFAULT '[]';
