-- The id of the request that started the pipeline: a repeated one starts no second pipeline.
ALTER TABLE pipelines ADD COLUMN request_id text UNIQUE;
-- false until the pipeline is queued for the first time
ALTER TABLE pipelines ADD COLUMN registered boolean NOT NULL DEFAULT true;
