package org.modyn.ml.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /** The metrics of some samples, for example of an interval; there are no samples yet. */
  public MetricSet newSet() {
    return new MetricSet(definitions);
  }
}
