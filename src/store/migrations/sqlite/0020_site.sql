-- Whose site it is: one row for each tenant, which the business changes like everything else. What stood in `tenant`
-- is there from now on and nowhere else.
CREATE TABLE site (
  tenant_id      TEXT    NOT NULL REFERENCES tenant (id),
  id             TEXT    NOT NULL,
  -- What people call the business; empty until somebody says.
  name           TEXT    NOT NULL,
  tagline        TEXT    NOT NULL,
  legal_name     TEXT    NOT NULL,
  -- A type of schema.org, or empty.
  business_type  TEXT    NOT NULL,
  email          TEXT,
  phone          TEXT,
  -- { street?, postalCode?, city?, region?, country? }
  address        TEXT    NOT NULL,
  -- [{ days, opens, closes } or { days, closed }], in order.
  opening_hours  TEXT    NOT NULL,
  -- Addresses as a JSON list.
  social         TEXT    NOT NULL,
  currency       TEXT    NOT NULL,
  country        TEXT    NOT NULL,
  timezone       TEXT    NOT NULL,
  locale         TEXT    NOT NULL,
  version        INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id)
) STRICT, WITHOUT ROWID;

-- A site that an earlier version has made has the number of its tenant. A first start called it "My business": that is
-- no name.
INSERT INTO site (tenant_id, id, name, tagline, legal_name, business_type, address, opening_hours, social, currency,
                  country, timezone, locale, version, created_at, updated_at)
SELECT id, 'site' || substr(id, instr(id, '_')), CASE WHEN title = 'My business' THEN '' ELSE title END, '', '', '',
       '{}', '[]', '[]', currency, country, timezone, 'en', 1, created_at, created_at
FROM tenant;

-- The heading of a home page that nobody has touched follows the name.
UPDATE section SET content = '{"heading":""}'
WHERE content = '{"heading":"My business"}' AND version = 1
  AND EXISTS (SELECT 1 FROM site s WHERE s.tenant_id = section.tenant_id AND s.name = '');

ALTER TABLE tenant DROP COLUMN title;
ALTER TABLE tenant DROP COLUMN country;
ALTER TABLE tenant DROP COLUMN currency;
ALTER TABLE tenant DROP COLUMN timezone;
