-- When a section goes public by itself: local time and zone as they were said, 2026-12-04T09:00:00+01:00[Europe/Berlin].
ALTER TABLE section ADD COLUMN publish_at TEXT;
