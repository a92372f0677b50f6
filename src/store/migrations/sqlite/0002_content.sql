-- The rest of the website: pictures with their sizes, collections of posts and entries, navigations; and
-- the requests that tie calls together.

-- SHA-256 of the bytes that came in: the same picture again is the same image.
ALTER TABLE image ADD COLUMN hash TEXT;
ALTER TABLE image ADD COLUMN status TEXT NOT NULL DEFAULT 'completed'
  CHECK (status IN ('processing', 'completed', 'failed'));
ALTER TABLE image ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE image ADD COLUMN categories TEXT NOT NULL DEFAULT '[]';
-- The files that a browser chooses from, smallest first: [{ "url", "width", "height" }].
ALTER TABLE image ADD COLUMN sizes TEXT NOT NULL DEFAULT '[]';
CREATE UNIQUE INDEX image_by_hash ON image (tenant_id, hash) WHERE hash IS NOT NULL;
CREATE INDEX image_by_name ON image (tenant_id, file_name, id);
CREATE INDEX image_by_url ON image (tenant_id, url);

CREATE TABLE collection (
  tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
  id           TEXT    NOT NULL,
  -- The first part of the addresses of what is in it: `blog`.
  slug         TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  kind         TEXT    NOT NULL CHECK (kind IN ('posts', 'entries')),
  description  TEXT    NOT NULL DEFAULT '',
  -- The fields of its entries, in the form of a section template's.
  fields       TEXT    NOT NULL DEFAULT '[]',
  version      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE post (
  tenant_id          TEXT    NOT NULL REFERENCES tenant (id),
  id                 TEXT    NOT NULL,
  collection_id      TEXT    NOT NULL,
  slug               TEXT    NOT NULL,
  title              TEXT    NOT NULL,
  -- { "body", "cover"?: { "imageId", "alt"? } }
  content            TEXT    NOT NULL DEFAULT '{}',
  excerpt            TEXT    NOT NULL DEFAULT '',
  author             TEXT    NOT NULL DEFAULT '',
  category           TEXT    NOT NULL DEFAULT '',
  meta               TEXT    NOT NULL DEFAULT '{}',
  status             TEXT    NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
  -- When the public saw it first.
  published_at       INTEGER,
  version            INTEGER NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug),
  FOREIGN KEY (tenant_id, collection_id) REFERENCES collection (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_by_collection ON post (tenant_id, collection_id, id);
CREATE INDEX post_by_title ON post (tenant_id, title, id);
CREATE INDEX post_by_publication ON post (tenant_id, status, published_at, id);

-- Where a renamed post used to be.
CREATE TABLE post_redirect (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  slug        TEXT    NOT NULL,
  post_id     TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, slug),
  FOREIGN KEY (tenant_id, post_id) REFERENCES post (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX post_redirect_by_post ON post_redirect (tenant_id, post_id);

CREATE TABLE entry (
  tenant_id      TEXT    NOT NULL REFERENCES tenant (id),
  id             TEXT    NOT NULL,
  collection_id  TEXT    NOT NULL,
  slug           TEXT    NOT NULL,
  title          TEXT    NOT NULL,
  content        TEXT    NOT NULL DEFAULT '{}',
  status         TEXT    NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
  sort_order     INTEGER NOT NULL,
  version        INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, collection_id, slug),
  FOREIGN KEY (tenant_id, collection_id) REFERENCES collection (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_by_order ON entry (tenant_id, collection_id, sort_order, id);
CREATE INDEX entry_by_slug ON entry (tenant_id, slug, id);
CREATE INDEX entry_by_title ON entry (tenant_id, title, id);

CREATE TABLE navigation (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  -- How people and tools name it: `header`.
  key         TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, key)
) STRICT, WITHOUT ROWID;

-- An item goes with what it points at, and with the item above it.
CREATE TABLE nav_item (
  tenant_id        TEXT    NOT NULL REFERENCES tenant (id),
  id               TEXT    NOT NULL,
  navigation_id    TEXT    NOT NULL,
  parent_id        TEXT,
  label            TEXT    NOT NULL,
  target_type      TEXT    NOT NULL
    CHECK (target_type IN ('page', 'entry', 'post', 'media', 'url', 'placeholder')),
  target_page_id   TEXT,
  target_entry_id  TEXT,
  target_post_id   TEXT,
  target_image_id  TEXT,
  url              TEXT,
  visible          INTEGER NOT NULL DEFAULT 1,
  sort_order       INTEGER NOT NULL,
  version          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, navigation_id) REFERENCES navigation (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, parent_id) REFERENCES nav_item (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, target_page_id) REFERENCES page (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, target_entry_id) REFERENCES entry (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, target_post_id) REFERENCES post (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, target_image_id) REFERENCES image (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX nav_item_by_order ON nav_item (tenant_id, navigation_id, sort_order, id);
CREATE INDEX nav_item_by_parent ON nav_item (tenant_id, parent_id);
CREATE INDEX nav_item_by_page ON nav_item (tenant_id, target_page_id);
CREATE INDEX nav_item_by_entry ON nav_item (tenant_id, target_entry_id);
CREATE INDEX nav_item_by_post ON nav_item (tenant_id, target_post_id);
CREATE INDEX nav_item_by_image ON nav_item (tenant_id, target_image_id);

-- A request that an agent has announced: what it understood, and how it ended. Calls and changes carry its
-- id; so do those of requests that nobody announced.
CREATE TABLE request (
  tenant_id      TEXT    NOT NULL REFERENCES tenant (id),
  id             TEXT    NOT NULL,
  agent_id       TEXT    NOT NULL,
  session_id     TEXT    NOT NULL,
  understanding  TEXT    NOT NULL,
  plan           TEXT    NOT NULL DEFAULT '[]',
  opened_at      INTEGER NOT NULL,
  answer         TEXT,
  verified       INTEGER,
  closed_at      INTEGER,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
-- finalAnswer looks at the calls of a request.
CREATE INDEX call_by_request ON call (tenant_id, request_id, seq);
CREATE INDEX confirmation_by_agent ON confirmation (tenant_id, agent_id, created_at);
