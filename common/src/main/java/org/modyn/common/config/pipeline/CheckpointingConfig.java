package org.modyn.common.config.pipeline;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.config.Rules;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Checkpoints during a training. */
@Description("Checkpoints during a training")
public record CheckpointingConfig(
    @Description("Whether there are checkpoints") boolean activated,
    @Description("Batches between two checkpoints") Optional<Integer> interval,
    @Description("Folder for checkpoints, on the trainer server's machine") Optional<Path> path,
    @Description("How many of the newest checkpoints of a training stay; 0: all; default: 2")
        @Minimum(0)
        @OmittedWhenEmpty
        Optional<Integer> checkpointsKept,
    @Description(
            "Whether checkpoints have what a training needs to be resumed; false: they have the"
                + " model only, and a training whose server is killed fails; default: true")
        @OmittedWhenEmpty
        Optional<Boolean> saveOptimizerState) {

  public CheckpointingConfig {
    Rules.check(
        CheckpointingConfig.class, activated, interval, path, checkpointsKept, saveOptimizerState);
  }

  /** Without checkpoints. */
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
