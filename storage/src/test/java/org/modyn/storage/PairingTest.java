package org.modyn.storage;

import static java.util.stream.Collectors.partitioningBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.modyn.proto.storage.DeleteDataRequest;

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
    storage.startServer(List.of());
    long[] keys = Pairing.request(StorageFixture.keys(1, size), 10_000, 3);
    new Pairing(storage.channel(), "numbers", files).check(keys);
  }

  @ParameterizedTest
  @EnumSource
  void alsoAfterSamplesWereDeletedAndCutOut(NumberedFiles files) {
    int size = takeFiveFiles(files);
    Pairing pairing = new Pairing(storage.channel(), "numbers", files);
    Random random = new Random(size);
    long[] left = StorageFixture.keys(1, size);
    for (boolean rewrite : new boolean[] {false, true, false, true}) {
      Map<Boolean, List<Long>> parts =
          LongStream.of(left).boxed().collect(partitioningBy(key -> random.nextInt(4) == 0));
      DeleteDataRequest request =
          DeleteDataRequest.newBuilder()
              .setDatasetId("numbers")
              .addAllKeys(parts.get(true))
              .setMarkOnly(!rewrite)
              .build();
      assertThat(storage.stub().deleteData(request).getError()).isEmpty();
      left = parts.get(false).stream().mapToLong(Long::longValue).toArray();
      storage.awaitSamples("numbers", left.length);
      long[] keys = Pairing.request(left, 10_000, left.length);
      pairing.check(keys);
      pairing.checkGenerated(keys);
    }
  }

  /** Of different sizes; a sample is not always at the same position in its file. */
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
