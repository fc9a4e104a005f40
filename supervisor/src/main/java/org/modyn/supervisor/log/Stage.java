package org.modyn.supervisor.log;

import java.util.List;

/**
 * The stages of a pipeline. The log uses the names of the constants, status messages the titles;
 * both are those that clients and analysis tools of the original expect.
 */
public enum Stage {
  MAIN("Pipeline entrypoint", false),
  INIT("Initialize pipeline executor", false),
  INIT_CLUSTER_CONNECTION("Initialize cluster connection", true),
  REPLAY_DATA("Replay data", true),
  REPLAY_DATA_DONE("Replay data done", false),
  SERVE_ONLINE_DATA("Serve online data", true),
  FETCH_NEW_DATA("Fetch new data", true),
  WAIT_FOR_NEW_DATA("Wait for new data", true),
  PROCESS_NEW_DATA("Process new data", true),
  PROCESS_NEW_DATA_BATCH("Process new data batch", true),
  EVALUATE_TRIGGER_POLICY("Evaluate trigger on batch", true),
  HANDLE_TRIGGERS("Handle triggers within batch", true),
  INFORM_SELECTOR_REMAINING_DATA("Inform selector about remaining data", true),
  NEW_DATA_HANDLED("New data handled", false),
  HANDLE_SINGLE_TRIGGER("Handle single trigger", true),
  INFORM_SELECTOR_ABOUT_TRIGGER("Inform selector and trigger", true),
  TRAIN_AND_STORE_MODEL("Train and store model", true),
  TRAIN("Run training", true),
  WAIT_FOR_TRAINING_COMPLETION("Wait for training completion", false),
  TRAINING_COMPLETED("Training completed 🚀", true),
  STORE_TRAINED_MODEL("Store trained model", true),
  EVALUATE("Run evaluation", true),
  EVALUATE_MULTI("Run multiple interval evaluations for one model", false),
  DONE("Pipeline done", true),
  POST_EVALUATION_CHECKPOINT("Save pipeline metadata as checkpoint", false),
  POST_EVALUATION("Post pipeline evaluation", false),
  EXIT("Exit", true);

  private final String title;
  private final boolean recorded;

  Stage(String title, boolean recorded) {
    this.title = title;
    this.recorded = recorded;
  }

  /** Returns the title for status messages. */
  public String title() {
    return title;
  }

  /** Returns whether runs of the stage are logged. */
  public boolean isRecorded() {
    return recorded;
  }

  /** Returns the stages that it is part of. */
  List<Stage> parents() {
    return switch (this) {
      case MAIN -> List.of();
      case INIT,
          INIT_CLUSTER_CONNECTION,
          REPLAY_DATA,
          SERVE_ONLINE_DATA,
          DONE,
          POST_EVALUATION_CHECKPOINT,
          POST_EVALUATION,
          EXIT ->
          List.of(MAIN);
      case FETCH_NEW_DATA, WAIT_FOR_NEW_DATA -> List.of(SERVE_ONLINE_DATA);
      case PROCESS_NEW_DATA -> List.of(REPLAY_DATA, FETCH_NEW_DATA);
      case PROCESS_NEW_DATA_BATCH -> List.of(PROCESS_NEW_DATA);
      case EVALUATE_TRIGGER_POLICY, HANDLE_TRIGGERS, INFORM_SELECTOR_REMAINING_DATA ->
          List.of(PROCESS_NEW_DATA_BATCH);
      case HANDLE_SINGLE_TRIGGER -> List.of(HANDLE_TRIGGERS);
      case INFORM_SELECTOR_ABOUT_TRIGGER, TRAIN_AND_STORE_MODEL, EVALUATE ->
          List.of(HANDLE_SINGLE_TRIGGER);
      case TRAIN, TRAINING_COMPLETED, STORE_TRAINED_MODEL -> List.of(TRAIN_AND_STORE_MODEL);
      case REPLAY_DATA_DONE, NEW_DATA_HANDLED, WAIT_FOR_TRAINING_COMPLETION, EVALUATE_MULTI ->
          List.of();
    };
  }

  /** Returns whether it is a stage of the state machine, not only a title in status messages. */
  boolean isStep() {
    return this == MAIN || !parents().isEmpty();
  }
}
