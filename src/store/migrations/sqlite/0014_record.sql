-- Whose word a contact's name is: `whatsapp` where it is what somebody who wrote calls themselves, nothing where people
-- of the business gave it.
ALTER TABLE contact ADD COLUMN name_from TEXT CHECK (name_from IN ('whatsapp'));

-- Who came by a message and has kept that name since. Numbers that stand for a name are nobody's words.
UPDATE contact SET name_from = 'whatsapp'
WHERE name NOT GLOB '+[0-9]*' AND EXISTS (
  SELECT 1 FROM change_row r JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
  WHERE r.tenant_id = contact.tenant_id AND r.entity = 'contact' AND r.row_key = contact.id AND r.op = 'insert'
    AND c.tool IN ('hook:whatsapp', 'cli:whatsapp import') AND json_extract(r.after, '$.name') = contact.name);
