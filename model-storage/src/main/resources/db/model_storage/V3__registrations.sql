-- The id of the request that registered the pipeline; empty: it had none.
ALTER TABLE pipelines ADD COLUMN request_id text NOT NULL DEFAULT '';
