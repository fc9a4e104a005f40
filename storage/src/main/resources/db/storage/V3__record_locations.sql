-- Where the records of a file lie, in the format of the dataset's file wrapper; empty when they can
-- be found without. Compact already, and read as a whole when the file is opened.
ALTER TABLE files ADD COLUMN locations bytea NOT NULL DEFAULT '';
ALTER TABLE files ALTER COLUMN locations SET STORAGE EXTERNAL;
