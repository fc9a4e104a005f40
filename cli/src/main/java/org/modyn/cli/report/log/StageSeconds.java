package org.modyn.cli.report.log;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The seconds of each stage. */
public record StageSeconds(Map<CostStage, Double> seconds) {
  static final StageSeconds NONE = new StageSeconds(new EnumMap<>(CostStage.class));

  public StageSeconds {
    seconds = Collections.unmodifiableMap(new EnumMap<>(seconds));
  }

  /** 0 for a stage that did not run. */
  public double of(CostStage stage) {
    return seconds.getOrDefault(stage, 0.0);
  }

  /** All stages together. */
  public double total() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
