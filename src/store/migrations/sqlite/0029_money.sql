-- What is bought and what is paid: orders with a number, a date, discounts and tax; payments; quotes and invoices.

-- { taxId?, vatId?, registration?, smallBusiness?, rates?, included?, numbering?, paymentDays?, iban?, paper?, terms?, exemption? }
ALTER TABLE site ADD COLUMN tax TEXT NOT NULL DEFAULT '{}';

-- Counted from 1 in each business: how people name an order.
ALTER TABLE customer_order ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
-- What it is in a few words: its number, its first line, how many more.
ALTER TABLE customer_order ADD COLUMN title TEXT NOT NULL DEFAULT '';
-- Days, as 2026-11-30.
ALTER TABLE customer_order ADD COLUMN ordered_on TEXT NOT NULL DEFAULT '1970-01-01';
ALTER TABLE customer_order ADD COLUMN due_on TEXT;
-- Off the whole order: an amount, or a percentage as 12.5.
ALTER TABLE customer_order ADD COLUMN discount_minor INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor >= 0);
ALTER TABLE customer_order ADD COLUMN discount_percent TEXT NOT NULL DEFAULT '0';
-- Whether the prices of its lines have the tax in them. The total always has it.
ALTER TABLE customer_order ADD COLUMN tax_included INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer_order ADD COLUMN tax_minor INTEGER NOT NULL DEFAULT 0 CHECK (tax_minor >= 0);

ALTER TABLE order_item ADD COLUMN discount_minor INTEGER NOT NULL DEFAULT 0 CHECK (discount_minor >= 0);
ALTER TABLE order_item ADD COLUMN discount_percent TEXT NOT NULL DEFAULT '0';
-- A percentage: 19, 5.5.
ALTER TABLE order_item ADD COLUMN tax_rate TEXT NOT NULL DEFAULT '0';

-- Orders that are there are numbered in the order in which they were made, of the day on which they were.
UPDATE customer_order AS o SET
  number = (SELECT count(*) FROM customer_order e WHERE e.tenant_id = o.tenant_id AND e.id <= o.id),
  ordered_on = date(o.created_at / 1000, 'unixepoch');
UPDATE customer_order AS o SET title = number || ': ' || coalesce(
  (SELECT i.title FROM order_item i WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id
   ORDER BY i.sort_order, i.id LIMIT 1), '') || coalesce(
  (SELECT CASE WHEN count(*) > 1 THEN ' and ' || (count(*) - 1) || ' more' ELSE '' END FROM order_item i
   WHERE i.tenant_id = o.tenant_id AND i.order_id = o.id), '');
CREATE UNIQUE INDEX customer_order_by_number ON customer_order (tenant_id, number);

-- Money that came in, or went back: then the amount is negative and has a reason.
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

-- Quotes, deposit invoices, invoices and credit notes. With its number a document is issued, and stays as it is.
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
CREATE INDEX invoice_by_order ON invoice (tenant_id, order_id, id);
CREATE INDEX invoice_by_corrected ON invoice (tenant_id, corrects_id);

-- An issued document is not changed: a mistake is put right by a credit note. A quote can be answered.
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
