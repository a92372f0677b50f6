-- What the public sees: releases, the files of each, and where releases go.

-- A set of files, made of the rows at one moment. It never changes.
CREATE TABLE release (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  -- What people call it: 1, 2, 3 of the tenant.
  number      INTEGER NOT NULL,
  -- Since when it has all of its files. Without it, it is being made, or whoever made it was ended.
  made_at     INTEGER,
  -- The name of the agent.
  made_by     TEXT    NOT NULL,
  -- The last change of the ledger that is in it.
  change_seq  INTEGER NOT NULL,
  -- Scheme and host of the site that its files name; empty where none was known.
  address     TEXT    NOT NULL DEFAULT '',
  files       INTEGER NOT NULL,
  bytes       INTEGER NOT NULL,
  -- SHA-256 of the paths and contents of all files: equal for equal releases.
  digest      TEXT    NOT NULL,
  note        TEXT    NOT NULL DEFAULT '',
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX release_number ON release (tenant_id, number);

-- A file of a release. Its bytes are in releases/<tenant>/<2 hex>/<sha256>.
CREATE TABLE release_file (
  tenant_id     TEXT    NOT NULL,
  release_id    TEXT    NOT NULL,
  -- Below the root of the site, without a leading slash: about/index.html.
  path          TEXT    NOT NULL,
  sha256        TEXT    NOT NULL,
  bytes         INTEGER NOT NULL,
  content_type  TEXT    NOT NULL,
  -- The lengths of <sha256>.gz and <sha256>.br, where they are worth it.
  gzip_bytes    INTEGER,
  brotli_bytes  INTEGER,
  PRIMARY KEY (tenant_id, release_id, path),
  FOREIGN KEY (tenant_id, release_id) REFERENCES release (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Where releases go.
CREATE TABLE target (
  tenant_id           TEXT    NOT NULL REFERENCES tenant (id),
  id                  TEXT    NOT NULL,
  name                TEXT    NOT NULL,
  kind                TEXT    NOT NULL CHECK (kind IN ('folder', 'zip', 'git', 'host', 's3', 'netlify')),
  -- JSON: { address?, path?, remote?, branch?, domain? }
  settings            TEXT    NOT NULL DEFAULT '{}',
  -- What is public there.
  current_release_id  TEXT,
  version             INTEGER NOT NULL,
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, current_release_id) REFERENCES release (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX target_name ON target (tenant_id, name);
CREATE INDEX target_current ON target (tenant_id, current_release_id);
