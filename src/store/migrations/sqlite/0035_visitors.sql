-- Visitors book by themselves, and what is busy in other calendars.

-- Whether visitors can book on the site: not at all, to be confirmed by the business, or at once. Null is as usual: to be
-- confirmed where somebody has said when customers can come, else not at all.
ALTER TABLE availability ADD COLUMN online TEXT CHECK (online IN ('off', 'pending', 'confirmed'));

-- How often the links were renewed by which visitors move and cancel: each number has secrets of its own, and only the last is
-- good.
ALTER TABLE tenant ADD COLUMN link_renewals INTEGER NOT NULL DEFAULT 0;

-- Calendars of others whose busy times count. What is read is bookkeeping: it can be read again.
CREATE TABLE outside_calendar (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  -- Of the last good reading: its mark for the server, and when it was; null where there was none yet.
  etag        TEXT    NOT NULL,
  read_at     INTEGER,
  -- Why the last attempt failed, for people; empty if it did not.
  error       TEXT    NOT NULL,
  -- What of the last good reading could not be understood: how many events.
  unclear     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX outside_calendar_by_name ON outside_calendar (tenant_id, name);

-- When they are busy, without a word of what it is. What lasts longer than a day is in pieces, so that few rows are looked at.
CREATE TABLE outside_busy (
  tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
  calendar_id  TEXT    NOT NULL,
  starts_at    INTEGER NOT NULL,
  ends_at      INTEGER NOT NULL CHECK (ends_at > starts_at),
  PRIMARY KEY (tenant_id, starts_at, ends_at, calendar_id),
  FOREIGN KEY (tenant_id, calendar_id) REFERENCES outside_calendar (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX outside_busy_by_calendar ON outside_busy (tenant_id, calendar_id);
