package org.modyn.common.config.pipeline;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.InvalidFieldException;

/** Checkpoints during a training. */
public record CheckpointingConfig(
    @Description("Whether there are checkpoints") boolean activated,
    @Description("Batches between two checkpoints") Optional<Integer> interval,
    @Description("Folder for checkpoints, on the trainer server's machine") Optional<Path> path) {

  public CheckpointingConfig {
    if (activated && interval.isEmpty()) {
      throw new InvalidFieldException("interval", "is required when activated is true");
    }
    if (activated && path.isEmpty()) {
      throw new InvalidFieldException("path", "is required when activated is true");
    }
  }
}
