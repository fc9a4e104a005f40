-- Every pipeline that was ever started. The id is the pipeline's name at all other servers.
CREATE TABLE pipelines (
    pipeline_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    -- the pipeline file, as JSON
    configuration json NOT NULL,
    -- seconds since 1970
    start_replay_at integer,
    stop_replay_at integer,
    maximum_triggers integer,
    status text NOT NULL CHECK (status IN ('running', 'completed', 'failed', 'cancelled')),
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    -- one line; set when the status is failed or cancelled
    error text,
    log_path text NOT NULL DEFAULT ''
);
