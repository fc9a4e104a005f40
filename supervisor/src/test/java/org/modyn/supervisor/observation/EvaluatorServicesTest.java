package org.modyn.supervisor.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.trigger.PerformanceTriggerConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.FeaturesRequest;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.drift.Features;
import org.modyn.supervisor.fake.FakeCluster;
import org.modyn.supervisor.trigger.FeatureSource;
import org.modyn.supervisor.trigger.PerformanceSource;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;

/** What policies get from the evaluator. */
final class EvaluatorServicesTest {
  static final String TRIGGER =
      """
      {id: PerformanceTrigger, evaluation_interval_data_points: 5,
       decision_criteria:
         {bad: {id: StaticPerformanceThresholdCriterion, metric: Accuracy, metric_threshold: 0.5}},
       evaluation: {
         device: cpu,
         label_transformer_function: 'Shift(1)',
         dataset: {dataset_id: flights, batch_size: 3, dataloader_workers: 2,
           bytes_parser_function: 'Record(fields=[Field("hour", "int16")])',
           label_transformer_function: 'Shift(2)',
           metrics: [{name: RocAuc}, {name: Accuracy, topn: 3}, {name: Accuracy}]}}}\
      """;

  private static final String PIPELINE =
      FakeCluster.PIPELINE
          .replace("{id: TimeTrigger, every: 100s}", TRIGGER.replace("\n", " "))
          .replace(
              "  dataset_id: flights\n  bytes",
              "  unreadable_samples: skip\n"
                  + "  transformations: ['transforms.Normalize((0.5,), (0.5,))']\n"
                  + "  dataset_id: flights\n  bytes");

  @TempDir private Path directory;
  private FakeCluster cluster;
  private ServiceClients clients;
  private FeatureSource features;
  private PerformanceSource performance;

  @BeforeEach
  void start() {
    cluster = new FakeCluster();
    clients = ServiceClients.connect(config());
    use(clients);
  }

  private ModynConfig config() {
    return cluster.config(ModynConfig.defaults().metadataDatabase(), directory);
  }

  private void use(ServiceClients used) {
    PipelineConfig pipeline = ConfigLoader.parse("pipeline", PIPELINE, PipelineConfig.class);
    EvaluatorServices services = new EvaluatorServices(used.evaluator(), pipeline, "run");
    features = services.features();
    performance =
        services.performance(
            ((PerformanceTriggerConfig) pipeline.trigger()).performance().evaluation());
  }

  @AfterEach
  void stop() {
    clients.close();
    cluster.close();
  }

  @Test
  void featuresAreInTheOrderOfTheKeys() {
    Features received = features.features(Optional.of(7), new long[] {9, 4, 6, 4, 1});
    assertThat(received.columns()).isEqualTo(2);
    assertThat(received.values()).containsExactly(9, 7, 4, 7, 6, 7, 4, 7, 1, 7);
    assertThat(features.features(Optional.empty(), new long[] {5}).values()).containsExactly(5, -1);
  }

  @Test
  void skippedSamplesHaveNoRows() {
    cluster.evaluator().delete(key -> key < 3);
    assertThat(features.features(Optional.of(7), new long[] {2, 1, 4, 0, 6}).values())
        .containsExactly(4, 7, 6, 7);
    assertThat(features.features(Optional.of(7), new long[] {2, 1, 0}).rows()).isZero();
  }

  @Test
  void featuresAreOfTheDataOfThePipelineInBatchesOfTheTraining() {
    Features unused = features.features(Optional.of(7), new long[] {1});
    assertThat(unused.rows()).isOne();
    FeaturesRequest request = cluster.evaluator().featuresRequests().getFirst();
    assertThat(request.getDatasetId()).isEqualTo("flights");
    assertThat(request.getDevice()).isEqualTo("cpu");
    assertThat(request.getBatchSize()).isEqualTo(512);
    assertThat(request.getNumDataloaders()).isEqualTo(2);
    assertThat(request.getBytesParser().getValue())
        .isEqualTo("Record(fields=[Field(\"hour\", \"uint8\")])");
    assertThat(request.getTransformListList())
        .containsExactly("transforms.Normalize((0.5,), (0.5,))");
    assertThat(request.getSkipUnreadableSamples()).isTrue();
  }

  @Test
  void failuresKeepTheirCategory() {
    cluster
        .evaluator()
        .failFeatures(ModynException.failedPrecondition("the sample with key 3 has NaN"));
    assertThatThrownBy(() -> features.features(Optional.of(7), new long[] {1, 2, 3}))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
        .hasMessage("evaluator: the sample with key 3 has NaN");
  }

  @Test
  void anUnreachableEvaluatorIsUnavailable() {
    cluster.close();
    try (ServiceClients impatient =
        ServiceClients.connect(config().withUnreachableServerTimeout(Duration.ofMillis(100)))) {
      use(impatient);
      assertThatThrownBy(() -> features.features(Optional.of(7), new long[] {1}))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.UNAVAILABLE));
      assertThatThrownBy(() -> performance.evaluate(7, new long[] {1}))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.UNAVAILABLE));
    }
  }

  @Test
  void misclassificationsAreExact() {
    for (int samples = 1; samples < 300; samples += 7) {
      long[] keys = LongStream.range(1, samples + 1L).toArray();
      Performance found = performance.evaluate(7, keys);
      assertThat(found.samples()).isEqualTo(samples);
      assertThat(found.misclassifications()).isEqualTo((samples + 1L) / 2);
    }
    assertThat(performance.evaluate(7, new long[] {2, 3, 4, 6}))
        .isEqualTo(new Performance(4, 1, Map.of("ROC-AUC", 0.75, "Accuracy", 0.75)));
    assertThat(cluster.evaluator().kept()).isZero();
  }

  @Test
  void deletedSamplesAreNotEvaluated() {
    cluster.evaluator().delete(key -> key < 3);
    assertThat(performance.evaluate(7, new long[] {1, 2, 3, 4}))
        .isEqualTo(new Performance(2, 1, Map.of("ROC-AUC", 0.5, "Accuracy", 0.5)));
    assertThat(performance.evaluate(7, new long[] {1, 2}))
        .isEqualTo(new Performance(0, 0, Map.of()));
  }

  @Test
  void evaluationsAreThoseOfTheSectionOfTheTrigger() {
    assertThat(performance.evaluate(7, new long[] {8, 5}).samples()).isEqualTo(2);
    EvaluateModelRequest request = cluster.evaluator().requests().getFirst();
    assertThat(request.getModelId()).isEqualTo(7);
    assertThat(request.getBatchSize()).isEqualTo(3);
    assertThat(request.getDatasetInfo().getNumDataloaders()).isEqualTo(2);
    assertThat(request.getBytesParser().getValue()).contains("int16");
    assertThat(request.getLabelTransformer().getValue()).isEqualTo("Shift(1)");
    assertThat(request.getMetricsCount()).isEqualTo(3);
    assertThat(request.getSkipUnreadableSamples()).isTrue();
    assertThat(request.getDatasetInfo().getEvaluationIntervals(0).getSamples().getKeysList())
        .containsExactly(8L, 5L);
  }

  /** So that a supervisor that was killed finds the evaluation that it had started. */
  @Test
  void theRequestIdFollowsFromTheContent() {
    assertThat(performance.evaluate(7, new long[] {8, 5}))
        .isEqualTo(performance.evaluate(7, new long[] {8, 5}))
        .isEqualTo(performance.evaluate(7, new long[] {5, 8}))
        .isEqualTo(performance.evaluate(8, new long[] {8, 5}));
    assertThat(cluster.evaluator().requests().stream().map(EvaluateModelRequest::getRequestId))
        .hasSize(4)
        .satisfies(ids -> assertThat(ids.get(0)).isEqualTo(ids.get(1)))
        .satisfies(ids -> assertThat(ids.subList(1, 4)).doesNotHaveDuplicates());
  }

  @Test
  void aMetricThatIsUndefinedHasNoScore() {
    cluster.evaluator().leaveUndefined("RocAuc");

    PerformanceSource.Performance measured = performance.evaluate(7, new long[] {1, 2});

    assertThat(measured.scores()).containsOnlyKeys("Accuracy");
    assertThat(measured.misclassifications()).isEqualTo(1);
  }
}
