-- Mail: a conversation of its own with each contact, messages with a subject and with files, and where mail leaves.

-- A CHECK that has no name is changed in the text of the schema; see 0017_identity.sql.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'CHECK (channel IN (''whatsapp'', ''form''))', 'CHECK (channel IN (''whatsapp'', ''form'', ''email''))')
WHERE type = 'table' AND name = 'conversation';
PRAGMA writable_schema = RESET;
CREATE UNIQUE INDEX conversation_by_email ON conversation (tenant_id, contact_id) WHERE channel = 'email';

-- Of a mail.
ALTER TABLE message ADD COLUMN subject TEXT;
-- What went with it: `[{ name, bytes, invoiceId?, imageId? }]`.
ALTER TABLE message ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]';
-- The quote or invoice that went with it: by it a document is known to be sent.
ALTER TABLE message ADD COLUMN invoice_id TEXT;
CREATE INDEX message_by_invoice ON message (tenant_id, invoice_id) WHERE invoice_id IS NOT NULL;

-- Of a connection, what is no secret: of mail the server, the user and the sender, as JSON.
ALTER TABLE integration ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
