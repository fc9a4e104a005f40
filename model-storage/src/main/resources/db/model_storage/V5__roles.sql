-- MAIN: the model of the pipeline; IRREDUCIBLE_LOSS: the model that its downsampling uses.
ALTER TABLE models ADD COLUMN role text NOT NULL DEFAULT 'MAIN';
