package org.modyn.common.config.pipeline.training;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Checkpoints during a training. */
@Description("Checkpoints during a training")
public record CheckpointingConfig(
    @Description("Whether to write checkpoints") boolean activated,
    @Description("Number of batches between two checkpoints") Optional<Integer> interval,
    @Description("Directory for checkpoints, on the trainer server's machine") Optional<Path> path,
    @Description("Number of newest checkpoints of a training to keep; 0 keeps all; default: 2")
        @Minimum(0)
        @OmittedWhenEmpty
        Optional<Integer> checkpointsKept,
    @Description(
            "Whether checkpoints include the state that is needed to resume a training; false: they"
                + " contain only the model, and a training fails if its server is killed; default:"
                + " true")
        @OmittedWhenEmpty
        Optional<Boolean> saveOptimizerState) {

  /** Returns the configuration without checkpoints. */
  public static CheckpointingConfig none() {
    return new CheckpointingConfig(
        false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Rule
  static void checkpointsNeedAnInterval(
      boolean activated, Optional<Integer> interval, Violations violations) {
    if (activated && interval.isEmpty()) {
      violations.add("interval", "is required when activated is true");
    }
  }

  @Rule
  static void checkpointsNeedAPath(boolean activated, Optional<Path> path, Violations violations) {
    if (activated && path.isEmpty()) {
      violations.add("path", "is required when activated is true");
    }
  }
}
