-- The active supervisor, for the messages of its standbys; empty: unknown.
ALTER TABLE supervisor_term ADD COLUMN holder text NOT NULL DEFAULT '';
