-- What a site looks like: { color?, accent?, headingFont?, textFont?, corners?, density?, imageTreatment? }.
ALTER TABLE site ADD COLUMN brand TEXT NOT NULL DEFAULT '{}';
-- Pictures of it, each { imageId }, as content refers to them: deleteImage, undo and the rules know that form.
ALTER TABLE site ADD COLUMN logo TEXT;
ALTER TABLE site ADD COLUMN logo_dark TEXT;
ALTER TABLE site ADD COLUMN icon TEXT;
