package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleStream;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.StorageGrpc;

/** An ingest that is cut off, by SIGKILL or by its database, again and again, at any point. */
final class IngestCrashTest {
  private static final String DATASET = "numbers";
  private static final int KILLS = 6;
  private static final int FILES_BEFORE = 400;
  private static final int FILES_BETWEEN = 40;
  private static final int RECORDS = 25;

  @TempDir private Path folder;
  @TempDir private Path directory;
  private final TestDatabase database = TestDatabase.create();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Random random = new Random(7);
  private int files;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
    database.close();
  }

  @Test
  void aRestartYieldsTheSamplesOfTheCompleteFilesUnderTheirKeys() {
    writeFiles(FILES_BEFORE);
    writeTorn("torn.bin");
    Map<Long, Long> visible = new HashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      StorageProcess server = keep(StorageProcess.start(directory, config()));
      try (GrpcClient client = GrpcClient.connect("storage", server.address())) {
        if (kill == 0) {
          register(client);
        }
        long wanted = visible.size() + random.nextLong((long) RECORDS * FILES_BEFORE / 6);
        StorageFixture.await(() -> samples(client) >= Math.min(wanted, expectedSamples()));
        assertKept(client, visible);
      }
      server.kill();
      writeFiles(FILES_BETWEEN);
    }
    StorageFixture.write(folder.resolve("torn.bin"), 1, numberOfRecord(files, 0), RECORDS);
    files++;
    StorageServer last = keep(StorageServer.start(config()));
    GrpcClient client = keep(GrpcClient.connect("storage", last.address()));
    StorageFixture.await(() -> samples(client) == expectedSamples());
    assertKept(client, visible);
    assertThat(visible).hasSize(expectedSamples());
    assertThat(visible.values()).doesNotHaveDuplicates();
    assertThat(visible.keySet()).allMatch(key -> key >= 1 && key <= expectedSamples());
  }

  @Test
  void aServerWhoseSessionsAreCutGoesOnAndTakesNothingTwice() throws Exception {
    StorageServer server = keep(StorageServer.start(config()));
    StorageServer other = keep(StorageServer.start(config()));
    GrpcClient client = keep(GrpcClient.connect("storage", server.address()));
    register(client);
    AtomicBoolean done = new AtomicBoolean();
    Thread cutter = Thread.ofPlatform().start(() -> cutSessions(done));
    for (int i = 0; i < 30; i++) {
      writeFiles(20);
      Thread.sleep(50);
    }
    done.set(true);
    cutter.join();
    StorageFixture.await(() -> samplesIfAnswered(client) == expectedSamples());
    Map<Long, Long> visible = new HashMap<>();
    assertKept(client, visible);
    assertThat(visible.values()).doesNotHaveDuplicates();
    GrpcClient toOther = keep(GrpcClient.connect("storage", other.address()));
    StorageFixture.await(() -> samplesIfAnswered(toOther) == expectedSamples());
    assertKept(toOther, visible);
  }

  /** Each sample that was visible is so under the same key; adds those that have become so. */
  private static void assertKept(GrpcClient client, Map<Long, Long> visible) {
    Map<Long, Long> now = new HashMap<>();
    long[] keys = keys(client);
    try (SampleStream stream = new SampleClient(client.channel()).get(DATASET, keys)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        for (int i = 0; i < batch.size(); i++) {
          now.put(batch.key(i), StorageFixture.number(batch, i));
        }
        batch.close();
      }
    }
    assertThat(now).hasSize(keys.length).containsAllEntriesOf(visible);
    visible.putAll(now);
  }

  private void cutSessions(AtomicBoolean done) {
    try (Database own = Database.open(database.config(), "storage")) {
      while (!done.get()) {
        own.jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND pid <> pg_backend_pid()
                              AND random() < 0.5
                            """)
                        .mapTo(Boolean.class)
                        .list());
        Thread.sleep(300);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeFiles(int count) {
    for (int i = 0; i < count; i++) {
      StorageFixture.write(
          folder.resolve(String.format(Locale.ROOT, "file-%05d.bin", files)),
          1000 + files / 3,
          numberOfRecord(files, 0),
          RECORDS);
      files++;
    }
  }

  private void writeTorn(String name) {
    StorageFixture.write(folder.resolve(name), 1, new byte[StorageFixture.RECORD_SIZE + 1]);
  }

  private static long numberOfRecord(int file, int record) {
    return (long) file * RECORDS + record;
  }

  private int expectedSamples() {
    return files * RECORDS;
  }

  private static long[] keys(GrpcClient client) {
    Iterator<GetNewDataSinceResponse> messages =
        StorageGrpc.newBlockingStub(client.channel())
            .getNewDataSince(GetNewDataSinceRequest.newBuilder().setDatasetId(DATASET).build());
    List<Long> keys = new ArrayList<>();
    messages.forEachRemaining(message -> keys.addAll(message.getKeysList()));
    return keys.stream().mapToLong(Long::longValue).toArray();
  }

  private static long samples(GrpcClient client) {
    return StorageGrpc.newBlockingStub(client.channel())
        .getDatasetStatus(GetDatasetStatusRequest.newBuilder().setDatasetId(DATASET).build())
        .getNumberOfSamples();
  }

  /** A session that was cut may still be in the pool. */
  private static long samplesIfAnswered(GrpcClient client) {
    try {
      return samples(client);
    } catch (StatusRuntimeException e) {
      return -1;
    }
  }

  private void register(GrpcClient client) {
    StorageGrpc.newBlockingStub(client.channel())
        .registerNewDataset(
            RegisterNewDatasetRequest.newBuilder()
                .setDatasetId(DATASET)
                .setBasePath(folder.toString())
                .setFilesystemWrapperType("LocalFilesystemWrapper")
                .setFileWrapperType("BinaryFileWrapper")
                .setFileWrapperConfig(StorageFixture.FILE_WRAPPER_CONFIG)
                .build());
  }

  private ModynConfig config() {
    ModynConfig config =
        ConfigLoader.parse(
            "test",
            "storage: {port: 0, file_watcher_watchdog_sleep_time_s: 1,"
                + " sample_dbinsertion_batchsize: 100, dataset_roots: ["
                + System.getProperty("java.io.tmpdir")
                + "]}",
            ModynConfig.class);
    return config.withStorage(config.storage().withDatabase(database.config()));
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
