package org.modyn.benchmarks.faults;

import java.util.Optional;
import org.modyn.supervisor.log.Stage;

/** When a kill is made, in the order in which a pipeline reaches the moments for the first time. */
enum Moment {
  /** While {@code start_pipeline} is called. */
  SUBMISSION,
  CONNECTION,
  FETCH,
  TRIGGERS,
  TRAINING_SET,
  TRAINING,
  STORE,
  EVALUATION,
  /** The evaluations at the end of a replay, or the time in which a pipeline has no new data. */
  REST;

  /** Returns the stage whose start the kill follows; empty for {@link #SUBMISSION}. */
  Optional<Stage> stage(Scenario scenario) {
    return switch (this) {
      case SUBMISSION -> Optional.empty();
      case CONNECTION -> Optional.of(Stage.INIT_CLUSTER_CONNECTION);
      case FETCH -> Optional.of(Stage.PROCESS_NEW_DATA);
      case TRIGGERS -> Optional.of(Stage.HANDLE_TRIGGERS);
      case TRAINING_SET -> Optional.of(Stage.INFORM_SELECTOR_ABOUT_TRIGGER);
      case TRAINING -> Optional.of(Stage.TRAIN);
      case STORE -> Optional.of(Stage.STORE_TRAINED_MODEL);
      case EVALUATION -> Optional.of(Stage.EVALUATE);
      case REST ->
          Optional.of(scenario.isReplay() ? Stage.POST_EVALUATION : Stage.WAIT_FOR_NEW_DATA);
    };
  }

  /** Returns the part of a pipeline that it belongs to; the parts follow each other. */
  int phase() {
    return switch (this) {
      case SUBMISSION -> 0;
      case CONNECTION -> 1;
      case FETCH -> 2;
      case TRIGGERS, TRAINING_SET, TRAINING, STORE, EVALUATION -> 3;
      case REST -> 4;
    };
  }
}
