-- What pipelines with the storage backend "database" have seen: a partition a pipeline, made and
-- dropped with it, with sub-partitions by a hash of the key. A sample counts only when seen_ranges
-- has its position; others are left over from an insertion that was interrupted.
CREATE TABLE seen_samples (
    pipeline_id integer NOT NULL,
    trigger_id  integer NOT NULL,
    -- order of arrival in the pipeline, from 0
    position    bigint NOT NULL,
    key         bigint NOT NULL,
    -- seconds since 1970
    timestamp   bigint NOT NULL,
    label       bigint NOT NULL
) PARTITION BY LIST (pipeline_id);

-- The positions of the samples that were seen in a trigger; ranges follow each other without gaps.
CREATE TABLE seen_ranges (
    pipeline_id    integer NOT NULL REFERENCES pipelines ON DELETE CASCADE,
    trigger_id     integer NOT NULL,
    first_position bigint NOT NULL,
    -- exclusive
    end_position   bigint NOT NULL CHECK (end_position > first_position),
    PRIMARY KEY (pipeline_id, trigger_id)
);
