-- Full-text search. What is found is decided by terms that begin with the tenant and the kind of thing (see
-- store/search.rs): a query of one tenant cannot even say a term of another.

-- Terms of documents, without the texts themselves.
CREATE VIRTUAL TABLE search_term USING fts5 (
  terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- Which thing each document stands for, and its title as it is compared.
CREATE TABLE search_document (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  document   INTEGER NOT NULL,
  entity     TEXT    NOT NULL,
  row_key    TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  PRIMARY KEY (tenant_id, document),
  UNIQUE (tenant_id, entity, row_key)
) STRICT, WITHOUT ROWID;

-- The words of a tenant's things, for beginnings of words.
CREATE TABLE search_word (
  tenant_id  TEXT  NOT NULL REFERENCES tenant (id),
  entity     TEXT  NOT NULL,
  word       TEXT  NOT NULL,
  PRIMARY KEY (tenant_id, entity, word)
) STRICT, WITHOUT ROWID;

-- Their trigrams, for words that were mistyped.
CREATE TABLE search_gram (
  tenant_id  TEXT  NOT NULL REFERENCES tenant (id),
  entity     TEXT  NOT NULL,
  gram       TEXT  NOT NULL,
  word       TEXT  NOT NULL,
  PRIMARY KEY (tenant_id, entity, gram, word)
) STRICT, WITHOUT ROWID;
