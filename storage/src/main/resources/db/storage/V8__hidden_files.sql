-- Whether files and folders whose names begin with a dot are ingested. They were before, so datasets
-- that have such files keep them.
ALTER TABLE datasets ADD COLUMN include_hidden boolean NOT NULL DEFAULT false;

UPDATE datasets SET include_hidden = true
WHERE EXISTS (
  SELECT FROM files WHERE files.dataset_id = datasets.dataset_id AND path ~ '(^|/)\.');
