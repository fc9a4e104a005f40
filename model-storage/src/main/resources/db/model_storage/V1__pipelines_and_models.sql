CREATE TABLE pipelines (
    pipeline_id   integer PRIMARY KEY,
    -- the pipeline's section model_storage as JSON, with every default filled in
    model_storage text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now()
);

-- A model's file is named by its id, so an id is never given twice.
CREATE SEQUENCE model_ids AS integer;

CREATE TABLE models (
    model_id            integer PRIMARY KEY,
    pipeline_id         integer NOT NULL REFERENCES pipelines,
    trigger_id          integer NOT NULL,
    model_class         text NOT NULL,
    -- JSON objects
    model_configuration text NOT NULL,
    provenance          text NOT NULL,
    -- of the whole model in the safetensors format
    size_bytes          bigint NOT NULL,
    sha256              bytea NOT NULL CHECK (length(sha256) = 32),
    stored_at           timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX models_by_trigger ON models (pipeline_id, trigger_id);
