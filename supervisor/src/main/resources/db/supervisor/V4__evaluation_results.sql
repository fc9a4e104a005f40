-- Each row is the evaluation of one model on one interval of one dataset. A repeated evaluation replaces
-- the row.
CREATE TABLE evaluations (
    evaluation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipeline_id integer NOT NULL REFERENCES pipelines ON DELETE CASCADE,
    handler text NOT NULL,
    dataset_id text NOT NULL,
    model_id integer NOT NULL,
    trigger_id integer NOT NULL,
    training_id integer NOT NULL,
    -- seconds since 1970, inclusive
    interval_start bigint NOT NULL,
    -- seconds since 1970, exclusive; null: the end of the dataset
    interval_end bigint,
    -- null for evaluations after a training
    currently_active_model boolean,
    currently_trained_model boolean,
    -- the number of samples in the interval; 0 if the evaluation failed
    dataset_size bigint NOT NULL,
    -- for example EMPTY_DATASET; null if there are metrics
    failure_reason text,
    evaluated_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX evaluations_key ON evaluations
    (pipeline_id, handler, dataset_id, model_id, interval_start, COALESCE(interval_end, 9223372036854775807));

CREATE TABLE evaluation_metrics (
    evaluation_id bigint NOT NULL REFERENCES evaluations ON DELETE CASCADE,
    -- from 0, in the order of the pipeline file
    position smallint NOT NULL,
    name text NOT NULL,
    -- null if the metric is undefined on the interval
    value double precision,
    -- a clause that completes "undefined because"; null if there is a value, or no reason is known
    undefined_reason text,
    PRIMARY KEY (evaluation_id, position)
);
