-- The log of each trigger as JSON, returned again when the request is repeated; null for triggers of
-- earlier versions.
ALTER TABLE triggers ADD COLUMN log text;

-- The id of the request that registered the pipeline; empty: it had none.
ALTER TABLE pipelines ADD COLUMN request_id text NOT NULL DEFAULT '';
