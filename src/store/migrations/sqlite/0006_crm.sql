-- The people of a business, and what they order: contacts with tags, pipelines with stages, orders with items.

CREATE TABLE contact (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  -- E.164.
  phone       TEXT,
  -- In lower case.
  email       TEXT,
  address     TEXT    NOT NULL DEFAULT '',
  city        TEXT    NOT NULL DEFAULT '',
  notes       TEXT    NOT NULL DEFAULT '',
  archived    INTEGER NOT NULL DEFAULT 0,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK (phone IS NOT NULL OR email IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX contact_by_phone ON contact (tenant_id, phone) WHERE phone IS NOT NULL;
CREATE UNIQUE INDEX contact_by_email ON contact (tenant_id, email) WHERE email IS NOT NULL;
CREATE INDEX contact_by_name ON contact (tenant_id, name, id);

CREATE TABLE tag (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  -- The name in lower case: `VIP` and `vip` are one tag.
  key         TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_tag (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  contact_id  TEXT    NOT NULL,
  tag_id      TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, contact_id, tag_id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, tag_id) REFERENCES tag (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_tag_by_tag ON contact_tag (tenant_id, tag_id, contact_id);

-- The oldest pipeline is the default.
CREATE TABLE pipeline (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  -- How people and tools name it: `sales`.
  key         TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE stage (
  tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
  id           TEXT    NOT NULL,
  pipeline_id  TEXT    NOT NULL,
  key          TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  sort_order   INTEGER NOT NULL,
  -- So many orders may be in it at a time.
  wip_limit    INTEGER CHECK (wip_limit > 0),
  version      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, pipeline_id, key),
  FOREIGN KEY (tenant_id, pipeline_id) REFERENCES pipeline (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX stage_by_order ON stage (tenant_id, pipeline_id, sort_order, id);

-- `order` is a word of SQL.
CREATE TABLE customer_order (
  tenant_id         TEXT    NOT NULL REFERENCES tenant (id),
  id                TEXT    NOT NULL,
  contact_id        TEXT    NOT NULL,
  stage_id          TEXT    NOT NULL,
  description       TEXT    NOT NULL DEFAULT '',
  shipping_address  TEXT    NOT NULL DEFAULT '',
  currency          TEXT    NOT NULL,
  -- The sum of its items, kept here so that orders can be compared by it.
  total_minor       INTEGER NOT NULL CHECK (total_minor >= 0),
  version           INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id),
  FOREIGN KEY (tenant_id, stage_id) REFERENCES stage (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_order_by_contact ON customer_order (tenant_id, contact_id, id);
CREATE INDEX customer_order_by_stage ON customer_order (tenant_id, stage_id, id);

-- Title and price as they were when it was ordered. The package may be gone since.
CREATE TABLE order_item (
  tenant_id         TEXT    NOT NULL REFERENCES tenant (id),
  id                TEXT    NOT NULL,
  order_id          TEXT    NOT NULL,
  sort_order        INTEGER NOT NULL,
  package_id        TEXT,
  title             TEXT    NOT NULL,
  unit_price_minor  INTEGER NOT NULL CHECK (unit_price_minor >= 0),
  quantity          INTEGER NOT NULL CHECK (quantity > 0),
  version           INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES customer_order (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, package_id) REFERENCES package (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_item_by_order ON order_item (tenant_id, order_id, sort_order, id);
CREATE INDEX order_item_by_package ON order_item (tenant_id, package_id);
