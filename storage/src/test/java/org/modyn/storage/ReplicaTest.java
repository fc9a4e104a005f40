package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleStream;
import org.modyn.common.testing.CuttableProxy;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;

/** Several servers over one database and one folder; some of them die. */
final class ReplicaTest {
  private static final String DATASET = "numbers";

  @TempDir private Path folder;
  @TempDir private Path directory;
  private final TestDatabase database = TestDatabase.create();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
    database.close();
  }

  @Test
  void allServeWhatOneTook() {
    List<StorageServer> servers = List.of(startServer(), startServer(), startServer());
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 700);
    StorageFixture.write(folder.resolve("b.bin"), 2000, 700, 300);
    register(stub(connect(servers.getLast().address())));
    for (StorageServer server : servers) {
      GrpcClient client = connect(server.address());
      awaitSamples(client, 1000);
      List<Long> keys = new ArrayList<>(LongStream.rangeClosed(1, 1000).boxed().toList());
      Collections.shuffle(keys, new Random(1));
      assertThat(read(client, keys)).containsExactlyInAnyOrderElementsOf(keys);
      assertThat(listed(client)).isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
    }
    StorageFixture.write(folder.resolve("c.bin"), 3000, 1000, 100);
    servers.forEach(server -> awaitSamples(connect(server.address()), 1100));
  }

  @Test
  void requestsForSamplesGoToAllServers() {
    StorageServer first = startServer();
    StorageServer second = startServer();
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10_000);
    register(stub(connect(first.address())));
    awaitSamples(connect(first.address()), 10_000);
    awaitSamples(connect(second.address()), 10_000);
    CuttableProxy toFirst = keep(CuttableProxy.to(first.address().port()));
    CuttableProxy toSecond = keep(CuttableProxy.to(second.address().port()));
    GrpcClient client = connect(address(toFirst), address(toSecond));
    List<Long> keys = LongStream.rangeClosed(1, 10_000).boxed().toList();
    long answer = 10_000L * StorageFixture.SAMPLE_SIZE;
    StorageFixture.await(
        () -> {
          assertThat(read(client, keys)).hasSize(10_000);
          return toFirst.bytesToClients() > 3 * answer && toSecond.bytesToClients() > 3 * answer;
        });
  }

  @Test
  void whenTheOneThatTakesFilesStopsAnotherGoesOn() throws Exception {
    StorageServer first = startServer();
    StorageServer second = startServer();
    GrpcClient client = connect(second.address());
    register(stub(client));
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeFiles(0, 60));
    StorageFixture.await(() -> size(client) >= 1000);
    first.close();
    writer.get();
    awaitSamples(client, 6000);
    assertEveryNumberOnce(client, 6000);
  }

  @Test
  void whenTheOneThatTakesFilesIsKilledAnotherGoesOn() throws Exception {
    StorageProcess first = keep(StorageProcess.start(directory, config()));
    StorageServer second = startServer();
    GrpcClient client = connect(second.address());
    register(stub(client));
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeFiles(0, 60));
    StorageFixture.await(() -> size(client) >= 1000);
    List<Long> before = listed(client);
    first.kill();
    writer.get();
    awaitSamples(client, 6000);
    assertThat(listed(client)).startsWith(before.toArray(Long[]::new));
    assertEveryNumberOnce(client, 6000);
  }

  @Test
  void samplesKeepComingWhenAServerIsKilled() {
    StorageProcess dying = keep(StorageProcess.start(directory, config()));
    StorageServer other = startServer();
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 600_000);
    StorageFixture.write(folder.resolve("b.bin"), 1001, 600_000, 600_000);
    GrpcClient client = connect(dying.address(), other.address());
    register(stub(client));
    awaitSamples(connect(dying.address()), 1_200_000);
    awaitSamples(connect(other.address()), 1_200_000);
    long[] keys = LongStream.rangeClosed(1, 1_200_000).toArray();
    SampleClient samples = new SampleClient(client.channel());
    List<SampleStream> streams = new ArrayList<>();
    for (int count = 0; count < 4; count++) {
      streams.add(keep(samples.get(DATASET, keys)));
    }
    List<long[]> received = new ArrayList<>();
    for (SampleStream stream : streams) {
      received.add(new long[keys.length + 1]);
      receive(stream, 2, received.getLast());
    }
    dying.kill();
    for (int count = 0; count < streams.size(); count++) {
      receive(streams.get(count), Integer.MAX_VALUE, received.get(count));
      assertThat(Arrays.stream(received.get(count)).skip(1)).allMatch(times -> times == 1);
    }
  }

  @Test
  void withoutItsDatabaseAServerServesWhatItKnows() {
    StorageServer server = startServer();
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 100);
    GrpcClient client = connect(server.address());
    register(stub(client));
    awaitSamples(client, 100);
    database.close();
    List<Long> keys = LongStream.rangeClosed(1, 100).boxed().toList();
    assertThat(read(client, keys)).isEqualTo(keys);
    assertThat(listed(client)).isEqualTo(keys);
    ManagedChannel impatient =
        NettyChannelBuilder.forAddress("localhost", server.address().port())
            .usePlaintext()
            .disableRetry()
            .build();
    open.add(impatient::shutdownNow);
    assertThat(
            HealthGrpc.newBlockingStub(impatient)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    DatasetAvailableRequest unknown =
        DatasetAvailableRequest.newBuilder().setDatasetId("letters").build();
    // a statement that was under way when the connection was cut fails in its own way
    StorageFixture.await(
        () -> {
          try {
            return StorageGrpc.newBlockingStub(impatient).checkAvailability(unknown).getAvailable();
          } catch (StatusRuntimeException e) {
            return e.getMessage().startsWith("UNAVAILABLE: PostgreSQL at ");
          }
        });
  }

  private ModynConfig config() {
    ModynConfig config =
        ConfigLoader.parse(
            "test",
            "storage: {port: 0, file_watcher_watchdog_sleep_time_s: 1, dataset_roots: ["
                + System.getProperty("java.io.tmpdir")
                + "]}",
            ModynConfig.class);
    return config.withStorage(config.storage().withDatabase(database.config()));
  }

  private StorageServer startServer() {
    return keep(StorageServer.start(config()));
  }

  private GrpcClient connect(ServiceAddress... addresses) {
    return keep(GrpcClient.connect("storage", new ServiceTarget(List.of(addresses))));
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static ServiceAddress address(CuttableProxy way) {
    return new ServiceAddress("localhost", way.port());
  }

  private static StorageBlockingStub stub(GrpcClient client) {
    return StorageGrpc.newBlockingStub(client.channel());
  }

  private void register(StorageBlockingStub stub) {
    assertThat(
            stub.registerNewDataset(
                    RegisterNewDatasetRequest.newBuilder()
                        .setDatasetId(DATASET)
                        .setBasePath(folder.toString())
                        .setFilesystemWrapperType("LocalFilesystemWrapper")
                        .setFileWrapperType("BinaryFileWrapper")
                        .setFileWrapperConfig(StorageFixture.FILE_WRAPPER_CONFIG)
                        .build())
                .getSuccess())
        .isTrue();
  }

  /** Files of 100 records each, one a second of their time. */
  private void writeFiles(int first, int end) {
    for (int file = first; file < end; file++) {
      StorageFixture.write(folder.resolve(file + ".bin"), 1000 + file, file * 100L, 100);
      StorageFixture.pause();
    }
  }

  private static long size(GrpcClient client) {
    GetDatasetSizeRequest request =
        GetDatasetSizeRequest.newBuilder().setDatasetId(DATASET).build();
    return stub(client).getDatasetSize(request).getNumKeys();
  }

  private static void awaitSamples(GrpcClient client, long samples) {
    StorageFixture.await(() -> size(client) == samples);
  }

  private static List<Long> listed(GrpcClient client) {
    Iterator<GetNewDataSinceResponse> messages =
        stub(client)
            .getNewDataSince(GetNewDataSinceRequest.newBuilder().setDatasetId(DATASET).build());
    List<Long> keys = new ArrayList<>();
    messages.forEachRemaining(message -> keys.addAll(message.getKeysList()));
    return keys;
  }

  /** All files are there, and none of them twice. */
  private static void assertEveryNumberOnce(GrpcClient client, int samples) {
    List<Long> keys = listed(client);
    assertThat(keys).hasSize(samples).doesNotHaveDuplicates();
    assertThat(read(client, keys)).isEqualTo(LongStream.rangeClosed(1, samples).boxed().toList());
  }

  /** Reads the samples, checks that each is the one of its key, and returns the sorted keys. */
  private static List<Long> read(GrpcClient client, List<Long> keys) {
    long[] received = new long[1 + Collections.max(keys).intValue()];
    long[] request = keys.stream().mapToLong(Long::longValue).toArray();
    try (SampleStream stream = new SampleClient(client.channel()).get(DATASET, request)) {
      receive(stream, Integer.MAX_VALUE, received);
    }
    List<Long> sorted = new ArrayList<>();
    for (int key = 0; key < received.length; key++) {
      sorted.addAll(Collections.nCopies((int) received[key], (long) key));
    }
    return sorted;
  }

  /** Counts the keys of the next batches; the sample of a key begins with the key less one. */
  private static void receive(SampleStream stream, int batches, long[] timesReceived) {
    for (int count = 0; count < batches; count++) {
      SampleBatch batch = stream.next();
      if (batch == null) {
        return;
      }
      for (int i = 0; i < batch.size(); i++) {
        long number =
            batch
                .bytes()
                .get(
                    ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                    batch.offset(i));
        if (number != batch.key(i) - 1 || batch.label(i) != StorageFixture.label(number)) {
          throw new AssertionError(
              String.format(Locale.ROOT, "key %d came with %d", batch.key(i), number));
        }
        timesReceived[(int) batch.key(i)]++;
      }
      batch.close();
    }
  }
}
