package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** A file that was damaged or lost, and is there again, is read again: without a restart. */
final class RestoredFileTest {
  private static final int SAMPLES = 1_000;
  private static final long TIME = 1000;

  @TempDir private Path folder;
  private StorageFixture storage;
  private Path file;
  private byte[] content;

  @BeforeEach
  void readAFile() throws IOException {
    storage = StorageFixture.start();
    file = StorageFixture.write(folder.resolve("a.bin"), TIME, 0, SAMPLES);
    content = Files.readAllBytes(file);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", SAMPLES);
    assertAllAreRead();
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  /** The file that is open is damaged, but nobody reads it before another one takes its path. */
  @Test
  void aDamagedFileThatWasReplacedIsNotReadAnyMore() throws IOException {
    overwrite(new byte[content.length]);
    StorageFixture.write(file, TIME, content);
    assertAllAreRead();
  }

  @Test
  void aCutFileThatWasReplacedIsNotReadAnyMore() throws IOException {
    cut(0);
    StorageFixture.write(file, TIME, content);
    assertAllAreRead();
  }

  @Test
  void aDamagedFileIsAnErrorUntilItIsRestoredInPlace() throws IOException {
    overwrite(new byte[content.length]);
    assertLost("changed after it was ingested");
    overwrite(content);
    setTime();
    assertAllAreRead();
  }

  @Test
  void aCutFileIsAnErrorUntilItIsRestoredInPlace() throws IOException {
    cut(4096);
    // its size is found by the check before the samples are sent, or by the access to its memory
    assertLost("after it was ingested");
    overwrite(content);
    setTime();
    assertAllAreRead();
  }

  @Test
  void aLostFileIsAnErrorUntilItIsBack() throws IOException {
    Path away = Files.move(file, folder.resolve("away"));
    assertLost("cannot be read (it does not exist)");
    Files.move(away, file);
    assertAllAreRead();
  }

  private void assertAllAreRead() {
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(1, SAMPLES))).hasSize(SAMPLES);
  }

  private void assertLost(String reason) {
    assertThatThrownBy(() -> storage.readAndCheck("numbers", StorageFixture.keys(1, SAMPLES)))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
        .hasMessageContaining("the file a.bin in " + folder)
        .hasMessageContaining(reason)
        .hasMessageEndingWith(
            "the samples with the keys 1 to 1000 are lost until it is restored or rescanned");
  }

  private void overwrite(byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.WRITE);
  }

  private void setTime() throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(TIME)));
  }

  private void cut(long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }
}
