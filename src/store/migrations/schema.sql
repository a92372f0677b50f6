-- The schema of a new file, written by `just schemas`. Compared, never run.

CREATE TABLE agent (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  subtype     TEXT    NOT NULL,
  profile     TEXT    NOT NULL,
  autonomy    TEXT    NOT NULL,
  created_at  INTEGER NOT NULL, confirm TEXT NOT NULL DEFAULT 'client' CHECK (confirm IN ('client', 'human')), removed_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE agent_tool (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  agent_id   TEXT    NOT NULL,
  pattern    TEXT    NOT NULL,
  allowed    INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  PRIMARY KEY (tenant_id, agent_id, pattern),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
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
  updated_at             INTEGER NOT NULL, online TEXT CHECK (online IN ('off', 'pending', 'confirmed')),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, package_id) REFERENCES package (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX availability_by_package ON availability (tenant_id, package_id) WHERE package_id IS NOT NULL;
CREATE UNIQUE INDEX availability_of_business ON availability (tenant_id) WHERE package_id IS NULL;
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
CREATE TRIGGER booking_is_alone_made AFTER INSERT ON booking
WHEN NEW.status IN ('pending', 'confirmed', 'completed') OR NEW.expires_at > NEW.updated_at
BEGIN
  SELECT RAISE(ABORT, 'two bookings at one time: constraint failed') FROM booking b
  WHERE b.tenant_id = NEW.tenant_id AND b.resource = NEW.resource AND b.id <> NEW.id
    AND b.busy_from < NEW.busy_until AND b.busy_until > NEW.busy_from
    AND b.busy_from > NEW.busy_from - 2678400000
    AND (b.status IN ('pending', 'confirmed', 'completed') OR b.expires_at > NEW.updated_at);
END;
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
CREATE TRIGGER call_is_chained BEFORE INSERT ON call WHEN NEW.hash IS NULL OR NEW.salt IS NULL
BEGIN SELECT RAISE(ABORT, 'a call is chained to the one before it'); END;
CREATE TRIGGER call_is_final BEFORE UPDATE ON call
WHEN NEW.salt IS NOT NULL OR NEW.arguments NOT LIKE '{"erased":"%"}'
  OR (NEW.tenant_id, NEW.id, NEW.seq, NEW.agent_id, NEW.session_id, NEW.request_id, NEW.tool, NEW.outcome,
      NEW.error_code, NEW.duration_us, NEW.change_id, NEW.client, NEW.protocol, NEW.created_at, NEW.hash)
    IS NOT (OLD.tenant_id, OLD.id, OLD.seq, OLD.agent_id, OLD.session_id, OLD.request_id, OLD.tool, OLD.outcome,
            OLD.error_code, OLD.duration_us, OLD.change_id, OLD.client, OLD.protocol, OLD.created_at, OLD.hash)
BEGIN SELECT RAISE(ABORT, 'the call log is append-only'); END;
CREATE TRIGGER call_stays BEFORE DELETE ON call BEGIN SELECT RAISE(ABORT, 'the call log is append-only'); END;
CREATE TABLE call (
  tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
  id           TEXT    NOT NULL,
  seq          INTEGER NOT NULL,
  agent_id     TEXT    NOT NULL,
  session_id   TEXT    NOT NULL,
  request_id   TEXT    NOT NULL,
  tool         TEXT    NOT NULL,
  arguments    TEXT    NOT NULL,
  outcome      TEXT    NOT NULL,
  error_code   TEXT,
  duration_us  INTEGER NOT NULL,
  change_id    TEXT,
  client       TEXT,
  protocol     TEXT,
  created_at   INTEGER NOT NULL, salt TEXT, hash TEXT, newest INTEGER, run INTEGER, boot INTEGER, was_ahead INTEGER,
  -- By order and not by id: every call adds a row, and each index more is one more page to write.
  PRIMARY KEY (tenant_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_by_request ON call (tenant_id, request_id, seq);
CREATE TABLE call_rate (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  toolset    TEXT    NOT NULL,
  second     INTEGER NOT NULL,
  calls      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, toolset, second)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER change_is_final BEFORE UPDATE ON change
WHEN NEW.summary <> 'changed what has been erased since'
  OR (NEW.tenant_id, NEW.id, NEW.seq, NEW.call_id, NEW.request_id, NEW.agent_id, NEW.tool, NEW.undoes,
      NEW.approved_by, NEW.created_at)
    IS NOT (OLD.tenant_id, OLD.id, OLD.seq, OLD.call_id, OLD.request_id, OLD.agent_id, OLD.tool, OLD.undoes,
            OLD.approved_by, OLD.created_at)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER change_stays BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TABLE change (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  -- The order of commits within a tenant; clocks may jump, this does not.
  seq         INTEGER NOT NULL,
  call_id     TEXT    NOT NULL,
  request_id  TEXT    NOT NULL,
  agent_id    TEXT    NOT NULL,
  tool        TEXT    NOT NULL,
  summary     TEXT    NOT NULL,
  -- The change or request that this change takes back.
  undoes      TEXT,
  created_at  INTEGER NOT NULL, approved_by TEXT,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_by_request ON change (tenant_id, request_id, seq);
CREATE INDEX change_by_undoes ON change (tenant_id, undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER change_row_is_final BEFORE UPDATE ON change_row
WHEN NEW.erased_at IS NULL OR OLD.erased_at IS NOT NULL OR NEW.label IS NOT NULL
  OR (NEW.tenant_id, NEW.change_id, NEW.ordinal, NEW.entity, NEW.row_key, NEW.op)
    IS NOT (OLD.tenant_id, OLD.change_id, OLD.ordinal, OLD.entity, OLD.row_key, OLD.op)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER change_row_stays BEFORE DELETE ON change_row BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TABLE change_row (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  change_id  TEXT    NOT NULL,
  ordinal    INTEGER NOT NULL,
  entity     TEXT    NOT NULL,
  row_key    TEXT    NOT NULL,
  -- What people called the row then.
  label      TEXT,
  op         TEXT    NOT NULL CHECK (op IN ('insert', 'update', 'delete')),
  -- An update holds the changed columns only; an insert has no before, a delete no after.
  before     TEXT,
  after      TEXT, erased_at INTEGER,
  PRIMARY KEY (tenant_id, change_id, ordinal),
  FOREIGN KEY (tenant_id, change_id) REFERENCES change (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_row_by_key ON change_row (tenant_id, entity, row_key);
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
CREATE TABLE confirmation (
  tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
  id           TEXT    NOT NULL,
  agent_id     TEXT    NOT NULL,
  tool         TEXT    NOT NULL,
  arguments    TEXT    NOT NULL,
  rows_digest  TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  used_at      INTEGER, shown TEXT,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX confirmation_by_agent ON confirmation (tenant_id, agent_id, created_at);
CREATE INDEX confirmation_by_binding ON confirmation (tenant_id, agent_id, tool, arguments, expires_at);
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
  updated_at  INTEGER NOT NULL, name_from TEXT CHECK (name_from IN ('whatsapp', 'form')), whatsapp_user_id TEXT, merged TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  CHECK (phone IS NOT NULL OR email IS NOT NULL OR whatsapp_user_id IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX contact_by_email ON contact (tenant_id, email) WHERE email IS NOT NULL;
CREATE INDEX contact_by_name ON contact (tenant_id, name, id);
CREATE UNIQUE INDEX contact_by_phone ON contact (tenant_id, phone) WHERE phone IS NOT NULL;
CREATE UNIQUE INDEX contact_by_whatsapp_user_id ON contact (tenant_id, whatsapp_user_id)
  WHERE whatsapp_user_id IS NOT NULL;
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
CREATE TABLE conversation (
  tenant_id        TEXT    NOT NULL REFERENCES tenant (id),
  id               TEXT    NOT NULL,
  contact_id       TEXT,
  channel          TEXT    NOT NULL CHECK (channel IN ('whatsapp', 'form', 'email')),
  status           TEXT    NOT NULL CHECK (status IN ('active', 'archived', 'spam')),
  assigned_to      TEXT,
  resolution       TEXT    NOT NULL DEFAULT '',
  -- The number as WhatsApp writes it, digits only: in a few countries other digits than the contact's.
  wa_id            TEXT,
  -- For 24 hours from here the business may write freely on WhatsApp.
  last_inbound_at  INTEGER,
  last_message_at  INTEGER NOT NULL,
  version          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) ON DELETE CASCADE,
  CHECK (contact_id IS NOT NULL OR status = 'spam')
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_by_contact ON conversation (tenant_id, contact_id, last_message_at, id);
CREATE UNIQUE INDEX conversation_by_email ON conversation (tenant_id, contact_id) WHERE channel = 'email';
CREATE INDEX conversation_by_time ON conversation (tenant_id, last_message_at, id);
CREATE UNIQUE INDEX conversation_by_wa_id ON conversation (tenant_id, wa_id) WHERE wa_id IS NOT NULL;
CREATE UNIQUE INDEX conversation_on_whatsapp ON conversation (tenant_id, contact_id) WHERE channel = 'whatsapp';
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
  updated_at        INTEGER NOT NULL, number INTEGER NOT NULL DEFAULT 0, title TEXT NOT NULL DEFAULT '', ordered_on TEXT NOT NULL DEFAULT '1970-01-01', due_on TEXT, discount_minor INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor >= 0), discount_percent TEXT NOT NULL DEFAULT '0', tax_included INTEGER NOT NULL DEFAULT 0, tax_minor INTEGER NOT NULL DEFAULT 0 CHECK (tax_minor >= 0), status TEXT NOT NULL DEFAULT 'confirmed'
  CHECK (status IN ('pending', 'confirmed', 'cancelled')),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id),
  FOREIGN KEY (tenant_id, stage_id) REFERENCES stage (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_order_by_contact ON customer_order (tenant_id, contact_id, id);
CREATE UNIQUE INDEX customer_order_by_number ON customer_order (tenant_id, number);
CREATE INDEX customer_order_by_stage ON customer_order (tenant_id, stage_id, id);
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
  updated_at     INTEGER NOT NULL, publish_at TEXT,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, collection_id, slug),
  FOREIGN KEY (tenant_id, collection_id) REFERENCES collection (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_by_order ON entry (tenant_id, collection_id, sort_order, id);
CREATE INDEX entry_by_slug ON entry (tenant_id, slug, id);
CREATE INDEX entry_by_title ON entry (tenant_id, title, id);
CREATE TABLE form_count (
  tenant_id  TEXT    NOT NULL PRIMARY KEY REFERENCES tenant (id),
  enquiries  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE form_post (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  digest     TEXT    NOT NULL,
  address    TEXT,
  is_spam    INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, at, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE guidance (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  tool        TEXT    NOT NULL,
  text        TEXT    NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, tool)
) STRICT, WITHOUT ROWID;
CREATE TABLE http_post (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  url         TEXT    NOT NULL,
  -- JSON: those that the caller gave, by name.
  headers     TEXT    NOT NULL DEFAULT '{}',
  body        TEXT    NOT NULL,
  -- Until an answer came, nobody knows whether it arrived.
  state       TEXT    NOT NULL DEFAULT 'unknown' CHECK (state IN ('unknown', 'answered', 'not_sent')),
  -- Of the answer: 200 and so on.
  status      INTEGER,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE idempotency (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  agent_id    TEXT    NOT NULL,
  tool        TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  arguments   TEXT    NOT NULL,
  answer      TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, agent_id, tool, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (tenant_id, created_at);
CREATE TABLE image (
  tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
  id           TEXT    NOT NULL,
  file_name    TEXT    NOT NULL,
  url          TEXT    NOT NULL,
  description  TEXT    NOT NULL DEFAULT '',
  width        INTEGER NOT NULL,
  height       INTEGER NOT NULL,
  credit       TEXT,
  version      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL, hash TEXT, status TEXT NOT NULL DEFAULT 'completed'
  CHECK (status IN ('processing', 'completed', 'failed')), tags TEXT NOT NULL DEFAULT '[]', categories TEXT NOT NULL DEFAULT '[]', sizes TEXT NOT NULL DEFAULT '[]', licence TEXT, licence_url TEXT, source_provider TEXT, source_id TEXT, source_url TEXT, focus TEXT,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX image_by_hash ON image (tenant_id, hash) WHERE hash IS NOT NULL;
CREATE INDEX image_by_name ON image (tenant_id, file_name, id);
CREATE UNIQUE INDEX image_by_source ON image (tenant_id, source_provider, source_id)
  WHERE source_provider IS NOT NULL;
CREATE INDEX image_by_url ON image (tenant_id, url);
CREATE TABLE integration (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  name        TEXT    NOT NULL,
  status      TEXT    NOT NULL CHECK (status IN ('connected', 'expired', 'error')),
  -- What the last check found, for people.
  detail      TEXT    NOT NULL DEFAULT '',
  checked_at  INTEGER,
  created_at  INTEGER NOT NULL, settings TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER invoice_is_final BEFORE UPDATE ON invoice
WHEN OLD.number IS NOT NULL
  AND NOT (OLD.kind = 'quote' AND NEW.status IN ('issued', 'accepted', 'declined')
    AND (NEW.tenant_id, NEW.id, NEW.order_id, NEW.kind, NEW.title, NEW.corrects_id, NEW.series, NEW.place, NEW.number,
         NEW.issued_on, NEW.due_on, NEW.supplied_on, NEW.locale, NEW.currency, NEW.amount_minor, NEW.percent,
         NEW.reverse_charge, NEW.buyer, NEW.notes, NEW.total_minor, NEW.tax_minor, NEW.content, NEW.created_at)
     IS (OLD.tenant_id, OLD.id, OLD.order_id, OLD.kind, OLD.title, OLD.corrects_id, OLD.series, OLD.place, OLD.number,
         OLD.issued_on, OLD.due_on, OLD.supplied_on, OLD.locale, OLD.currency, OLD.amount_minor, OLD.percent,
         OLD.reverse_charge, OLD.buyer, OLD.notes, OLD.total_minor, OLD.tax_minor, OLD.content, OLD.created_at))
BEGIN SELECT RAISE(ABORT, 'an issued document stays as it is'); END;
CREATE TRIGGER invoice_stays BEFORE DELETE ON invoice WHEN OLD.number IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an issued document stays as it is'); END;
CREATE TABLE invoice (
  tenant_id       TEXT    NOT NULL REFERENCES tenant (id),
  id              TEXT    NOT NULL,
  order_id        TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  -- What does not follow from payments, credit notes and the day.
  status          TEXT    NOT NULL,
  -- What it is in a few words: kind and number, how much.
  title           TEXT    NOT NULL,
  -- What a credit note is about.
  corrects_id     TEXT,
  -- Numbers without gaps: the place in the series, and how it is written.
  series          TEXT,
  place           INTEGER,
  number          TEXT,
  issued_on       TEXT,
  due_on          TEXT,
  supplied_on     TEXT,
  locale          TEXT    NOT NULL,
  currency        TEXT    NOT NULL,
  -- What a draft of a deposit or of a part of a credit asks for: an amount, or a percentage of the total.
  amount_minor    INTEGER NOT NULL DEFAULT 0 CHECK (amount_minor >= 0),
  percent         TEXT    NOT NULL DEFAULT '0',
  reverse_charge  INTEGER NOT NULL DEFAULT 0,
  -- { name?, address?, taxId? }, where it is not as the contact says.
  buyer           TEXT    NOT NULL,
  notes           TEXT    NOT NULL,
  -- Of what is issued: with tax, and the tax in it.
  total_minor     INTEGER,
  tax_minor       INTEGER,
  -- The document as it was issued.
  content         TEXT    NOT NULL,
  version         INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, series, place),
  UNIQUE (tenant_id, number),
  CHECK ((number IS NULL) = (status IN ('draft', 'discarded'))),
  FOREIGN KEY (tenant_id, order_id) REFERENCES customer_order (tenant_id, id),
  FOREIGN KEY (tenant_id, corrects_id) REFERENCES invoice (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_by_corrected ON invoice (tenant_id, corrects_id);
CREATE INDEX invoice_by_order ON invoice (tenant_id, order_id, id);
CREATE TABLE message (
  tenant_id          TEXT    NOT NULL REFERENCES tenant (id),
  id                 TEXT    NOT NULL,
  conversation_id    TEXT    NOT NULL,
  direction          TEXT    NOT NULL CHECK (direction IN ('in', 'out')),
  -- `other` is what cannot be shown as text: a picture, a voice message, a place.
  kind               TEXT    NOT NULL CHECK (kind IN ('text', 'template', 'other', 'enquiry')),
  body               TEXT    NOT NULL,
  -- Of an enquiry, its form, page and language, and what was written in each field.
  enquiry            TEXT,
  template_name      TEXT,
  template_language  TEXT,
  -- `unknown` may have left and may not.
  status             TEXT    NOT NULL CHECK (status IN
                       ('unknown', 'accepted', 'sent', 'delivered', 'read', 'failed', 'received')),
  -- What WhatsApp calls it. No event makes a second message of it.
  provider_id        TEXT,
  -- Another message of the conversation.
  reply_to           TEXT,
  -- WhatsApp's name for the message that this one refers to. That one may come later.
  refers_to          TEXT,
  error_code         TEXT,
  error              TEXT,
  -- When it was written, which for what came by another way is not when it came.
  sent_at            INTEGER NOT NULL,
  version            INTEGER NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL, subject TEXT, attachments TEXT NOT NULL DEFAULT '[]', invoice_id TEXT,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) ON DELETE CASCADE,
  CHECK ((direction = 'in') = (status = 'received')),
  CHECK ((kind = 'enquiry') = (enquiry IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX message_by_conversation ON message (tenant_id, conversation_id, sent_at, id);
CREATE INDEX message_by_departure ON message (tenant_id, created_at) WHERE direction = 'out';
CREATE INDEX message_by_invoice ON message (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;
CREATE UNIQUE INDEX message_by_provider_id ON message (tenant_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_by_refers_to ON message (tenant_id, refers_to) WHERE refers_to IS NOT NULL AND reply_to IS NULL;
CREATE TABLE message_template (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  id          TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  language    TEXT    NOT NULL,
  status      TEXT    NOT NULL,
  category    TEXT    NOT NULL,
  body        TEXT    NOT NULL,
  components  TEXT    NOT NULL,
  variables   TEXT    NOT NULL,
  fetched_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name, language)
) STRICT, WITHOUT ROWID;
CREATE TABLE message_template_list (
  tenant_id   TEXT    NOT NULL PRIMARY KEY REFERENCES tenant (id),
  fetched_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
  updated_at       INTEGER NOT NULL, button INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, navigation_id) REFERENCES navigation (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, parent_id) REFERENCES nav_item (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, target_page_id) REFERENCES page (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, target_entry_id) REFERENCES entry (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, target_post_id) REFERENCES post (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, target_image_id) REFERENCES image (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX nav_item_by_entry ON nav_item (tenant_id, target_entry_id);
CREATE INDEX nav_item_by_image ON nav_item (tenant_id, target_image_id);
CREATE INDEX nav_item_by_order ON nav_item (tenant_id, navigation_id, sort_order, id);
CREATE INDEX nav_item_by_page ON nav_item (tenant_id, target_page_id);
CREATE INDEX nav_item_by_parent ON nav_item (tenant_id, parent_id);
CREATE INDEX nav_item_by_post ON nav_item (tenant_id, target_post_id);
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
  updated_at        INTEGER NOT NULL, discount_minor INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor >= 0), discount_percent TEXT NOT NULL DEFAULT '0', tax_rate TEXT NOT NULL DEFAULT '0',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES customer_order (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, package_id) REFERENCES package (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_item_by_order ON order_item (tenant_id, order_id, sort_order, id);
CREATE INDEX order_item_by_package ON order_item (tenant_id, package_id);
CREATE TABLE outbound_host (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  host        TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, host)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE package (
  tenant_id         TEXT    NOT NULL REFERENCES tenant (id),
  id                TEXT    NOT NULL,
  name              TEXT    NOT NULL,
  price_minor       INTEGER NOT NULL CHECK (price_minor >= 0),
  currency          TEXT    NOT NULL,
  description       TEXT    NOT NULL DEFAULT '',
  duration_minutes  INTEGER,
  active            INTEGER NOT NULL DEFAULT 1,
  sort_order        INTEGER NOT NULL,
  image_id          TEXT,
  version           INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, image_id) REFERENCES image (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX package_by_image ON package (tenant_id, image_id);
CREATE INDEX package_by_name ON package (tenant_id, name, id);
CREATE INDEX package_by_order ON package (tenant_id, sort_order, id);
CREATE TABLE package_service (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  package_id  TEXT    NOT NULL,
  service_id  TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, package_id, service_id),
  FOREIGN KEY (tenant_id, package_id) REFERENCES package (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, service_id) REFERENCES service (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX package_service_by_service ON package_service (tenant_id, service_id);
CREATE TABLE page (
  tenant_id     TEXT    NOT NULL REFERENCES tenant (id),
  id            TEXT    NOT NULL,
  parent_id     TEXT,
  name          TEXT    NOT NULL,
  slug          TEXT    NOT NULL,
  -- The slug under its parents' slugs, kept here so that an address is one look-up.
  path          TEXT    NOT NULL,
  is_protected  INTEGER NOT NULL DEFAULT 0,
  indexing      INTEGER NOT NULL DEFAULT 1,
  meta          TEXT    NOT NULL DEFAULT '{}',
  version       INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, path),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES page (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX page_by_name ON page (tenant_id, name, id);
CREATE INDEX page_by_parent ON page (tenant_id, parent_id, id);
CREATE TABLE payment (
  tenant_id     TEXT    NOT NULL REFERENCES tenant (id),
  id            TEXT    NOT NULL,
  order_id      TEXT    NOT NULL,
  amount_minor  INTEGER NOT NULL CHECK (amount_minor <> 0),
  currency      TEXT    NOT NULL,
  method        TEXT    NOT NULL,
  -- A day, as 2026-11-30.
  paid_on       TEXT    NOT NULL,
  reference     TEXT    NOT NULL,
  reason        TEXT    NOT NULL,
  version       INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, order_id) REFERENCES customer_order (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_by_order ON payment (tenant_id, order_id, id);
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
  updated_at         INTEGER NOT NULL, publish_at TEXT,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug),
  FOREIGN KEY (tenant_id, collection_id) REFERENCES collection (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_by_collection ON post (tenant_id, collection_id, id);
CREATE INDEX post_by_publication ON post (tenant_id, status, published_at, id);
CREATE INDEX post_by_title ON post (tenant_id, title, id);
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
CREATE TABLE proposal (
  tenant_id         TEXT    NOT NULL REFERENCES tenant (id),
  id                TEXT    NOT NULL,
  -- What people call it.
  number            INTEGER NOT NULL,
  agent_id          TEXT    NOT NULL,
  request_id        TEXT    NOT NULL,
  -- The tool with its action, and its own arguments as JSON.
  tool              TEXT    NOT NULL,
  arguments         TEXT    NOT NULL,
  -- What was shown: the digest of its rows, and they themselves as a diff.
  rows_digest       TEXT    NOT NULL,
  changes           TEXT    NOT NULL,
  summary           TEXT    NOT NULL,
  -- An open one past its time has expired.
  status            TEXT    NOT NULL CHECK (status IN ('open', 'approved', 'rejected', 'superseded')),
  reason            TEXT,
  decided_by        TEXT,
  decided_at        INTEGER,
  change_id         TEXT,
  superseded_by     TEXT,
  created_at        INTEGER NOT NULL,
  expires_at        INTEGER NOT NULL, departure TEXT,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, number),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_by_request ON proposal (tenant_id, request_id, number);
CREATE INDEX proposal_by_status ON proposal (tenant_id, status, number);
CREATE TABLE redirect (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  path        TEXT    NOT NULL,
  page_id     TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, path),
  FOREIGN KEY (tenant_id, page_id) REFERENCES page (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX redirect_by_page ON redirect (tenant_id, page_id);
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
CREATE TABLE search_document (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  document   INTEGER NOT NULL,
  entity     TEXT    NOT NULL,
  row_key    TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  PRIMARY KEY (tenant_id, document),
  UNIQUE (tenant_id, entity, row_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_document_by_title ON search_document (tenant_id, entity, title, row_key);
CREATE TABLE search_gram (
  tenant_id  TEXT  NOT NULL REFERENCES tenant (id),
  entity     TEXT  NOT NULL,
  gram       TEXT  NOT NULL,
  word       TEXT  NOT NULL,
  PRIMARY KEY (tenant_id, entity, gram, word)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE search_term USING fts5 (
  terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TABLE 'search_term_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE 'search_term_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'search_term_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
CREATE TABLE 'search_term_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE search_vector (
  number     INTEGER PRIMARY KEY,
  tenant_id  TEXT    NOT NULL,
  document   INTEGER NOT NULL,
  entity     TEXT    NOT NULL,
  -- Who made it: vectors of two models cannot be compared.
  model      TEXT    NOT NULL,
  -- See store/search/vector.rs; empty where there is no text.
  vector     BLOB    NOT NULL, coarse BLOB,
  UNIQUE (tenant_id, document),
  FOREIGN KEY (tenant_id, document) REFERENCES search_document (tenant_id, document) ON DELETE CASCADE
) STRICT;
CREATE INDEX search_vector_by_entity ON search_vector (tenant_id, entity, model, document, coarse);
CREATE TABLE search_word (
  tenant_id  TEXT  NOT NULL REFERENCES tenant (id),
  entity     TEXT  NOT NULL,
  word       TEXT  NOT NULL,
  PRIMARY KEY (tenant_id, entity, word)
) STRICT, WITHOUT ROWID;
CREATE TABLE section (
  tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
  id           TEXT    NOT NULL,
  page_id      TEXT    NOT NULL,
  template_id  TEXT    NOT NULL,
  content      TEXT    NOT NULL DEFAULT '{}',
  sort_order   INTEGER NOT NULL,
  status       TEXT    NOT NULL CHECK (status IN ('published', 'unpublished', 'draft')),
  hidden       INTEGER NOT NULL DEFAULT 0,
  version      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL, publish_at TEXT,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, page_id) REFERENCES page (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, template_id) REFERENCES section_template (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX section_by_page ON section (tenant_id, page_id, sort_order, id);
CREATE INDEX section_by_template ON section (tenant_id, template_id);
CREATE TABLE section_template (
  tenant_id    TEXT    NOT NULL REFERENCES tenant (id),
  id           TEXT    NOT NULL,
  key          TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  description  TEXT    NOT NULL,
  fields       TEXT    NOT NULL,
  example      TEXT    NOT NULL,
  version      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE service (
  tenant_id         TEXT    NOT NULL REFERENCES tenant (id),
  id                TEXT    NOT NULL,
  name              TEXT    NOT NULL,
  price_minor       INTEGER,
  currency          TEXT    NOT NULL,
  duration_minutes  INTEGER,
  description       TEXT    NOT NULL DEFAULT '',
  active            INTEGER NOT NULL DEFAULT 1,
  version           INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_by_name ON service (tenant_id, name, id);
CREATE TABLE service_rest (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  service    TEXT    NOT NULL,
  until      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, service)
) STRICT, WITHOUT ROWID;
CREATE TABLE service_use (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  service    TEXT    NOT NULL,
  span       TEXT    NOT NULL CHECK (span IN ('hour', 'day', 'month')),
  began_at   INTEGER NOT NULL,
  used       INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, service, span)
) STRICT, WITHOUT ROWID;
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
  updated_at     INTEGER NOT NULL, theme TEXT NOT NULL DEFAULT 'classic', brand TEXT NOT NULL DEFAULT '{}', logo TEXT, logo_dark TEXT, icon TEXT, locales TEXT NOT NULL DEFAULT '[]', tax TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id)
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
CREATE TABLE taint (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  agent_id   TEXT    NOT NULL,
  -- The name that the client gives itself; empty where it gives none.
  client     TEXT    NOT NULL,
  untrusted  INTEGER NOT NULL CHECK (untrusted IN (0, 1)),
  private    INTEGER NOT NULL CHECK (private IN (0, 1)),
  -- In the time of `TenantRead::now`.
  called_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, agent_id, client),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
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
CREATE INDEX target_current ON target (tenant_id, current_release_id);
CREATE UNIQUE INDEX target_name ON target (tenant_id, name);
CREATE TABLE tenant (
  id          TEXT    NOT NULL PRIMARY KEY,
  name        TEXT    NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL
, confirm TEXT NOT NULL DEFAULT 'client' CHECK (confirm IN ('client', 'human')), rates TEXT NOT NULL DEFAULT '', hook_renewals INTEGER NOT NULL DEFAULT 0, suspended_at INTEGER, templates TEXT NOT NULL DEFAULT '', calendar_renewals INTEGER NOT NULL DEFAULT 0, link_renewals INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE tenant_tool (
  tenant_id  TEXT    NOT NULL REFERENCES tenant (id),
  pattern    TEXT    NOT NULL,
  allowed    INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  PRIMARY KEY (tenant_id, pattern)
) STRICT, WITHOUT ROWID;
CREATE TABLE translation (
  tenant_id   TEXT    NOT NULL REFERENCES tenant (id),
  -- The id of what is translated, which says of which kind it is.
  thing       TEXT    NOT NULL,
  locale      TEXT    NOT NULL,
  -- The name of its table.
  entity      TEXT    NOT NULL,
  -- What people call it, and the language.
  label       TEXT    NOT NULL,
  -- Its part of the address in that language, where it has one of its own.
  slug        TEXT,
  -- { "name": "…", "content.items[0].answer": "…" }
  texts       TEXT    NOT NULL,
  -- The digest of the text that each was made from.
  sources     TEXT    NOT NULL,
  -- Parts of the address that it had before, as a JSON list.
  former      TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, thing, locale)
) STRICT, WITHOUT ROWID;
CREATE INDEX translation_by_slug ON translation (tenant_id, locale, slug);
