-- What would leave with a proposal, whole: to whom, and every part of it. The digest covers it.
ALTER TABLE proposal ADD COLUMN departure TEXT;

-- What a question could not show whole, for whoever reads it elsewhere before they answer.
ALTER TABLE confirmation ADD COLUMN shown TEXT;
