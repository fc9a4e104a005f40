-- True from the moment that the dataset is deleted until its files are gone, too.
ALTER TABLE datasets ADD COLUMN deleting boolean NOT NULL DEFAULT false;
-- Raised, while the dataset's row is locked, with every change to files that are there already.
ALTER TABLE datasets ADD COLUMN change_number bigint NOT NULL DEFAULT 0;
-- Who knows less than this change has to read all files again: rows of removed files are gone.
ALTER TABLE datasets ADD COLUMN forgotten_change bigint NOT NULL DEFAULT 0;

-- The dataset's change_number when the file was changed last; 0: as it was taken.
ALTER TABLE files ADD COLUMN change_number bigint NOT NULL DEFAULT 0;
-- Places of the deleted samples, a Roaring bitmap in its portable format; NULL: none.
ALTER TABLE files ADD COLUMN deleted bytea;
-- All samples are deleted, and the file is to be removed; it has no labels and locations any more.
ALTER TABLE files ADD COLUMN removing boolean NOT NULL DEFAULT false;
-- When the file was removed. The row stays for a while, without a path, so that all servers notice.
ALTER TABLE files ADD COLUMN removed_at timestamptz;
ALTER TABLE files ALTER COLUMN path DROP NOT NULL;
ALTER TABLE files ADD CHECK (path IS NOT NULL OR removed_at IS NOT NULL);

CREATE INDEX changed_files ON files (dataset_id, change_number) WHERE change_number > 0;
CREATE INDEX files_to_remove ON files (dataset_id) WHERE removing;
CREATE INDEX removed_files ON files (dataset_id, removed_at) WHERE removed_at IS NOT NULL;
