package org.modyn.evaluator.job;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleException;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.loader.Batch;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.IntervalKeySource;
import org.modyn.ml.loader.ListedKeySource;
import org.modyn.ml.loader.LoaderPosition;
import org.modyn.ml.loader.SkippedSamples;
import org.modyn.ml.loader.TimeInterval;
import org.modyn.ml.metric.EvaluatedBatch;
import org.modyn.ml.metric.MetricSet;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.RowException;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.training.PendingPredictions;
import org.modyn.ml.training.PredictionSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one evaluation on the thread that calls {@link #run}. The model processes each sample that
 * is in at least one interval once; its output is added to the metrics of every interval that
 * contains the sample.
 */
final class Evaluation {
  private static final Logger log = LoggerFactory.getLogger(Evaluation.class);

  private final EvaluationSpecification specification;
  private final List<Integer> intervals;
  private final DownloadedModel model;
  private final EvaluationEnvironment environment;

  /**
   * @param intervals the positions, in the request, of those to evaluate
   */
  Evaluation(
      EvaluationSpecification specification,
      List<Integer> intervals,
      DownloadedModel model,
      EvaluationEnvironment environment) {
    this.specification = specification;
    this.intervals = intervals;
    this.model = model;
    this.environment = environment;
  }

  /**
   * Runs the evaluation. Call it on a platform thread.
   *
   * @throws ModynException when the model does not fit its weights or the samples, or is a program
   *     that the configuration does not allow; any error of the loader; CANCELLED when the thread
   *     is interrupted
   */
  List<IntervalResult> run() {
    List<MetricSet> metrics =
        intervals.stream().map(interval -> specification.metrics().newSet()).toList();
    CountedKeys keys = keys();
    SkippedSamples skipped =
        new SkippedSamples(new SampleReadPolicy(true, specification.skipUnreadableSamples()));
    try (PredictionSession session =
            PredictionSession.open(
                environment.engine(),
                Device.of(specification.device()),
                model.options(environment.userCode()),
                model.weights(),
                specification.input());
        BatchLoader loader =
            BatchLoader.start(
                keys,
                environment.samples(),
                specification.datasetId(),
                specification.input().parser(),
                specification.labelTransformer(),
                specification.loaderOptions(),
                LoaderPosition.start(specification.workers()),
                skipped)) {
      evaluate(session, loader, keys, metrics);
    }
    skipped.describe().forEach(line -> log.warn("Evaluation of {}: {}", specification, line));
    return results(metrics, keys);
  }

  /** The device computes a batch while the metrics of the one before are computed. */
  private void evaluate(
      PredictionSession session, BatchLoader loader, CountedKeys keys, List<MetricSet> metrics) {
    long[] labels = new long[specification.batchSize()];
    Started before = null;
    for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
      Started started = new Started(batch, session.start(batch.tensors()));
      if (before != null) {
        add(before, labels, keys, metrics);
      }
      before = started;
    }
    if (before != null) {
      add(before, labels, keys, metrics);
    }
  }

  /** A batch, and its outputs when they are there. */
  private record Started(Batch batch, PendingPredictions outputs) {}

  private void add(Started started, long[] labels, CountedKeys keys, List<MetricSet> metrics) {
    try (Batch batch = started.batch()) {
      environment.metrics().countBatch(batch.tensors().size());
      copyLabels(batch.tensors(), labels);
      EvaluatedBatch evaluated = new EvaluatedBatch(started.outputs().await(), labels);
      for (int index : keys.intervalsOf(batch.partition())) {
        addTo(metrics.get(index), evaluated, batch.tensors());
      }
    }
  }

  private CountedKeys keys() {
    return switch (specification.samples()) {
      case EvaluatedSamples.Intervals(List<TimeInterval> all) -> {
        IntervalKeySource keys =
            IntervalKeySource.open(
                environment.storage(),
                specification.datasetId(),
                intervals.stream().map(all::get).toList(),
                specification.workers());
        yield new CountedKeys(keys, keys::intervalsOf, intervals.size());
      }
      case EvaluatedSamples.Listed(long[] keys) ->
          new CountedKeys(
              new ListedKeySource(keys, specification.workers(), specification.batchSize()),
              _ -> List.of(0),
              1);
    };
  }

  /**
   * An error of {@link #run} with the sample's file in its message, if storage reports the file.
   */
  SampleException locate(SampleException error) {
    return environment.samples().locate(specification.datasetId(), error);
  }

  private static void addTo(MetricSet metrics, EvaluatedBatch evaluated, TensorBatch batch) {
    try {
      metrics.add(evaluated);
    } catch (RowException e) {
      throw e.of(batch);
    }
  }

  private static void copyLabels(TensorBatch batch, long[] labels) {
    MemorySegment.copy(batch.labels(), ValueLayout.JAVA_LONG, 0, labels, 0, batch.size());
  }

  private List<IntervalResult> results(List<MetricSet> metrics, CountedKeys keys) {
    List<IntervalResult> results = new ArrayList<>();
    for (int index = 0; index < metrics.size(); index++) {
      MetricSet set = metrics.get(index);
      results.add(
          new IntervalResult(
              intervals.get(index),
              set.samples(),
              keys.fetched(index) - set.samples(),
              set.results()));
    }
    return results;
  }
}
