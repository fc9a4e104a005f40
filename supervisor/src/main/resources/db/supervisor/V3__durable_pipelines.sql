-- A pipeline continues after a restart of the supervisor from its stored position.
ALTER TABLE pipelines DROP CONSTRAINT pipelines_status_check;
ALTER TABLE pipelines ADD CONSTRAINT pipelines_status_check
    CHECK (status IN ('queued', 'running', 'paused', 'completed', 'failed', 'cancelled', 'stopped'));
-- unique among all pipelines of all databases; part of the ids of requests to other servers
ALTER TABLE pipelines ADD COLUMN run_id uuid NOT NULL DEFAULT gen_random_uuid();
-- the storage's ingest position at the start
ALTER TABLE pipelines ADD COLUMN start_position bigint NOT NULL DEFAULT 0;
ALTER TABLE pipelines ADD COLUMN selector_batch_size integer NOT NULL DEFAULT 128;

-- Pipelines of earlier versions have no position to continue from.
UPDATE pipelines SET status = 'failed', error = 'the supervisor ended while the pipeline was running', ended_at = now()
WHERE status = 'running';

CREATE TABLE pipeline_positions (
    pipeline_id integer PRIMARY KEY REFERENCES pipelines ON DELETE CASCADE,
    -- a PipelinePosition, as JSON
    position json NOT NULL
);

-- The rows of the pipeline log, in the order in which the runs of stages ended.
CREATE TABLE stage_runs (
    id bigint GENERATED ALWAYS AS IDENTITY,
    pipeline_id integer NOT NULL REFERENCES pipelines ON DELETE CASCADE,
    run json NOT NULL,
    PRIMARY KEY (pipeline_id, id)
);

-- The durable events, in order.
CREATE TABLE pipeline_events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    pipeline_id integer NOT NULL REFERENCES pipelines ON DELETE CASCADE,
    event json NOT NULL,
    PRIMARY KEY (pipeline_id, id)
);

CREATE TABLE trained_models (
    pipeline_id integer NOT NULL REFERENCES pipelines ON DELETE CASCADE,
    trigger_id integer NOT NULL,
    training_id integer NOT NULL,
    model_id integer NOT NULL,
    -- of the samples since the previous trigger; seconds since 1970, inclusive
    first_timestamp bigint NOT NULL,
    last_timestamp bigint NOT NULL,
    PRIMARY KEY (pipeline_id, trigger_id)
);

-- One row. A supervisor that becomes active starts a new term; transactions of an earlier term fail.
CREATE TABLE supervisor_term (
    term bigint NOT NULL
);
INSERT INTO supervisor_term VALUES (0);
