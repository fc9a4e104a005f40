package org.modyn.modelstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.error.machine.MachineFaultException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.testing.SmallDisk;
import org.modyn.proto.modelstorage.ModelSummary;

/** A disk that fills up or becomes read-only while models arrive. */
final class FullDiskTest {
  private static final int PIPELINE = 5;
  private static final int MODEL_BYTES = 3 << 20;

  @TempDir private Path directory;
  private SmallDisk disk;
  private ModelStorageFixture storage;

  @BeforeEach
  void start() throws IOException {
    disk = SmallDisk.mount(directory.resolve("disk"), 16 << 20);
    storage = ModelStorageFixture.start(disk.path());
    storage.register(PIPELINE, Models.FULL);
  }

  @AfterEach
  void stop() throws IOException {
    if (storage != null) {
      storage.close();
      disk.close();
    }
  }

  @Test
  void modelsAreStoredWhenThereIsRoomAgain() throws IOException {
    int first = store(1);
    disk.fillTo(MODEL_BYTES / 2);
    assertFails(() -> store(2), MachineFault.DISK_FULL);
    assertThat(files()).as("half a model takes no room").hasSize(1);
    disk.free();
    disk.fill();
    assertFails(() -> store(2), MachineFault.DISK_FULL);
    assertStored(first, 1);

    storage.restart();
    assertStored(first, 1);
    disk.free();
    int second = store(2);
    assertStored(first, 1);
    assertStored(second, 2);
    assertThat(storage.client.list(PIPELINE).stream().map(ModelSummary::getModelId))
        .containsExactly(first, second);
    assertThat(files()).hasSize(2);
  }

  @Test
  void aReadOnlyDirectoryIsWrittenWhenItCanBeAgain() throws IOException {
    int first = store(1);
    disk.makeReadOnly();
    assertFails(() -> store(2), MachineFault.READ_ONLY);
    assertStored(first, 1);
    disk.makeWritable();
    assertStored(store(2), 2);
    assertThat(files()).hasSize(2);
  }

  private int store(int trigger) {
    Path weights =
        Models.write(directory.resolve("weights"), Models.safetensors(MODEL_BYTES, trigger));
    return storage
        .client
        .store(Models.header(PIPELINE, trigger), weights, Optional.empty())
        .modelId();
  }

  private void assertStored(int model, int trigger) {
    Path loaded = directory.resolve("loaded");
    assertThat(storage.client.load(model, loaded).getTriggerId()).isEqualTo(trigger);
    assertThat(Models.read(loaded)).isEqualTo(Models.safetensors(MODEL_BYTES, trigger));
  }

  private List<Path> files() {
    return DurableFiles.list(storage.config.modelsDirectory().resolve(Integer.toString(PIPELINE)));
  }

  private static void assertFails(ThrowingCallable call, MachineFault fault) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MachineFaultException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContaining("model storage: cannot write")
        .hasMessageContaining("models/" + PIPELINE)
        .hasMessageContaining(fault.description());
  }
}
