-- Whether the files of the trigger's training set have been, or are being, deleted.
ALTER TABLE triggers ADD COLUMN cleaned boolean NOT NULL DEFAULT false;

-- Whether the pipeline is being forgotten; its row is deleted last.
ALTER TABLE pipelines ADD COLUMN unregistering boolean NOT NULL DEFAULT false;
