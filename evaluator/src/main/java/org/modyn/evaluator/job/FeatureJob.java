package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.job.Job;
import org.modyn.common.job.JobMemory;
import org.modyn.common.job.JobRequest;
import org.modyn.common.sample.SampleException;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.ml.loader.Batch;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.ListedKeySource;
import org.modyn.ml.loader.LoaderPosition;
import org.modyn.ml.loader.SkippedSamples;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.training.FeatureSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Computes feature vectors of samples while a client receives them; results in their number. */
final class FeatureJob extends Job<Long> {
  private static final Logger log = LoggerFactory.getLogger(FeatureJob.class);

  private final FeatureSpecification specification;
  private final EvaluationEnvironment environment;
  private final FeatureStream rows;
  private volatile Optional<Throwable> cause = Optional.empty();

  /**
   * @param onClose is called when the client needs no further rows
   */
  FeatureJob(
      int id,
      JobRequest request,
      FeatureSpecification specification,
      EvaluationEnvironment environment,
      Runnable onClose) {
    super("computation", id, List.of(specification.device()), specification.toString(), request);
    this.specification = specification;
    this.environment = requireNonNull(environment, "environment is null");
    this.rows = new FeatureStream(this::error, onClose);
  }

  /** The messages for the client. */
  FeatureStream rows() {
    return rows;
  }

  private Optional<ModynException> error() {
    return failure()
        .map(
            reason ->
                new ModynException(failureCategory().orElseThrow(), reason, cause.orElse(null)));
  }

  @Override
  protected Long work() {
    try {
      return compute();
    } catch (RuntimeException | Error e) {
      cause = Optional.of(e);
      throw e;
    } finally {
      environment.models().delete(id());
    }
  }

  private long compute() {
    long start = System.nanoTime();
    long samples = 0;
    SkippedSamples skipped =
        new SkippedSamples(new SampleReadPolicy(true, specification.skipUnreadableSamples()));
    FeatureRowEncoder encoder = new FeatureRowEncoder(specification.keys(), rows::put);
    try (FeatureSession session = open();
        BatchLoader loader = load(skipped)) {
      for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
        try (Batch current = batch) {
          encoder.add(current.tensors(), session.compute(current.tensors()), session.columns());
          samples += current.tensors().size();
          environment.metrics().countBatch(current.tensors().size());
        }
      }
    }
    encoder.end();
    skipped.describe().forEach(line -> log.warn("{}: {}", this, line));
    log.info("Done: {}, {} ms", this, (System.nanoTime() - start) / 1_000_000);
    return samples;
  }

  private FeatureSession open() {
    Device device = Device.of(specification.device());
    if (specification.modelId().isEmpty()) {
      return FeatureSession.ofInputs(environment.engine(), device, specification.input());
    }
    DownloadedModel model = environment.models().load(specification.modelId().get(), id());
    return FeatureSession.ofEmbeddings(
        environment.engine(),
        device,
        model.options(environment.userCode()),
        model.weights(),
        specification.input());
  }

  private BatchLoader load(SkippedSamples skipped) {
    return BatchLoader.start(
        new ListedKeySource(
            specification.keys(), specification.workers(), specification.batchSize()),
        environment.samples(),
        specification.datasetId(),
        specification.input().parser(),
        LabelTransformers.create(""),
        specification.loaderOptions(),
        LoaderPosition.start(specification.workers()),
        skipped);
  }

  @Override
  protected JobMemory memory() {
    return specification.memory();
  }

  @Override
  protected String describe(Throwable failure) {
    if (failure instanceof SampleException error) {
      return environment.samples().locate(specification.datasetId(), error).oneLine();
    }
    return describe(failure, "lower batch_size or dataloader_workers of the training");
  }

  @Override
  protected void onEnd() {
    rows.end();
  }
}
