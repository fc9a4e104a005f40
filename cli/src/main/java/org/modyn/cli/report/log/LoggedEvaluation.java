package org.modyn.cli.report.log;

import java.util.ArrayList;
import java.util.List;

/** One evaluation while it is read. Reused for the next one. */
final class LoggedEvaluation {
  static final byte UNKNOWN = -1;

  int modelId;
  String handler;
  String dataset;
  long start;
  long end;

  /** 1, 0 or UNKNOWN. */
  byte isActive;

  byte isTrained;

  /** Null on success. */
  String failure;

  final List<String> metrics = new ArrayList<>();
  final List<Double> values = new ArrayList<>();
  final List<String> reasons = new ArrayList<>();

  void clear() {
    modelId = -1;
    handler = "";
    dataset = "";
    start = 0;
    end = EvaluationSeries.NO_END;
    isActive = UNKNOWN;
    isTrained = UNKNOWN;
    failure = null;
    metrics.clear();
    values.clear();
    reasons.clear();
  }
}
