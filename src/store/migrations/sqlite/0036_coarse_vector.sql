-- A bit for each number of a vector, beside which all of a kind are compared first: an index has them together, so that the
-- vectors themselves are read for the best of many only. Empty where there is no text, none in vectors from before, which
-- the service is asked for again.
ALTER TABLE search_vector ADD COLUMN coarse BLOB;
DROP INDEX search_vector_by_entity;
CREATE INDEX search_vector_by_entity ON search_vector (tenant_id, entity, model, document, coarse);
