-- What has to happen at a time. A row is bookkeeping: what the business wants is in its own rows (post.publish_at), from
-- which a rule makes these.
CREATE TABLE due_item (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  -- What happens; see src/due/kinds.rs.
  kind        TEXT    NOT NULL,
  -- The id of the thing to which it happens.
  subject     TEXT    NOT NULL,
  -- When, by the wall clock.
  due_at      INTEGER NOT NULL,
  -- waiting; failed: nothing happens before a person says so; held: likewise, since the thing was changed meanwhile.
  state       TEXT    NOT NULL CHECK (state IN ('waiting', 'failed', 'held')),
  -- Who asked for it, by the name that the agent had.
  asked_by    TEXT    NOT NULL,
  attempts    INTEGER NOT NULL,
  -- Nobody tries it before that, by the clock that never goes back: somebody is at it, or it has failed lately.
  not_before  INTEGER NOT NULL,
  -- Whoever is at it, or was last.
  lease       TEXT    NOT NULL,
  -- Why it failed or is held, for people.
  error       TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_item_by_time ON due_item (tenant_id, state, due_at);

-- When it goes public by itself: local time and zone as they were said, 2026-12-04T09:00:00+01:00[Europe/Berlin].
ALTER TABLE post ADD COLUMN publish_at TEXT;
ALTER TABLE entry ADD COLUMN publish_at TEXT;
