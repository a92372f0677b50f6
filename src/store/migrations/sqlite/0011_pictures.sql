-- Pictures from outside: where each came from and on what terms; what was found, and who was asked how often.

-- `credit` holds { "text", "url"?, "caption"?, "parts"?, "required"? }, and whom its words are from.
ALTER TABLE image ADD COLUMN licence TEXT;
ALTER TABLE image ADD COLUMN licence_url TEXT;
-- The service, its id of the picture, and where it shows it: the same photo twice is one image.
ALTER TABLE image ADD COLUMN source_provider TEXT;
ALTER TABLE image ADD COLUMN source_id TEXT;
ALTER TABLE image ADD COLUMN source_url TEXT;
CREATE UNIQUE INDEX image_by_source ON image (tenant_id, source_provider, source_id)
  WHERE source_provider IS NOT NULL;

-- What services have found; services ask for answers to be kept a day. Of now, so not in the ledger.
CREATE TABLE photo_search (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  provider   TEXT    NOT NULL,
  -- What was asked, in a form that is the same for what means the same.
  query      TEXT    NOT NULL,
  photos     TEXT    NOT NULL,
  found_at   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, provider, query)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_search_by_age ON photo_search (tenant_id, found_at);

-- How often a service was asked since the hour, day or month began, as its terms count.
CREATE TABLE service_use (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  service    TEXT    NOT NULL,
  span       TEXT    NOT NULL CHECK (span IN ('hour', 'day', 'month')),
  began_at   INTEGER NOT NULL,
  used       INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, service, span)
) STRICT, WITHOUT ROWID;

-- Until when a service wants to be left alone.
CREATE TABLE service_rest (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  service    TEXT    NOT NULL,
  until      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, service)
) STRICT, WITHOUT ROWID;
