package org.modyn.common.config.pipeline.trigger.drift;

import org.modyn.common.config.schema.Name;

/** The alternative to the hypothesis that both windows have the same distribution. */
public enum Alternative {
  @Name("two-sided")
  TWO_SIDED,
  LESS,
  GREATER
}
