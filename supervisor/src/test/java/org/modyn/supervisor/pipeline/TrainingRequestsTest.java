package org.modyn.supervisor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.supervisor.fake.FakeCluster;

final class TrainingRequestsTest {
  @Test
  void namesTheFirstDeviceAndTheirNumber() {
    StartTrainingRequest onSeveral =
        request(FakeCluster.PIPELINE.replace("gpus: 1", "gpus: 4\n  device: cuda:2"));
    assertThat(onSeveral.getDevice()).isEqualTo("cuda:2");
    assertThat(onSeveral.getGpus()).isEqualTo(4);
  }

  /** The request of a training on one device, and its hash, are those of older versions. */
  @Test
  void oneDeviceIsTheDefault() {
    StartTrainingRequest onOne = request(FakeCluster.PIPELINE);
    assertThat(onOne.getDevice()).isEqualTo("cpu");
    assertThat(onOne.getGpus()).isZero();
  }

  private static StartTrainingRequest request(String pipeline) {
    return new TrainingRequests(1, ConfigLoader.parse("pipeline", pipeline, PipelineConfig.class))
        .create(2, 0, OptionalInt.empty());
  }
}
