package org.modyn.ml.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.config.FieldProblems;

/** The metrics of an evaluation. Immutable. */
public final class EvaluationMetrics {
  private final List<MetricDefinition> definitions;

  /**
   * @param definitions with distinct names
   */
  public EvaluationMetrics(List<MetricDefinition> definitions) {
    this.definitions = withSharedTransformers(definitions);
    Set<String> names = new HashSet<>();
    for (MetricDefinition definition : definitions) {
      if (!names.add(definition.name())) {
        throw new IllegalArgumentException("there are two metrics " + definition.name());
      }
    }
  }

  /** Metrics with the same text of a function use the same transformer. */
  private static List<MetricDefinition> withSharedTransformers(List<MetricDefinition> definitions) {
    Map<Optional<String>, Optional<EvaluationTransformer>> transformers = new HashMap<>();
    List<MetricDefinition> shared = new ArrayList<>();
    for (MetricDefinition definition : definitions) {
      shared.add(
          new MetricDefinition(
              definition.config(),
              transformers.computeIfAbsent(
                  definition.config().evaluationTransformerFunction(),
                  text -> definition.transformer())));
    }
    return List.copyOf(shared);
  }

  /**
   * Checks whether the metrics can be computed from a number of outputs.
   *
   * @param outputs the number of a model's outputs per sample, at least 1
   * @param section the list of metrics in the pipeline file
   * @param problems receives the problems, by field
   */
  public void checkFit(int outputs, String section, FieldProblems problems) {
    for (int index = 0; index < definitions.size(); index++) {
      String field = String.format(Locale.ROOT, "%s[%d]", section, index);
      OutputFit.problem(definitions.get(index), outputs)
          .ifPresent(problem -> problems.add(field, problem));
    }
  }

  /** The metrics of some samples, for example of an interval; there are no samples yet. */
  public MetricSet newSet() {
    return new MetricSet(definitions);
  }
}
