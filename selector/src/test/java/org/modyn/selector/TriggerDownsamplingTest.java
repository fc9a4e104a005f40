package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.GetSelectionStrategyRequest;
import org.modyn.proto.selector.GetStatusBarScaleRequest;
import org.modyn.proto.selector.SelectionStrategyResponse;

/** A training that is repeated after later triggers gets the downsampling of its own trigger. */
class TriggerDownsamplingTest {
  private static final int PIPELINE = 3;
  private static final String STRATEGY =
      """
      {"name": "CoresetStrategy", "maximum_keys_in_memory": 1000, "storage_backend": "local",
       "tail_triggers": null, "warmup_triggers": 1,
       "downsampling_config": {
         "downsampling_list": [
           {"strategy": "Loss", "ratio": 50, "sample_then_batch": true, "period": 3},
           {"strategy": "GradNorm", "ratio": 20}],
         "downsampling_thresholds": [1]}}
      """;

  @TempDir private Path directory;
  private TestDatabase database;
  private SelectorFixture selector;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    selector = SelectorFixture.start(SelectorFixture.config(database.config(), directory));
    selector.register(PIPELINE, STRATEGY, 1);
    for (int trigger = 0; trigger < 3; trigger++) {
      selector.trigger(PIPELINE, 10L * trigger, 10);
    }
  }

  @AfterEach
  void stop() {
    selector.close();
    database.close();
  }

  private SelectionStrategyResponse strategy(OptionalInt triggerId) {
    GetSelectionStrategyRequest.Builder request =
        GetSelectionStrategyRequest.newBuilder().setPipelineId(PIPELINE);
    triggerId.ifPresent(request::setTriggerId);
    return selector.stub().getSelectionStrategy(request.build());
  }

  private DownsamplingSpecification specification(int triggerId) {
    SelectionStrategyResponse strategy = strategy(OptionalInt.of(triggerId));
    assertThat(strategy.getDownsamplingEnabled()).isTrue();
    return DownsamplingSpecification.parse(
        strategy.getStrategyName(), strategy.getDownsamplerConfig().getValue());
  }

  private int scale(int triggerId) {
    return selector
        .stub()
        .getStatusBarScale(
            GetStatusBarScaleRequest.newBuilder()
                .setPipelineId(PIPELINE)
                .setTriggerId(triggerId)
                .build())
        .getStatusBarScale();
  }

  @Test
  void eachTriggerKeepsItsOwn() {
    assertThat(strategy(OptionalInt.of(0)).getDownsamplingEnabled()).isFalse();
    assertThat(scale(0)).isEqualTo(100);
    assertThat(specification(1).strategyName()).isEqualTo("RemoteLossDownsampling");
    assertThat(specification(1).config().schedule().period()).isEqualTo(3);
    assertThat(specification(1).maximumKeysInMemory()).isEqualTo(1000);
    assertThat(scale(1)).isEqualTo(50);
    assertThat(specification(2).strategyName()).isEqualTo("RemoteGradNormDownsampling");
    assertThat(scale(2)).isEqualTo(20);
  }

  @Test
  void clientsOfTheOriginalGetThatOfTheNewestTrigger() {
    assertThat(strategy(OptionalInt.empty())).isEqualTo(strategy(OptionalInt.of(2)));
  }

  @Test
  void triggersToComeHaveNone() {
    assertThatThrownBy(() -> strategy(OptionalInt.of(3)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND))
        .hasMessageContaining("pipeline 3 has no trigger 3");
  }
}
