package org.modyn.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.TestDatabase;
import org.modyn.ml.testing.TestStorage;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.GetDataInIntervalRequest;
import org.modyn.proto.storage.GetDataInIntervalResponse;
import org.modyn.proto.storage.GetDataPageRequest;
import org.modyn.proto.storage.GetDataPageResponse;
import org.modyn.proto.storage.GetDataPerWorkerRequest;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetSizeResponse;
import org.modyn.proto.storage.GetIngestPositionResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.LocateSamplesRequest;
import org.modyn.proto.storage.SampleInTime;
import org.modyn.proto.storage.SampleLocation;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;
import org.modyn.proto.storage.WatchIngestPositionRequest;
import org.modyn.storage.StorageServer;
import org.modyn.supervisor.fake.FakeStorage;

/**
 * The storage servers that tests of {@code ml} and {@code supervisor} use answer as the real one
 * does: the same calls on the same samples have the same results. All have {@value #SAMPLES}
 * samples, ten of each second from 0 on, whose label is ten times their number, from 1.
 */
final class StorageContractTest {
  private static final int SAMPLES = 25;
  private static final String DATASET = TestStorage.DATASET;

  /** Two bytes of label and one of the sample. */
  private static final int RECORD_BYTES = 3;

  /** The real server counts keys from 1, {@link TestStorage} from 0. */
  private static final long FIRST_REAL_KEY = 1;

  @TempDir private static Path folder;
  private static TestDatabase database;
  private static StorageServer server;
  private static GrpcClient client;
  private static StorageBlockingStub real;

  private static final class Samples implements TestStorage.Samples {
    @Override
    public byte[] bytes(long key) {
      return new byte[] {(byte) (7 * key)};
    }

    @Override
    public long label(long key) {
      return 10 * (key + 1);
    }
  }

  @BeforeAll
  static void startRealServer() throws Exception {
    Samples samples = new Samples();
    for (int second = 0; 10 * second < SAMPLES; second++) {
      int from = 10 * second;
      byte[] records = new byte[RECORD_BYTES * Math.min(10, SAMPLES - from)];
      for (int number = 0; number < records.length / RECORD_BYTES; number++) {
        long label = samples.label(from + number);
        records[RECORD_BYTES * number] = (byte) label;
        records[RECORD_BYTES * number + 1] = (byte) (label >> 8);
        records[RECORD_BYTES * number + 2] = samples.bytes(from + number)[0];
      }
      write(String.format(Locale.ROOT, "%d.bin", second), records, second);
    }
    database = TestDatabase.create();
    ModynConfig config =
        ConfigLoader.parse(
            "test",
            """
            storage:
              port: 0
              datasets:
                - name: %s
                  description: ""
                  version: "1"
                  base_path: '%s'
                  filesystem_wrapper_type: LocalFilesystemWrapper
                  file_wrapper_type: BinaryFileWrapper
                  file_wrapper_config:
                    {record_size: 3, label_size: 2, byteorder: little, file_extension: .bin}
            """
                .formatted(DATASET, folder),
            ModynConfig.class);
    server =
        StorageServer.start(config.withStorage(config.storage().withDatabase(database.config())));
    client = GrpcClient.connect("storage", server.address());
    real = StorageGrpc.newBlockingStub(client.channel());
    while (size(real, DATASET, OptionalLong.empty(), OptionalLong.empty()).getNumKeys() < SAMPLES) {
      Thread.sleep(20);
    }
  }

  private static void write(String name, byte[] bytes, long second) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000 * second));
  }

  @AfterAll
  static void stopRealServer() {
    client.close();
    server.close();
    database.close();
  }

  @Test
  void theStorageOfTheLoadersTests() {
    with(
        new TestStorage(SAMPLES, 4, new Samples()),
        fake -> {
          for (OptionalLong start : bounds(0, 1, 2, 5)) {
            for (OptionalLong end : bounds(1, 3, 9)) {
              assertThat(size(fake, DATASET, start, end))
                  .isEqualTo(size(real, DATASET, start, end));
              for (int workers : new int[] {1, 3, 30}) {
                assertThat(shares(fake, start, end, workers, 0))
                    .isEqualTo(shares(real, start, end, workers, FIRST_REAL_KEY));
              }
            }
          }
          long[] keys = {24, 3, 0, 17, 3};
          assertThat(samples(fake, 0, keys)).isEqualTo(samples(real, FIRST_REAL_KEY, keys));
          assertThat(located(fake, 0, keys)).isEqualTo(located(real, FIRST_REAL_KEY, keys));
          DatasetAvailableRequest numbers =
              DatasetAvailableRequest.newBuilder().setDatasetId(DATASET).build();
          assertThat(fake.getSampleFormat(numbers)).isEqualTo(real.getSampleFormat(numbers));
          assertThat(size(fake, "none", OptionalLong.empty(), OptionalLong.empty()))
              .isEqualTo(size(real, "none", OptionalLong.empty(), OptionalLong.empty()));
        });
  }

  @Test
  void theStorageOfTheSupervisorsTests() {
    FakeStorage storage = new FakeStorage();
    storage.add(DATASET, IntStream.range(0, SAMPLES).mapToLong(number -> number / 10).toArray());
    with(
        storage,
        fake -> {
          for (String dataset : List.of(DATASET, "none")) {
            DatasetAvailableRequest request =
                DatasetAvailableRequest.newBuilder().setDatasetId(dataset).build();
            assertThat(fake.checkAvailability(request)).isEqualTo(real.checkAvailability(request));
          }
          for (long start = 0; start < 4; start++) {
            assertThat(since(fake, DATASET, start)).isEqualTo(since(real, DATASET, start));
            for (long end = start; end < 4; end++) {
              assertThat(between(fake, start, end)).isEqualTo(between(real, start, end));
            }
          }
          for (long position = 1; position <= SAMPLES + 1; position += 5) {
            GetDataPageRequest start = page().setPosition(position).build();
            assertThat(pages(fake, start)).isEqualTo(pages(real, start));
            if (position <= SAMPLES) {
              assertThat(firstGrowth(fake, position)).isEqualTo(firstGrowth(real, position));
            }
          }
          for (long first = 0; first < 4; first++) {
            GetDataPageRequest start = page().setFirstTimestamp(first).build();
            assertThat(pages(fake, start)).isEqualTo(pages(real, start));
            GetDataPageRequest bounded = start.toBuilder().setLastTimestamp(1).build();
            assertThat(pages(fake, bounded)).isEqualTo(pages(real, bounded));
          }
          GetDataPageRequest late = page().setPosition(SAMPLES + 2).build();
          for (StorageBlockingStub storages : List.of(fake, real)) {
            for (Runnable call :
                List.<Runnable>of(
                    () -> pages(storages, late), () -> firstGrowth(storages, SAMPLES + 2))) {
              assertThatThrownBy(call::run)
                  .isInstanceOfSatisfying(
                      StatusRuntimeException.class,
                      e ->
                          assertThat(e.getStatus().getCode())
                              .isEqualTo(Status.Code.FAILED_PRECONDITION));
            }
            assertThatThrownBy(() -> since(storages, "none", 0))
                .isInstanceOfSatisfying(
                    StatusRuntimeException.class,
                    e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
          }
        });
  }

  private static void with(BindableService storage, Consumer<StorageBlockingStub> test) {
    try (GrpcServer fakeServer =
            GrpcServer.start(
                "storage", new ServiceAddress("localhost", 0), List.of(storage.bindService()));
        GrpcClient fakeClient = GrpcClient.connect("storage", fakeServer.address())) {
      test.accept(StorageGrpc.newBlockingStub(fakeClient.channel()));
    }
  }

  /** Unset, and the given ones. */
  private static List<OptionalLong> bounds(long... seconds) {
    List<OptionalLong> bounds = new ArrayList<>(List.of(OptionalLong.empty()));
    LongStream.of(seconds).mapToObj(OptionalLong::of).forEach(bounds::add);
    return bounds;
  }

  private static GetDatasetSizeResponse size(
      StorageBlockingStub storage, String dataset, OptionalLong start, OptionalLong end) {
    GetDatasetSizeRequest.Builder request =
        GetDatasetSizeRequest.newBuilder().setDatasetId(dataset);
    start.ifPresent(request::setStartTimestamp);
    end.ifPresent(request::setEndTimestamp);
    return storage.getDatasetSize(request.build());
  }

  /** The numbers, from 0, of each worker's samples. */
  private static List<List<Long>> shares(
      StorageBlockingStub storage, OptionalLong start, OptionalLong end, int workers, long first) {
    List<List<Long>> shares = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      GetDataPerWorkerRequest.Builder request =
          GetDataPerWorkerRequest.newBuilder()
              .setDatasetId(DATASET)
              .setWorkerId(worker)
              .setTotalWorkers(workers);
      start.ifPresent(request::setStartTimestamp);
      end.ifPresent(request::setEndTimestamp);
      List<Long> share = new ArrayList<>();
      storage
          .getDataPerWorker(request.build())
          .forEachRemaining(
              message -> message.getKeysList().forEach(key -> share.add(key - first)));
      shares.add(share);
    }
    return shares;
  }

  /** Labels and bytes by number, with the number of times that the sample came. */
  private static Map<Long, String> samples(
      StorageBlockingStub storage, long first, long[] numbers) {
    GetRequest.Builder request = GetRequest.newBuilder().setDatasetId(DATASET);
    LongStream.of(numbers).forEach(number -> request.addKeys(number + first));
    Map<Long, String> samples = new TreeMap<>();
    Iterator<GetResponse> messages = storage.get(request.build());
    while (messages.hasNext()) {
      GetResponse message = messages.next();
      for (int index = 0; index < message.getKeysCount(); index++) {
        samples.merge(
            message.getKeys(index) - first,
            message.getLabels(index) + " " + message.getSamples(index).byteAt(0) + ";",
            String::concat);
      }
    }
    return samples;
  }

  /** The numbers, in the order of the request, of those that were located. */
  private static List<Long> located(StorageBlockingStub storage, long first, long[] numbers) {
    LocateSamplesRequest.Builder request = LocateSamplesRequest.newBuilder().setDatasetId(DATASET);
    LongStream.of(numbers).forEach(number -> request.addKeys(number + first));
    return storage.locateSamples(request.build()).getSamplesList().stream()
        .map(SampleLocation::getKey)
        .map(key -> key - first)
        .toList();
  }

  private static List<List<Long>> since(StorageBlockingStub storage, String dataset, long start) {
    List<List<Long>> found = new ArrayList<>();
    Iterator<GetNewDataSinceResponse> messages =
        storage.getNewDataSince(
            GetNewDataSinceRequest.newBuilder().setDatasetId(dataset).setTimestamp(start).build());
    while (messages.hasNext()) {
      GetNewDataSinceResponse message = messages.next();
      for (int index = 0; index < message.getKeysCount(); index++) {
        found.add(
            List.of(
                message.getKeys(index), message.getTimestamps(index), message.getLabels(index)));
      }
    }
    return found;
  }

  private static GetDataPageRequest.Builder page() {
    return GetDataPageRequest.newBuilder().setDatasetId(DATASET).setLimit(3);
  }

  /** All pages from the given one on, each starting where the one before ended. */
  private static List<GetDataPageResponse> pages(
      StorageBlockingStub storage, GetDataPageRequest first) {
    List<GetDataPageResponse> pages = new ArrayList<>(List.of(storage.getDataPage(first)));
    while (!pages.getLast().getAtEnd()) {
      GetDataPageResponse last = pages.getLast();
      GetDataPageRequest.Builder next = first.toBuilder();
      if (first.hasPosition()) {
        next.setPosition(last.getNextPosition());
      } else {
        int index = last.getKeysCount() - 1;
        next.setAfterSample(
            SampleInTime.newBuilder()
                .setTimestamp(last.getTimestamps(index))
                .setKey(last.getKeys(index)));
      }
      pages.add(storage.getDataPage(next.build()));
    }
    return pages;
  }

  private static GetIngestPositionResponse firstGrowth(StorageBlockingStub storage, long position) {
    Context.CancellableContext context = Context.current().withCancellation();
    Context caller = context.attach();
    try {
      return storage
          .watchIngestPosition(
              WatchIngestPositionRequest.newBuilder()
                  .setDatasetId(DATASET)
                  .setPosition(position)
                  .build())
          .next();
    } finally {
      context.detach(caller);
      context.cancel(null);
    }
  }

  private static List<List<Long>> between(StorageBlockingStub storage, long start, long end) {
    List<List<Long>> found = new ArrayList<>();
    Iterator<GetDataInIntervalResponse> messages =
        storage.getDataInInterval(
            GetDataInIntervalRequest.newBuilder()
                .setDatasetId(DATASET)
                .setStartTimestamp(start)
                .setEndTimestamp(end)
                .build());
    while (messages.hasNext()) {
      GetDataInIntervalResponse message = messages.next();
      for (int index = 0; index < message.getKeysCount(); index++) {
        found.add(
            List.of(
                message.getKeys(index), message.getTimestamps(index), message.getLabels(index)));
      }
    }
    return found;
  }
}
