package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.testing.SmallDisk;
import org.modyn.common.testing.TestDatabase;

/** A disk that fills up or becomes read-only while samples arrive and triggers are computed. */
final class FullDiskTest {
  private static final int PIPELINE = 3;
  private static final int PORTION = 20_000;

  @TempDir private Path directory;
  private SmallDisk disk;
  private TestDatabase database;
  private ModynConfig config;
  private SelectorFixture selector;

  @BeforeEach
  void start() throws IOException {
    disk = SmallDisk.mount(directory.resolve("disk"), 8 << 20);
    database = TestDatabase.create();
    config = SelectorFixture.config(database.config(), disk.path());
    selector = SelectorFixture.start(config);
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
  }

  @AfterEach
  void stop() throws IOException {
    if (selector != null) {
      selector.close();
      database.close();
      disk.close();
    }
  }

  @Test
  void samplesAndTriggersGoOnWhenThereIsRoomAgain() throws IOException {
    inform(0);
    disk.fill();
    assertFails(() -> inform(1), MachineFault.DISK_FULL, "local_storage/3");
    assertFails(() -> trigger(1, 0), MachineFault.DISK_FULL, "local_storage/3");

    disk.free();
    inform(1);
    // room for the samples, but not for the training set of 3 portions
    disk.fillTo(300_000);
    assertFails(() -> trigger(2, 0), MachineFault.DISK_FULL, "trigger_samples/3");

    disk.free();
    trigger(2, 0);
    assertThat(keysOfTrigger(0)).containsExactlyInAnyOrderElementsOf(keys(0, 3));
    disk.fill();
    assertFails(() -> trigger(3, 1), MachineFault.DISK_FULL, "local_storage/3");
    // what was acknowledged can be read
    assertThat(keysOfTrigger(0)).containsExactlyInAnyOrderElementsOf(keys(0, 3));

    restart();
    disk.free();
    trigger(3, 1);
    assertThat(keysOfTrigger(1)).containsExactlyInAnyOrderElementsOf(keys(0, 4));
  }

  @Test
  void aReadOnlyDirectoryIsWrittenWhenItCanBeAgain() throws IOException {
    inform(0);
    disk.makeReadOnly();
    assertFails(() -> inform(1), MachineFault.READ_ONLY, "local_storage/3");
    assertFails(() -> trigger(1, 0), MachineFault.READ_ONLY, "local_storage/3");

    disk.makeWritable();
    trigger(1, 0);
    assertThat(keysOfTrigger(0)).containsExactlyInAnyOrderElementsOf(keys(0, 2));
  }

  /** A server that is killed on a full disk starts on it. */
  private void restart() {
    selector.close();
    selector = SelectorFixture.start(config);
  }

  private void inform(int portion) {
    selector
        .stub()
        .informData(
            SelectorFixture.samples(PIPELINE, first(portion), PORTION)
                .setPosition(first(portion))
                .build());
  }

  private void trigger(int portion, int triggerId) {
    selector
        .stub()
        .informDataAndTrigger(
            SelectorFixture.samples(PIPELINE, first(portion), PORTION)
                .setPosition(first(portion))
                .setTriggerId(triggerId)
                .build());
  }

  private static long first(int portion) {
    return (long) portion * PORTION;
  }

  private static List<Long> keys(int from, int to) {
    return LongStream.range(first(from), first(to)).boxed().toList();
  }

  private List<Long> keysOfTrigger(int triggerId) {
    List<Long> keys = new ArrayList<>();
    for (int part = 0; part < selector.numberOfPartitions(PIPELINE, triggerId); part++) {
      keys.addAll(selector.keys(PIPELINE, triggerId, part, 0));
    }
    return keys;
  }

  private static void assertFails(ThrowingCallable call, MachineFault fault, String path) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode())
                  .isEqualTo(Status.Code.valueOf(fault.category().name()));
              assertThat(MachineFault.in(GrpcErrors.toModynException("selector", e)))
                  .contains(fault);
            })
        .hasMessageContaining("cannot write")
        .hasMessageContaining(path)
        .hasMessageContaining(fault.description());
  }
}
