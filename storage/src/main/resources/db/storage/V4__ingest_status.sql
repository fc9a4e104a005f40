-- One row. Grows each time that a server becomes the one that takes new files. A transaction that
-- records files locks the row for sharing and checks it: so none of an earlier term ends after a
-- later term began.
CREATE TABLE ingest_term (
  term bigint NOT NULL
);

INSERT INTO ingest_term VALUES (0);

-- How the ingest of a dataset goes, written by the server that takes new files.
CREATE TABLE ingest_status (
  dataset_id bigint PRIMARY KEY REFERENCES datasets ON DELETE CASCADE,
  -- looks at the folder that came to an end since a server began to watch it
  completed_scans bigint NOT NULL DEFAULT 0,
  -- when the last one did, seconds since 1970; 0: none did
  last_scan_at bigint NOT NULL DEFAULT 0,
  -- why the last look failed; empty when it did not
  scan_error text NOT NULL DEFAULT '',
  -- files that cannot be taken as they are: how many, and the first of them with the reasons
  rejected_files bigint NOT NULL DEFAULT 0,
  rejected_paths text[] NOT NULL DEFAULT '{}',
  rejected_reasons text[] NOT NULL DEFAULT '{}',
  -- files that are too young to be taken: as above
  waiting_files bigint NOT NULL DEFAULT 0,
  waiting_paths text[] NOT NULL DEFAULT '{}',
  waiting_reasons text[] NOT NULL DEFAULT '{}',
  -- files that are left out because they are older than the newest file taken
  older_files bigint NOT NULL DEFAULT 0,
  -- 8 bytes a file, hashes of the paths of rejected and waiting files, big endian, ascending: these
  -- files are taken later even if they are older than the newest file taken
  pending bytea NOT NULL DEFAULT ''
);
