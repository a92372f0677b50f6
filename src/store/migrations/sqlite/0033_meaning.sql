-- What texts mean, as an embedding service has put it into numbers. A vector belongs to a document of the search and goes
-- with it, so whatever changes, erases or removes a thing takes its vector along; a document without one, or with one of
-- another model, still waits for the service.
CREATE TABLE search_vector (
  number     INTEGER PRIMARY KEY,
  tenant_id  TEXT    NOT NULL,
  document   INTEGER NOT NULL,
  entity     TEXT    NOT NULL,
  -- Who made it: vectors of two models cannot be compared.
  model      TEXT    NOT NULL,
  -- See store/search/vector.rs; empty where there is no text.
  vector     BLOB    NOT NULL,
  UNIQUE (tenant_id, document),
  FOREIGN KEY (tenant_id, document) REFERENCES search_document (tenant_id, document) ON DELETE CASCADE
) STRICT;
CREATE INDEX search_vector_by_entity ON search_vector (tenant_id, entity);
