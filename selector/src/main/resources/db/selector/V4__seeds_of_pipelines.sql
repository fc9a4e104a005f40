-- A pipeline's random choices depend on the seed in its own row alone. Pipelines that chose by the
-- seed of all pipelines until now keep on choosing by it.
UPDATE pipelines SET seed = selector_seed.seed FROM selector_seed;

-- At most one row: the seed of pipelines that are registered without one of their own.
ALTER TABLE selector_seed RENAME TO default_seed;
