CREATE TABLE pipelines (
    pipeline_id        integer PRIMARY KEY,
    -- as JSON, with every default filled in
    selection_strategy text NOT NULL,
    num_workers        integer NOT NULL CHECK (num_workers > 0),
    -- of the pipeline's random generator, unless the selector has been seeded
    seed               bigint NOT NULL,
    registered_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE triggers (
    pipeline_id    integer NOT NULL REFERENCES pipelines ON DELETE CASCADE,
    -- counts from 0 in each pipeline, without gaps
    trigger_id     integer NOT NULL,
    num_keys       bigint NOT NULL,
    num_partitions integer NOT NULL,
    -- how many samples the pipeline had seen, the trigger's own included
    samples_seen   bigint NOT NULL,
    triggered_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (pipeline_id, trigger_id)
);

CREATE TABLE trigger_partitions (
    pipeline_id  integer NOT NULL,
    trigger_id   integer NOT NULL,
    partition_id integer NOT NULL,
    num_keys     integer NOT NULL,
    PRIMARY KEY (pipeline_id, trigger_id, partition_id),
    FOREIGN KEY (pipeline_id, trigger_id) REFERENCES triggers ON DELETE CASCADE
);

-- At most one row: the seed of all pipelines' random generators.
CREATE TABLE selector_seed (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seed     integer NOT NULL
);
