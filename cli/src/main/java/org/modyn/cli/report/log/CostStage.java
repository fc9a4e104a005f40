package org.modyn.cli.report.log;

import java.util.Optional;

/** The work that a pipeline does for a trigger. The stages do not overlap. */
public enum CostStage {
  /** Reading new samples from storage. */
  FETCH("fetch"),
  /** Evaluating the triggering policy. */
  TRIGGER_POLICY("trigger policy"),
  /** Sending samples to the selector, and computing the training set. */
  SELECTION("selection"),
  /** Scoring samples with the model, and choosing those to train on. */
  DOWNSAMPLING("downsampling"),
  /** Training, and waiting for a free device. */
  TRAINING("training"),
  /** Storing the trained model. */
  STORING("storing"),
  /** Evaluations that the pipeline waits for after a training. */
  EVALUATION("evaluation"),
  /** Evaluations of the model after the pipeline; models may be evaluated at the same time. */
  FINAL_EVALUATION("final evaluation");

  private final String label;

  CostStage(String label) {
    this.label = label;
  }

  /** The name for headings. */
  public String label() {
    return label;
  }

  /**
   * The cost that the duration of a stage of a pipeline counts as; empty for stages that contain
   * others, and for waiting. Fetching, downsampling and the final evaluation have other sources.
   */
  static Optional<CostStage> ofRun(String stage) {
    return switch (stage) {
      case "EVALUATE_TRIGGER_POLICY" -> Optional.of(TRIGGER_POLICY);
      case "INFORM_SELECTOR_ABOUT_TRIGGER", "INFORM_SELECTOR_REMAINING_DATA" ->
          Optional.of(SELECTION);
      case "TRAIN" -> Optional.of(TRAINING);
      case "STORE_TRAINED_MODEL" -> Optional.of(STORING);
      case "EVALUATE" -> Optional.of(EVALUATION);
      default -> Optional.empty();
    };
  }
}
