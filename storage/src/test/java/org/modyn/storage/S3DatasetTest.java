package org.modyn.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.modyn.storage.StorageFixture.RECORD_SIZE;
import static org.modyn.storage.StorageFixture.await;
import static org.modyn.storage.StorageFixture.label;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleStream;
import org.modyn.common.testing.SmallDisk;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.DeleteDataResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.storage.filesystem.s3.S3TestServer;

/** The whole way of samples from a bucket to a client. Every record carries its number. */
final class S3DatasetTest {
  private static final int RECORDS = 1000;
  private static final ValueLayout.OfLong NUMBER =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final S3TestServer s3 = S3TestServer.start();
  @TempDir private Path cache;
  private StorageFixture storage;

  @BeforeEach
  void startStorage() {
    storage =
        StorageFixture.start(
            ", s3: "
                + s3.options(
                    cache,
                    ", cache_size_bytes: 16777216, block_size_bytes: 4096, recheck_interval_s: 0"));
  }

  @AfterEach
  void stop() {
    storage.close();
    s3.close();
  }

  @Test
  void givesEachKeyItsSample() {
    putFiles(8);
    register("BinaryFileWrapper", StorageFixture.FILE_WRAPPER_CONFIG);
    storage.awaitSamples("numbers", 8 * RECORDS);
    Map<Long, Long> labels = labels();

    assertThat(labels).hasSize(8 * RECORDS);
    List<Long> keys = new ArrayList<>(labels.keySet());
    Collections.shuffle(keys, new Random(7));
    assertThat(readAndCheck(labels, keys)).containsExactlyInAnyOrderElementsOf(keys);
    List<Long> few = keys.subList(0, 50);
    assertThat(readAndCheck(labels, few)).containsExactlyInAnyOrderElementsOf(few);
  }

  @Test
  void readsFromTheCacheAfterARestart() {
    putFiles(1);
    register("BinaryFileWrapper", StorageFixture.FILE_WRAPPER_CONFIG);
    storage.awaitSamples("numbers", RECORDS);
    Map<Long, Long> labels = labels();
    List<Long> keys = new ArrayList<>(labels.keySet());
    readAndCheck(labels, keys);
    int reads = s3.reads();
    storage.stopServer();
    storage.startServer(List.of());

    assertThat(readAndCheck(labels(), keys)).hasSize(RECORDS);

    assertThat(s3.reads()).isEqualTo(reads);
  }

  @Test
  void aFullDiskOfTheCacheLosesNoSamples() throws IOException {
    storage.stopServer();
    try (SmallDisk disk = SmallDisk.mount(cache, 8 << 20)) {
      storage.startServer(List.of());
      putFiles(4);
      register("BinaryFileWrapper", StorageFixture.FILE_WRAPPER_CONFIG);
      storage.awaitSamples("numbers", 4 * RECORDS);
      Map<Long, Long> labels = labels();
      List<Long> keys = new ArrayList<>(labels.keySet());
      disk.fill();
      assertThatThrownBy(() -> readAndCheck(labels, keys))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNAVAILABLE))
          .hasMessageContaining("the cache (No space left on device); free disk space");
      disk.free();
      assertThat(readAndCheck(labels, keys)).hasSize(4 * RECORDS);
      storage.stopServer();
    }
    storage.startServer(List.of());
  }

  @Test
  void anObjectThatWasOverwrittenOrDeletedIsLost() {
    putFiles(2);
    register("BinaryFileWrapper", StorageFixture.FILE_WRAPPER_CONFIG);
    storage.awaitSamples("numbers", 2 * RECORDS);
    Map<Long, Long> labels = labels();
    List<Long> keys = new ArrayList<>(labels.keySet());
    readAndCheck(labels, keys);

    byte[] other = records(0, RECORDS);
    other[15]++;
    s3.put("data/0.bin", other);
    assertThatThrownBy(() -> readAndCheck(labels, keys))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
        .hasMessageContaining("0.bin in s3://bucket/data/")
        .hasMessageContaining("changed after it was ingested");
    storage.awaitStatus("numbers", status -> status.getNumberOfRejectedFiles() == 1);

    s3.delete("data/0.bin");
    assertThatThrownBy(() -> readAndCheck(labels, keys))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
        .hasMessageContaining("it does not exist");

    s3.put("data/0.bin", records(0, RECORDS));
    List<Long> second = keys.stream().filter(key -> labels.get(key) >= RECORDS).toList();
    assertThat(readAndCheck(labels, second)).hasSize(RECORDS);
  }

  @Test
  void aServerThatIsAwayIsUnavailableUntilItIsBack() {
    putFiles(1);
    register("BinaryFileWrapper", StorageFixture.FILE_WRAPPER_CONFIG);
    storage.awaitSamples("numbers", RECORDS);
    Map<Long, Long> labels = labels();
    List<Long> keys = new ArrayList<>(labels.keySet());
    s3.pause();

    assertThatThrownBy(() -> readAndCheck(labels, keys))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNAVAILABLE))
        .hasMessageContaining("of the dataset 'numbers'")
        .hasMessageContaining("cannot reach the S3 server");
    storage.awaitStatus(
        "numbers", status -> status.getScanError().contains("cannot reach the S3 server"));

    s3.resume();
    await(() -> storage.status("numbers").getScanError().isEmpty());
    assertThat(readAndCheck(labels, keys)).hasSize(RECORDS);
  }

  @Test
  void takesCsvFiles() {
    StringBuilder csv = new StringBuilder();
    for (int number = 0; number < RECORDS; number++) {
      csv.append(label(number)).append(",\"line\nbreak\",").append(number).append('\n');
    }
    s3.put("data/a.csv", csv.toString().getBytes(UTF_8));
    register("CsvFileWrapper", "{label_index: 0, quote: '\"'}");
    storage.awaitSamples("numbers", RECORDS);
    List<Long> keys = new ArrayList<>(labels().keySet());
    Collections.shuffle(keys, new Random(3));

    Map<Long, String> samples = new HashMap<>();
    Map<Long, Long> received = new HashMap<>();
    readAll(
        keys,
        (batch, i) -> {
          byte[] bytes =
              batch
                  .bytes()
                  .asSlice(batch.offset(i), batch.length(i))
                  .toArray(ValueLayout.JAVA_BYTE);
          samples.put(batch.key(i), new String(bytes, UTF_8));
          received.put(batch.key(i), batch.label(i));
        });

    assertThat(samples).hasSize(RECORDS);
    received.forEach(
        (key, label) -> assertThat(samples.get(key)).isEqualTo("\"line\nbreak\"," + label));
  }

  @Test
  void takesFilesThatAreOneSampleEach() {
    int count = 300;
    for (int number = 0; number < count; number++) {
      s3.put(
          String.format(Locale.ROOT, "data/%d.label", number),
          String.valueOf(number).getBytes(UTF_8));
      s3.put(String.format(Locale.ROOT, "data/%d.sample", number), records(number, 1));
    }
    register("SingleSampleFileWrapper", "{file_extension: .sample, label_file_extension: .label}");
    storage.awaitSamples("numbers", count);
    Map<Long, Long> labels = labels();
    List<Long> keys = new ArrayList<>(labels.keySet());
    Collections.shuffle(keys, new Random(5));
    int reads = s3.reads();
    Map<Long, Long> received = new HashMap<>();

    readAll(
        keys,
        (batch, i) -> {
          // the whole record is the sample, with the number's last digits in front
          long number = batch.bytes().get(NUMBER, batch.offset(i) + Short.BYTES);
          assertThat(batch.label(i)).isEqualTo(number);
          received.put(batch.key(i), number);
        });

    assertThat(received).isEqualTo(labels);
    assertThat(s3.reads() - reads).isEqualTo(count);
  }

  @Test
  void cutsDeletedSamplesOutOfObjects() throws IOException {
    putFiles(1);
    register("BinaryFileWrapper", StorageFixture.FILE_WRAPPER_CONFIG);
    storage.awaitSamples("numbers", RECORDS);
    Map<Long, Long> labels = labels();
    List<long[]> before = storage.samplesSince("numbers", 0);
    List<Long> keys = new ArrayList<>(labels.keySet());
    readAndCheck(labels, keys);
    assertThat(blocksInCache()).isEqualTo(5);
    List<Long> deleted = keys.stream().filter(key -> key % 3 == 0).toList();
    keys.removeAll(deleted);

    DeleteDataResponse response =
        storage
            .stub()
            .deleteData(
                DeleteDataRequest.newBuilder().setDatasetId("numbers").addAllKeys(deleted).build());

    assertThat(response.getError()).isEmpty();
    assertThat(response.getSuccess()).isTrue();
    assertThat(s3.get("data/0.bin")).hasSize(keys.size() * RECORD_SIZE);
    assertThat(blocksInCache()).isZero();
    assertThat(readAndCheck(labels, keys)).containsExactlyInAnyOrderElementsOf(keys);
    storage.stopServer();
    storage.startServer(List.of());
    assertThat(readAndCheck(labels, keys)).containsExactlyInAnyOrderElementsOf(keys);
    before.removeIf(sample -> deleted.contains(sample[0]));
    assertThat(storage.samplesSince("numbers", 0)).containsExactlyElementsOf(before);
  }

  private long blocksInCache() throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("0"))) {
      return files.filter(file -> file.getFileName().toString().contains("-")).count();
    }
  }

  @Test
  void deletesTheFilesOfADataset() {
    putFiles(2);
    s3.put("data/readme.txt", new byte[1]);
    register("BinaryFileWrapper", StorageFixture.FILE_WRAPPER_CONFIG);
    storage.awaitSamples("numbers", 2 * RECORDS);

    assertThat(
            storage
                .stub()
                .deleteDataset(DatasetAvailableRequest.newBuilder().setDatasetId("numbers").build())
                .getSuccess())
        .isTrue();

    assertThat(s3.keys()).containsExactly("data/readme.txt");
  }

  @Test
  void aUrlThatCannotBeIsRefused() {
    for (String url : List.of("/data", "s3:/bucket/data", "s3://", "bucket")) {
      RegisterNewDatasetResponse response =
          register(url, "BinaryFileWrapper", StorageFixture.FILE_WRAPPER_CONFIG);
      assertThat(response.getSuccess()).isFalse();
      assertThat(response.getError()).contains("write it as s3://bucket/folder");
    }
  }

  @Test
  void aBucketThatIsNotThereIsSaidInTheStatus() {
    register("s3://nowhere/data", "BinaryFileWrapper", StorageFixture.FILE_WRAPPER_CONFIG);

    storage.awaitStatus(
        "numbers", status -> status.getScanError().contains("has no bucket 'nowhere'; create it"));
  }

  private interface Visitor {
    void visit(SampleBatch batch, int index);
  }

  private void readAll(List<Long> keys, Visitor visitor) {
    long[] wanted = keys.stream().mapToLong(key -> key).toArray();
    try (SampleStream stream = storage.read("numbers", wanted)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        for (int i = 0; i < batch.size(); i++) {
          visitor.visit(batch, i);
        }
        batch.close();
      }
    }
  }

  /** Reads samples and checks that key, label and number belong together. */
  private List<Long> readAndCheck(Map<Long, Long> labels, List<Long> keys) {
    List<Long> received = new ArrayList<>();
    readAll(
        keys,
        (batch, i) -> {
          long number = batch.bytes().get(NUMBER, batch.offset(i));
          assertThat(batch.label(i)).isEqualTo(label(number));
          assertThat(labels.get(batch.key(i))).isEqualTo(label(number));
          received.add(batch.key(i));
        });
    return received;
  }

  private Map<Long, Long> labels() {
    Map<Long, Long> labels = new HashMap<>();
    storage.samplesSince("numbers", 0).forEach(sample -> labels.put(sample[0], sample[2]));
    return labels;
  }

  private void putFiles(int count) {
    IntStream.range(0, count)
        .forEach(i -> s3.put("data/" + i + ".bin", records((long) i * RECORDS, RECORDS)));
  }

  private static byte[] records(long first, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (long number = first; number < first + count; number++) {
      bytes.putShort((short) label(number)).putLong(number).putLong(~number).putShort((short) 0);
    }
    return bytes.array();
  }

  private void register(String fileWrapper, String options) {
    assertThat(register(s3.url("data"), fileWrapper, options).getSuccess()).isTrue();
  }

  private RegisterNewDatasetResponse register(String url, String fileWrapper, String options) {
    return storage
        .stub()
        .registerNewDataset(
            RegisterNewDatasetRequest.newBuilder()
                .setDatasetId("numbers")
                .setBasePath(url)
                .setFilesystemWrapperType("S3FilesystemWrapper")
                .setFileWrapperType(fileWrapper)
                .setFileWrapperConfig(options)
                .setVersion("1")
                .build());
  }
}
