package org.modyn.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The keys and labels of an answer belong to its samples, pair by pair. */
final class PairingTest {
  private static final int[] REQUESTS = {10_000, 100_000};

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

  @ParameterizedTest
  @EnumSource
  void everySampleComesWithItsKeyAndItsLabel(NumberedFiles files) {
    int size = takeFiveFiles(files);
    Pairing pairing = new Pairing(storage.channel(), "numbers", files);
    for (int request : REQUESTS) {
      long[] keys = Pairing.request(StorageFixture.keys(1, size), request, request);
      pairing.check(keys);
      pairing.checkGenerated(keys);
    }
  }

  @ParameterizedTest
  @EnumSource
  void alsoAfterARestart(NumberedFiles files) {
    int size = takeFiveFiles(files);
    storage.stopServer();
    storage.startServer(java.util.List.of());
    long[] keys = Pairing.request(StorageFixture.keys(1, size), 10_000, 3);
    new Pairing(storage.channel(), "numbers", files).check(keys);
  }

  /** Of different sizes; a sample is not always found at the same place of its file. */
  private int takeFiveFiles(NumberedFiles files) {
    int unit = files == NumberedFiles.SINGLE_SAMPLE ? 50 : 1000;
    int first = 0;
    for (int i = 0; i < 5; i++) {
      int count = (5 - i) * unit + 1;
      files.write(folder, "file" + (i * 3) % 5, 100_000L * (i + 1), first, count);
      first += count;
    }
    storage.register("numbers", folder, files);
    storage.awaitSamples("numbers", first);
    return first;
  }
}
