-- A pipeline that was stopped on request is 'stopped'; one that was stopped with its supervisor is
-- 'cancelled'.
ALTER TABLE pipelines DROP CONSTRAINT pipelines_status_check;
ALTER TABLE pipelines ADD CONSTRAINT pipelines_status_check
    CHECK (status IN ('running', 'completed', 'failed', 'cancelled', 'stopped'));

-- Triggers whose model is trained and stored. Known when the pipeline has ended, unless the
-- supervisor died before.
ALTER TABLE pipelines ADD COLUMN triggers integer;
