-- How many samples the file of trained samples has; null: the training did not record them.
ALTER TABLE models ADD COLUMN trained_samples bigint;
