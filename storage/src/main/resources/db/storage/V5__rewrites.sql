-- Places of deleted samples whose records were cut out of the file, a Roaring bitmap in its portable
-- format; NULL: none. size_bytes and modified_nanos are those of the file as it is now, updated_at
-- stays. A record lies at its place minus the number of places before it that were cut out.
ALTER TABLE files ADD COLUMN erased bytea;
-- The deleted samples are to be cut out of the file.
ALTER TABLE files ADD COLUMN erasing boolean NOT NULL DEFAULT false;

CREATE INDEX files_to_rewrite ON files (dataset_id) WHERE erasing;

-- What a file is about to become; the row goes when "files" says that it is so. Whoever finds it
-- sees from the file's size whether the file was replaced.
CREATE TABLE rewrites (
  file_id bigint PRIMARY KEY REFERENCES files ON DELETE CASCADE,
  -- as in "files", afterwards
  erased bytea NOT NULL,
  size_bytes bigint NOT NULL
);
