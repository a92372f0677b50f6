-- When customers can come, and when they do.

-- For the business, and for each package that differs from it; what is null is as for the business, or as usual.
CREATE TABLE availability (
  tenant_id              TEXT    NOT NULL REFERENCES tenant (id),
  id                     TEXT    NOT NULL,
  package_id             TEXT,
  -- [{ days, opens, closes }] as opening hours are.
  hours                  TEXT,
  -- [{ date, until?, opens?, closes?, note? }]: without hours it is closed.
  exceptions             TEXT    NOT NULL,
  notice_minutes         INTEGER CHECK (notice_minutes >= 0),
  horizon_days           INTEGER CHECK (horizon_days > 0),
  buffer_before_minutes  INTEGER CHECK (buffer_before_minutes >= 0),
  buffer_after_minutes   INTEGER CHECK (buffer_after_minutes >= 0),
  step_minutes           INTEGER CHECK (step_minutes > 0),
  daily_limit            INTEGER CHECK (daily_limit > 0),
  version                INTEGER NOT NULL,
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, package_id) REFERENCES package (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX availability_by_package ON availability (tenant_id, package_id) WHERE package_id IS NOT NULL;
CREATE UNIQUE INDEX availability_of_business ON availability (tenant_id) WHERE package_id IS NULL;

CREATE TABLE booking (
  tenant_id              TEXT    NOT NULL REFERENCES tenant (id),
  id                     TEXT    NOT NULL,
  -- Who or what is busy meanwhile. A business has one, which has no name.
  resource               TEXT    NOT NULL DEFAULT '',
  package_id             TEXT,
  -- The package as it was called, or what else was booked.
  title                  TEXT    NOT NULL,
  contact_id             TEXT,
  order_id               TEXT,
  status                 TEXT    NOT NULL
    CHECK (status IN ('hold', 'pending', 'confirmed', 'completed', 'no_show', 'cancelled')),
  -- Only of a hold: it keeps the time free until then.
  expires_at             INTEGER,
  starts_at              INTEGER NOT NULL,
  ends_at                INTEGER NOT NULL,
  all_day                INTEGER NOT NULL CHECK (all_day IN (0, 1)),
  -- Where it was agreed, and what the clock there was to show, with its offset: a zone may get other rules.
  zone                   TEXT    NOT NULL,
  wall                   TEXT    NOT NULL,
  place                  TEXT    NOT NULL,
  travel_before_minutes  INTEGER NOT NULL CHECK (travel_before_minutes >= 0),
  travel_after_minutes   INTEGER NOT NULL CHECK (travel_after_minutes >= 0),
  -- As they were when it was booked.
  buffer_before_minutes  INTEGER NOT NULL CHECK (buffer_before_minutes >= 0),
  buffer_after_minutes   INTEGER NOT NULL CHECK (buffer_after_minutes >= 0),
  notes                  TEXT    NOT NULL,
  source                 TEXT    NOT NULL,
  busy_from              INTEGER GENERATED ALWAYS AS (starts_at - 60000 * (travel_before_minutes + buffer_before_minutes)) STORED,
  busy_until             INTEGER GENERATED ALWAYS AS (ends_at + 60000 * (travel_after_minutes + buffer_after_minutes)) STORED,
  version                INTEGER NOT NULL,
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, package_id) REFERENCES package (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, order_id) REFERENCES customer_order (tenant_id, id),
  CHECK (ends_at > starts_at),
  CHECK (busy_until - busy_from <= 2678400000),
  CHECK ((status = 'hold') = (expires_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX booking_by_busy ON booking (tenant_id, resource, busy_from);
CREATE INDEX booking_by_contact ON booking (tenant_id, contact_id, starts_at, id);
CREATE INDEX booking_by_order ON booking (tenant_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX booking_by_package ON booking (tenant_id, package_id) WHERE package_id IS NOT NULL;
CREATE INDEX booking_by_start ON booking (tenant_id, starts_at, id);

-- No two bookings of one resource at one time, whoever writes them: tools, an undo, the public site, another process.
-- Nothing is busy for more than 31 days, so that few rows are looked at. What has held a time until before this write
-- holds it no longer.
CREATE TRIGGER booking_is_alone_made AFTER INSERT ON booking
WHEN NEW.status IN ('pending', 'confirmed', 'completed') OR NEW.expires_at > NEW.updated_at
BEGIN
  SELECT RAISE(ABORT, 'two bookings at one time: constraint failed') FROM booking b
  WHERE b.tenant_id = NEW.tenant_id AND b.resource = NEW.resource AND b.id <> NEW.id
    AND b.busy_from < NEW.busy_until AND b.busy_until > NEW.busy_from
    AND b.busy_from > NEW.busy_from - 2678400000
    AND (b.status IN ('pending', 'confirmed', 'completed') OR b.expires_at > NEW.updated_at);
END;

CREATE TRIGGER booking_is_alone_changed AFTER UPDATE OF resource, status, expires_at, starts_at, ends_at, travel_before_minutes, travel_after_minutes,
  buffer_before_minutes, buffer_after_minutes ON booking
WHEN NEW.status IN ('pending', 'confirmed', 'completed') OR NEW.expires_at > NEW.updated_at
BEGIN
  SELECT RAISE(ABORT, 'two bookings at one time: constraint failed') FROM booking b
  WHERE b.tenant_id = NEW.tenant_id AND b.resource = NEW.resource AND b.id <> NEW.id
    AND b.busy_from < NEW.busy_until AND b.busy_until > NEW.busy_from
    AND b.busy_from > NEW.busy_from - 2678400000
    AND (b.status IN ('pending', 'confirmed', 'completed') OR b.expires_at > NEW.updated_at);
END;

-- How often the address of the calendar has been renewed: each number has a secret of its own, and only the last is good.
ALTER TABLE tenant ADD COLUMN calendar_renewals INTEGER NOT NULL DEFAULT 0;
