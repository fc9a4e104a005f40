package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleStream;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * A storage server on a database of its own, with a client, and a writer of files whose records
 * carry their own number. Numbers are given in the order in which the files will be ingested, so
 * that the key of record {@code n} is {@code n + 1}.
 */
final class StorageFixture implements AutoCloseable {
  static final int RECORD_SIZE = 20;
  static final int SAMPLE_SIZE = 18;
  static final String FILE_WRAPPER_CONFIG =
      "{record_size: 20, label_size: 2, byteorder: little, file_extension: .bin}";

  /** Where tests have their folders. */
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase database = TestDatabase.create();
  private final String storageOptions;
  private StorageServer server;
  private GrpcClient client;

  private StorageFixture(String storageOptions) {
    this.storageOptions = storageOptions;
  }

  static StorageFixture start() {
    return start("");
  }

  /**
   * @param storageOptions of the configuration's section {@code storage}, as {@code , key: value}
   */
  static StorageFixture start(String storageOptions) {
    StorageFixture fixture = new StorageFixture(storageOptions);
    fixture.startServer(List.of());
    return fixture;
  }

  ModynConfig config(List<DatasetConfig> datasets) {
    ModynConfig config =
        ConfigLoader.parse(
            "test",
            """
            state_directory: %s
            storage: {port: 0, file_watcher_watchdog_sleep_time_s: 1, dataset_roots: [%s]%s}
            """
                .formatted(TEMPORARY.resolve("no-state"), TEMPORARY, storageOptions),
            ModynConfig.class);
    return config.withStorage(
        config.storage().withDatabase(database.config()).withDatasets(datasets));
  }

  /** The database of the server, for statements of the test. */
  Database database() {
    return Database.open(database.config(), "storage");
  }

  void startServer(List<DatasetConfig> datasets) {
    startServer(config(datasets));
  }

  void startServer(ModynConfig config) {
    server = StorageServer.start(config);
    client = GrpcClient.connect("storage", server.address());
  }

  void stopServer() {
    client.close();
    closeServer();
  }

  /** Stops the server while the client is connected. */
  void closeServer() {
    server.close();
  }

  Channel channel() {
    return client.channel();
  }

  SampleClient samples() {
    return new SampleClient(client.channel());
  }

  StorageGrpc.StorageBlockingStub stub() {
    return StorageGrpc.newBlockingStub(client.channel());
  }

  RegisterNewDatasetResponse register(String name, Path folder) {
    return register(name, folder, false);
  }

  RegisterNewDatasetResponse register(String name, Path folder, boolean ignoreLastTimestamp) {
    return stub()
        .registerNewDataset(
            request(name, folder, "BinaryFileWrapper", FILE_WRAPPER_CONFIG)
                .setIgnoreLastTimestamp(ignoreLastTimestamp)
                .build());
  }

  RegisterNewDatasetResponse register(String name, Path folder, NumberedFiles files) {
    return stub()
        .registerNewDataset(
            request(name, folder, files.fileWrapperType(), files.fileWrapperConfig()).build());
  }

  private static RegisterNewDatasetRequest.Builder request(
      String name, Path folder, String fileWrapperType, String fileWrapperConfig) {
    return RegisterNewDatasetRequest.newBuilder()
        .setDatasetId(name)
        .setBasePath(folder.toString())
        .setFilesystemWrapperType("LocalFilesystemWrapper")
        .setFileWrapperType(fileWrapperType)
        .setFileWrapperConfig(fileWrapperConfig)
        .setVersion("1");
  }

  GetDatasetStatusResponse status(String name) {
    return stub().getDatasetStatus(GetDatasetStatusRequest.newBuilder().setDatasetId(name).build());
  }

  GetDatasetStatusResponse awaitStatus(String name, Predicate<GetDatasetStatusResponse> wanted) {
    AtomicReference<GetDatasetStatusResponse> status = new AtomicReference<>();
    await(
        () -> {
          status.set(status(name));
          return wanted.test(status.get());
        });
    return status.get();
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still not so").isLessThan(deadline);
      pause();
    }
  }

  void awaitSamples(String name, long samples) {
    awaitStatus(name, status -> status.getNumberOfSamples() == samples);
  }

  /** All samples with a timestamp of at least {@code since}, as (key, timestamp, label). */
  List<long[]> samplesSince(String name, long since) {
    Iterator<GetNewDataSinceResponse> messages =
        stub()
            .getNewDataSince(
                GetNewDataSinceRequest.newBuilder().setDatasetId(name).setTimestamp(since).build());
    List<long[]> samples = new ArrayList<>();
    messages.forEachRemaining(
        message -> {
          for (int i = 0; i < message.getKeysCount(); i++) {
            samples.add(
                new long[] {message.getKeys(i), message.getTimestamps(i), message.getLabels(i)});
          }
        });
    return samples;
  }

  SampleStream read(String name, long... keys) {
    return samples().get(name, keys);
  }

  /** Reads the samples, checks that each is the one of its key, and returns the keys. */
  List<Long> readAndCheck(String name, long... keys) {
    List<Long> received = new ArrayList<>();
    try (SampleStream stream = read(name, keys)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        for (int i = 0; i < batch.size(); i++) {
          long number = batch.key(i) - 1;
          assertThat(batch.length(i)).isEqualTo(SAMPLE_SIZE);
          assertThat(
                  batch
                      .bytes()
                      .get(
                          ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                          batch.offset(i)))
              .isEqualTo(number);
          assertThat(batch.label(i)).isEqualTo(label(number));
          received.add(batch.key(i));
        }
        batch.close();
      }
    }
    return received;
  }

  /** The number that a sample carries. */
  static long number(SampleBatch batch, int index) {
    return batch
        .bytes()
        .get(
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
            batch.offset(index));
  }

  static long label(long number) {
    return number % 40_000;
  }

  static long[] keys(long first, long last) {
    return LongStream.rangeClosed(first, last).toArray();
  }

  /** Writes the records {@code first} to {@code first + count - 1} into a file of that time. */
  static Path write(Path file, long timestamp, long first, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (long number = first; number < first + count; number++) {
      bytes.putShort((short) label(number)).putLong(number).putLong(~number).putShort((short) 0);
    }
    return write(file, timestamp, bytes.array());
  }

  /** The file appears whole, with its time. */
  static Path write(Path file, long timestamp, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Path draft = Files.write(file.resolveSibling(file.getFileName() + ".draft"), bytes);
      Files.setLastModifiedTime(draft, FileTime.from(Instant.ofEpochSecond(timestamp)));
      return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stopServer();
    database.close();
  }
}
