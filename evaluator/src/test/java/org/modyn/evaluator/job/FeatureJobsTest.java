package org.modyn.evaluator.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.job.Job;
import org.modyn.common.job.JobMemory;
import org.modyn.common.job.JobQueue;
import org.modyn.common.job.JobRequest;
import org.modyn.common.job.JobStatus;
import org.modyn.common.model.ModelCache;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.testing.TestStorage;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.proto.evaluator.FeatureRows;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.proto.evaluator.PythonString;
import org.modyn.proto.evaluator.SampleKeys;

/** Computations in a queue that runs one job at a time, beside an evaluation that takes long. */
@Timeout(60)
final class FeatureJobsTest {
  private static final int SAMPLES = 40;

  @TempDir private Path directory;
  private final JobQueue<Job<?>> queue = new JobQueue<>(_ -> 1, JobMemory.limit(), 10);
  private final CountDownLatch evaluated = new CountDownLatch(1);
  private GrpcServer storage;
  private GrpcClient client;
  private FeatureRequests requests;
  private FeatureJobs jobs;

  /** Runs until it is told to end. */
  private final class LongEvaluation extends Job<Boolean> {
    LongEvaluation(int id) {
      super(
          "evaluation",
          id,
          List.of("cpu"),
          "long",
          new JobRequest("", SampleKeys.getDefaultInstance()));
    }

    @Override
    protected Boolean work() {
      try {
        evaluated.await();
        return true;
      } catch (InterruptedException e) {
        throw new ModynException(ErrorCategory.CANCELLED, "interrupted", e);
      }
    }
  }

  @BeforeEach
  void start() {
    storage =
        GrpcServer.start(
            "storage",
            new ServiceAddress("localhost", 0),
            List.of(new TestStorage(SAMPLES, 10, new LearnableSamples()).bindService()));
    client = GrpcClient.connect("storage", storage.address());
    UserCode userCode = UserCode.withoutPlugins();
    requests = new FeatureRequests(userCode, Tokenizers.in(directory));
    jobs =
        new FeatureJobs(
            new EvaluationEnvironment(
                TestEngine.load(),
                userCode,
                client.channel(),
                new SampleClient(client.channel()),
                new ModelFiles(
                    new ModelCache(
                        new ModelStorageClient(client.channel()), directory.resolve("cache"), 1),
                    directory.resolve("weights")),
                new EvaluatorMetrics(new SimpleMeterRegistry())),
            queue);
    queue.submit(new LongEvaluation(queue.nextId()));
  }

  @AfterEach
  void stop() {
    queue.close();
    client.close();
    storage.close();
  }

  private Iterator<FeatureRows> startComputation() {
    SampleKeys.Builder keys = SampleKeys.newBuilder();
    LongStream.range(0, SAMPLES).forEach(keys::addKeys);
    FeaturesRequest request =
        FeaturesRequest.newBuilder()
            .setDatasetId(TestStorage.DATASET)
            .setSamples(keys)
            .setDevice("cpu")
            .setBatchSize(4)
            .setNumDataloaders(1)
            .setBytesParser(PythonString.newBuilder().setValue(LearnableSamples.PARSER))
            .build();
    return jobs.start(request, requests.read(request));
  }

  @Test
  void aComputationWaitsForItsDevice() {
    Iterator<FeatureRows> rows = startComputation();
    assertThat(queue.unfinished())
        .extracting(Job::status)
        .containsExactly(new JobStatus.Running<>(), new JobStatus.Queued<>(1));
    evaluated.countDown();
    int received = 0;
    while (rows.hasNext()) {
      FeatureRows next = rows.next();
      assertThat(next.getColumns()).isEqualTo(2);
      received += next.getValues().size() / (2 * Float.BYTES);
    }
    assertThat(received).isEqualTo(SAMPLES);
  }

  @Test
  void aComputationThatWaitsEndsWithItsCall() throws Exception {
    Context.CancellableContext call = Context.current().withCancellation();
    Iterator<FeatureRows> rows = call.call(this::startComputation);
    assertThat(queue.unfinished()).hasSize(2);
    call.cancel(null);
    assertThat(queue.unfinished()).hasSize(1);
    assertIsCancelled(rows);
  }

  /** As when the client reads no further: the computation is ahead by a few messages only. */
  @Test
  void aComputationWhoseRowsAreNotReadEndsWithItsCall() throws Exception {
    evaluated.countDown();
    Context.CancellableContext call = Context.current().withCancellation();
    Iterator<FeatureRows> rows = call.call(this::startComputation);
    assertThat(rows.next().getColumns()).isEqualTo(2);
    assertThat(queue.unfinished()).anyMatch(FeatureJob.class::isInstance);
    call.cancel(null);
    while (!queue.unfinished().isEmpty()) {
      Thread.sleep(1);
    }
    assertIsCancelled(rows);
  }

  private static void assertIsCancelled(Iterator<FeatureRows> rows) {
    assertThatThrownBy(
            () -> {
              while (rows.hasNext()) {
                rows.next();
              }
            })
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.CANCELLED));
  }
}
