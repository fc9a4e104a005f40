CREATE TABLE datasets (
  dataset_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  description text NOT NULL,
  version text NOT NULL,
  base_path text NOT NULL,
  filesystem_wrapper_type text NOT NULL,
  file_wrapper_type text NOT NULL,
  file_wrapper_config text NOT NULL,
  ignore_last_timestamp boolean NOT NULL,
  -- seconds between two looks at the folder
  file_watcher_interval bigint NOT NULL,
  -- the first key of the next file; raised in the transaction that records files
  next_key bigint NOT NULL DEFAULT 1
);

-- One row a file: the samples of a file have the keys first_key to first_key + number_of_samples - 1.
CREATE TABLE files (
  -- grows with each row of a dataset: rows are written while the dataset's row is locked
  file_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset_id bigint NOT NULL REFERENCES datasets ON DELETE CASCADE,
  -- relative to the dataset's base_path
  path text NOT NULL,
  first_key bigint NOT NULL,
  number_of_samples bigint NOT NULL CHECK (number_of_samples > 0),
  -- modification time in seconds: the timestamp of all samples of the file
  updated_at bigint NOT NULL,
  -- modification time in nanoseconds, and size: whether the file is still the one that was taken
  modified_nanos bigint NOT NULL,
  size_bytes bigint NOT NULL,
  -- the samples' labels, one after the other, little endian, each of label_width bytes
  label_width smallint NOT NULL CHECK (label_width IN (1, 2, 4, 8)),
  labels bytea NOT NULL,
  UNIQUE (dataset_id, path),
  UNIQUE (dataset_id, first_key)
);

CREATE INDEX files_of_dataset ON files (dataset_id, file_id);
