package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.testing.SmallDisk;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.supervisor.fake.FakeTrainer.Behavior;

/** Pipelines wait while the disk of a server is full, or their own. */
final class MachineFaultTest {
  @TempDir private Path directory;
  private SupervisorFixture supervisor;

  private void start(Path at) {
    supervisor = new SupervisorFixture(at);
    supervisor.cluster().storage().add("flights", 0, 50, 100, 150, 200, 250);
  }

  @AfterEach
  void stop() {
    if (supervisor != null) {
      supervisor.close();
    }
  }

  @Test
  void aPipelineWaitsForTheDiskOfAServer() throws Exception {
    start(directory);
    supervisor.cluster().trainer().setMachineFault(MachineFault.DISK_FULL);
    supervisor.cluster().trainer().setBehavior(Behavior.FAIL);
    int pipeline = supervisor.replay(SupervisorFixture.PIPELINE);
    assertThat(awaitWaiting(pipeline))
        .isEqualTo("trigger 0: the training failed: the loss is NaN in batch 7");
    supervisor.cluster().trainer().setBehavior(Behavior.SUCCEED);
    assertThat(supervisor.awaitEnd(pipeline).getError()).isEmpty();
    assertThat(supervisor.summary(pipeline).hasWaitingFor()).isFalse();
    assertThat(
            supervisor.cluster().trainer().requests().stream()
                .filter(request -> request.getTriggerId() == 0)
                .map(request -> request.getRequestId())
                .distinct())
        .as("repeated under the same id, so that it resumes from a checkpoint")
        .hasSize(1);
  }

  @Test
  void aPipelineThatNeverGetsRoomFails() {
    start(directory);
    supervisor.cluster().trainer().setMachineFault(MachineFault.DISK_FULL);
    supervisor.cluster().trainer().setBehavior(Behavior.FAIL);
    int pipeline = supervisor.replay(SupervisorFixture.PIPELINE);
    assertThat(supervisor.awaitEnd(pipeline).getError())
        .isEqualTo(
            "gave up after 6 seconds: trigger 0: the training failed: the loss is NaN in batch 7");
  }

  @Test
  void aPipelineWaitsForRoomForItsLog() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 1 << 20)) {
      start(disk.path());
      supervisor.cluster().trainer().setBehavior(Behavior.HANG);
      int pipeline = supervisor.replay(SupervisorFixture.PIPELINE);
      supervisor.cluster().trainer().awaitRunning();
      disk.fill();
      supervisor.cluster().trainer().setBehavior(Behavior.SUCCEED);
      assertThat(awaitWaiting(pipeline))
          .startsWith("cannot write " + disk.path())
          .contains("the disk is full (0 of 1,048,576 bytes are left");
      disk.free();
      assertThat(supervisor.awaitEnd(pipeline).getError()).isEmpty();
      assertThat(disk.path().resolve("evaluation/pipeline_" + pipeline + "/pipeline.log"))
          .isNotEmptyFile();
      stop();
      supervisor = null;
    }
  }

  private String awaitWaiting(int pipeline) throws InterruptedException {
    PipelineSummary summary = supervisor.summary(pipeline);
    while (!summary.hasWaitingFor()) {
      assertThat(List.of("running", "queued")).contains(summary.getStatus());
      Thread.sleep(5);
      summary = supervisor.summary(pipeline);
    }
    return summary.getWaitingFor();
  }
}
