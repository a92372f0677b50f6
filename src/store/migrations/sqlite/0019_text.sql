-- Words are folded and taken apart as Unicode says, in their own script, and phone numbers are found by their parts:
-- every tenant is indexed anew when the file is opened next (`tenants_to_complete`).
DELETE FROM search_document;
DELETE FROM search_word;
DELETE FROM search_gram;
INSERT INTO search_term (search_term) VALUES ('delete-all');
-- Titles stand folded in the index, so lists by name are read in the order of this one.
CREATE INDEX search_document_by_title ON search_document (tenant_id, entity, title, row_key);
