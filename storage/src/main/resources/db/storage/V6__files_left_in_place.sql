-- All samples of the file are deleted, but it changed after it was ingested and is not removed. The
-- row keeps the path, so that no scan ingests the file until a rescan is requested.
ALTER TABLE files ADD COLUMN left_in_place boolean NOT NULL DEFAULT false;
