-- The last transaction that stored records of the pipeline: one whose connection broke while it was
-- committed is repeated, and has to be recognized.
ALTER TABLE pipeline_positions ADD COLUMN last_transaction uuid;
