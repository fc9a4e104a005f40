package org.modyn.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.testing.SmallDisk;
import org.modyn.proto.evaluator.EvaluateModelRequest;

/** A disk that has no room for the model of an evaluation. */
final class FullDiskTest {
  @TempDir private Path directory;

  @Test
  void theRequestCanBeRepeatedWhenThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 4 << 20)) {
      try (EvaluatorFixture fixture = EvaluatorFixture.startIn(disk.path().resolve("state"))) {
        EvaluateModelRequest.Builder request =
            EvaluatorFixture.request(fixture.trainModel(1), EvaluatorFixture.interval(0, 50))
                .setRequestId("a");
        disk.fill();
        assertFails(fixture, request, MachineFault.DISK_FULL);
        disk.free();
        disk.makeReadOnly();
        assertFails(fixture, request, MachineFault.READ_ONLY);
        disk.makeWritable();
        assertThat(fixture.evaluate(request)).hasSize(1);
      }
    }
  }

  private static void assertFails(
      EvaluatorFixture fixture, EvaluateModelRequest.Builder request, MachineFault fault) {
    assertThatThrownBy(() -> fixture.begin(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e ->
                assertThat(MachineFault.in(GrpcErrors.toModynException("evaluator", e)))
                    .contains(fault))
        .hasMessageContaining("cannot write " + fixture.stateDirectory)
        .hasMessageContaining(fault.description());
  }
}
