-- The samples of a trigger that the model of irreducible losses is trained on, in one or two sets.
CREATE TABLE holdout_sets (
    pipeline_id    integer NOT NULL,
    trigger_id     integer NOT NULL,
    -- from 1
    holdout        integer NOT NULL CHECK (holdout > 0),
    num_keys       bigint NOT NULL,
    num_partitions integer NOT NULL,
    PRIMARY KEY (pipeline_id, trigger_id, holdout),
    FOREIGN KEY (pipeline_id, trigger_id) REFERENCES triggers ON DELETE CASCADE
);

-- The holdout set that the partition belongs to; 0: the trigger training set.
ALTER TABLE trigger_partitions ADD COLUMN holdout integer NOT NULL DEFAULT 0;
ALTER TABLE trigger_partitions DROP CONSTRAINT trigger_partitions_pkey;
ALTER TABLE trigger_partitions ADD PRIMARY KEY (pipeline_id, trigger_id, holdout, partition_id);
