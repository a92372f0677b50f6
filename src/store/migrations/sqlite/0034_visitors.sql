-- Visitors book by themselves, and what is busy in other calendars.

-- Whether visitors can book on the site: not at all, to be confirmed by the business, or at once. Null is as usual: to be
-- confirmed where somebody has said when customers can come, else not at all.
ALTER TABLE availability ADD COLUMN online TEXT CHECK (online IN ('off', 'pending', 'confirmed'));

-- How often the links were renewed by which visitors move and cancel: each number has secrets of its own, and only the last is
-- good.
ALTER TABLE tenant ADD COLUMN link_renewals INTEGER NOT NULL DEFAULT 0;

-- Calendars of others whose busy times count. What is read is bookkeeping: it can be read again. Their addresses are secrets,
-- and kept where the keys are.
CREATE TABLE outside_calendar (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  name        TEXT    NOT NULL,
  -- The last good reading; null where there was none yet.
  read_at     INTEGER,
  -- Why the last attempt failed, for people; empty if it did not.
  error       TEXT    NOT NULL,
  -- How many events of the last good reading could not be understood.
  unclear     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- When they are busy, without a word of what it is. No piece is longer than a day, so that few rows are looked at.
CREATE TABLE outside_busy (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  calendar   TEXT    NOT NULL,
  starts_at  INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, starts_at, ends_at, calendar),
  FOREIGN KEY (tenant_id, calendar) REFERENCES outside_calendar (tenant_id, name) ON DELETE CASCADE,
  CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400000)
) STRICT, WITHOUT ROWID;
CREATE INDEX outside_busy_by_calendar ON outside_busy (tenant_id, calendar);
