-- The point of a picture that no crop may hide: { "x", "y" }, from 0 to 1 from its left and from its top.
ALTER TABLE image ADD COLUMN focus TEXT;
