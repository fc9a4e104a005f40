-- The dataset whose deleted samples are left out of training sets; empty: unknown.
ALTER TABLE pipelines ADD COLUMN dataset_id text NOT NULL DEFAULT '';
