-- Files to ingest again, for which a rescan was requested. Each is ingested even if it is older than
-- the newest file; then its row goes.
CREATE TABLE rescanned_files (
  dataset_id bigint NOT NULL REFERENCES datasets ON DELETE CASCADE,
  -- as in "files"
  path text NOT NULL,
  PRIMARY KEY (dataset_id, path)
);
