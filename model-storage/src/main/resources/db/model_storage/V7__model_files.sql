-- The name of the file with the weights, in the directory of the pipeline; null: <model_id>.safetensors.
ALTER TABLE models ADD COLUMN file_name text;
-- The size of that file; null: size_bytes.
ALTER TABLE models ADD COLUMN stored_bytes bigint;
-- The model that the file is a difference from; null: the file has the whole model.
ALTER TABLE models ADD COLUMN base_model_id integer REFERENCES models;
CREATE INDEX models_by_base ON models (base_model_id) WHERE base_model_id IS NOT NULL;
