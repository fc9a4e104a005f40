-- A model that is sent again with the same request id is stored once.
ALTER TABLE models ADD COLUMN request_id text UNIQUE;
