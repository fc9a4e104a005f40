package org.modyn.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample whose label comes after it, and after newer samples, is not lost. */
final class LateLabelTest {
  private static final NumberedFiles FILES = NumberedFiles.SINGLE_SAMPLE;

  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void start() {
    storage = StorageFixture.start();
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void aSampleWaitsForItsLabel() {
    // what is ingested first has the number 0
    FILES.write(folder, "newer", 2000, 0, 1);
    StorageFixture.write(folder.resolve("older/1.png"), 1000, FILES.sample(1));
    storage.register("numbers", folder, FILES);
    storage.awaitStatus(
        "numbers",
        status ->
            status.getNumberOfSamples() == 1
                && status.getRejectedFilesList().stream()
                    .anyMatch(
                        file ->
                            file.getPath().equals("older/1.png")
                                && file.getReason().contains("older/1.txt does not exist")));
    StorageFixture.write(folder.resolve("older/1.txt"), 3000, text(FILES.label(1)));
    storage.awaitSamples("numbers", 2);
    new Pairing(storage.channel(), "numbers", FILES).check(new long[] {2, 1, 2});
    assertThat(storage.samplesSince("numbers", 0))
        .containsExactly(new long[] {2, 1000, FILES.label(1)}, new long[] {1, 2000, 0});
    storage.awaitStatus("numbers", status -> status.getNumberOfRejectedFiles() == 0);
  }

  @Test
  void aSampleWaitsAlsoWhileTheServerIsDown() {
    FILES.write(folder, "newer", 2000, 0, 1);
    StorageFixture.write(folder.resolve("older/1.png"), 1000, FILES.sample(1));
    storage.register("numbers", folder, FILES);
    storage.awaitStatus(
        "numbers",
        status -> status.getNumberOfSamples() == 1 && status.getNumberOfRejectedFiles() == 1);
    storage.stopServer();
    StorageFixture.write(folder.resolve("older/1.txt"), 3000, text(FILES.label(1)));
    storage.startServer(List.of());
    storage.awaitSamples("numbers", 2);
    new Pairing(storage.channel(), "numbers", FILES).check(new long[] {1, 2});
  }

  @Test
  void aLabelThatChangesLaterChangesNothing() {
    FILES.write(folder, "file", 1000, 0, 3);
    storage.register("numbers", folder, FILES);
    storage.awaitSamples("numbers", 3);
    StorageFixture.write(folder.resolve("file/001/000000001.txt"), 4000, text(77));
    FILES.write(folder, "next", 5000, 3, 1);
    storage.awaitSamples("numbers", 4);
    new Pairing(storage.channel(), "numbers", FILES).check(StorageFixture.keys(1, 4));
  }

  private static byte[] text(long label) {
    return Long.toString(label).getBytes(UTF_8);
  }
}
