-- Whether the model was deleted at the model storage after the end of the pipeline.
ALTER TABLE trained_models ADD COLUMN deleted boolean NOT NULL DEFAULT false;
