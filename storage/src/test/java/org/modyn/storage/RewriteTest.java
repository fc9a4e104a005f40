package org.modyn.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.database.Database;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.DeleteDataResponse;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.storage.database.FileRepository;
import org.modyn.storage.database.RewriteRepository;
import org.modyn.storage.database.RewriteRepository.FileToRewrite;
import org.modyn.storage.database.RewriteRepository.Intent;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.filesystem.FileStatus;

/** Records that are removed from their files cannot be read, and all others keep their keys. */
final class RewriteTest {
  @TempDir private Path folder;
  private StorageFixture storage;
  private Path file;

  @BeforeEach
  void takeTwoFiles() {
    storage = StorageFixture.start(", sample_batch_size: 50");
    file = StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 300);
    StorageFixture.write(folder.resolve("b.bin"), 1001, 300, 10);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 310);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void whatIsCutOutIsNowhereAnyMore() throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    assertThat(delete(false, 1, 2, 40, 300).getSuccess()).isTrue();
    assertThat(contains(39)).isTrue();
    assertThat(delete(true, 7).getError()).isEmpty();
    for (long key : new long[] {1, 2, 7, 40, 300}) {
      assertThat(contains(key - 1)).isFalse();
    }
    assertThat(file).hasSize(295L * StorageFixture.RECORD_SIZE);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(modified);
    assertThat(folder).isDirectoryNotContaining("glob:**.incomplete");
    assertLeft(Set.of(1L, 2L, 7L, 40L, 300L));
    assertThat(labelsOf("a.bin")).startsWith((byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 2);
    restart();
    assertLeft(Set.of(1L, 2L, 7L, 40L, 300L));
    assertThat(delete(true, 7).getSuccess()).isFalse();
  }

  @Test
  void deletedSamplesCanBeCutOutLater() {
    delete(false, 5);
    assertThat(delete(true, 5).getSuccess()).isTrue();
    assertThat(contains(4)).isFalse();
    assertLeft(Set.of(5L));
  }

  @Test
  void aFileIsRewrittenAgainAndAgainUntilItIsGone() {
    Random random = new Random(3);
    Set<Long> gone = new HashSet<>();
    while (gone.size() < 300) {
      long[] keys =
          LongStream.rangeClosed(1, 300)
              .filter(key -> !gone.contains(key) && random.nextInt(3) == 0)
              .toArray();
      boolean rewrite = random.nextBoolean();
      assertThat(delete(rewrite, keys).getSuccess()).isEqualTo(keys.length > 0);
      LongStream.of(keys).forEach(gone::add);
      assertLeft(gone);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void readersDoNotNotice() {
    long[] kept = LongStream.rangeClosed(1, 310).filter(key -> key % 3 == 0).toArray();
    AtomicBoolean done = new AtomicBoolean();
    try (StorageServer other = StorageServer.start(storage.config(List.of()));
        GrpcClient client = GrpcClient.connect("storage", other.address())) {
      StorageGrpc.StorageBlockingStub stub = StorageGrpc.newBlockingStub(client.channel());
      CompletableFuture<Integer> reading =
          CompletableFuture.supplyAsync(
              () -> {
                int rounds = 0;
                do {
                  assertThat(storage.readAndCheck("numbers", kept.clone())).hasSize(kept.length);
                  assertThat(numbers(stub, kept)).hasSize(kept.length);
                  rounds++;
                } while (!done.get());
                return rounds;
              });
      for (long key = 1; key <= 298; key += key % 3 == 1 ? 1 : 2) {
        assertThat(delete(true, key).getError()).isEmpty();
      }
      done.set(true);
      assertThat(reading.join()).isPositive();
    }
    assertThat(file).hasSize((100 + 1) * (long) StorageFixture.RECORD_SIZE);
  }

  @Test
  void aServerCompletesWhatAnotherHasOnlyMarked() throws IOException {
    delete(false, 3, 4);
    whileStopped(rewrites -> {});
    awaitRewritten();
  }

  @Test
  void aServerCompletesWhatAnotherHasOnlyAnnounced() throws IOException {
    delete(false, 3, 4);
    whileStopped(
        rewrites -> {
          FileToRewrite next = next(rewrites);
          rewrites.begin(next.fileId(), intent(next));
        });
    awaitRewritten();
  }

  @Test
  void aServerCompletesWhatAnotherHasWrittenAndNotRecorded() throws IOException {
    delete(false, 3, 4);
    whileStopped(
        rewrites -> {
          FileToRewrite next = next(rewrites);
          rewrites.begin(next.fileId(), intent(next));
          byte[] before = Files.readAllBytes(file);
          ByteBuffer after = ByteBuffer.allocate(298 * StorageFixture.RECORD_SIZE);
          after.put(before, 0, 2 * StorageFixture.RECORD_SIZE);
          after.put(
              before,
              4 * StorageFixture.RECORD_SIZE,
              before.length - 4 * StorageFixture.RECORD_SIZE);
          StorageFixture.write(file, 1000, after.array());
        });
    awaitRewritten();
  }

  @Test
  void aFileThatSomebodyHasChangedIsLeftAlone() throws IOException {
    delete(false, 3, 4);
    whileStopped(
        rewrites -> {
          FileToRewrite next = next(rewrites);
          rewrites.begin(next.fileId(), intent(next));
          StorageFixture.write(file, 5000, 0, 299);
        });
    assertThat(file).hasSize(299L * StorageFixture.RECORD_SIZE);
    assertThat(delete(true, 3).getError()).contains("it changed after it was ingested");
    assertThat(storage.readAndCheck("numbers", 301, 310)).hasSize(2);
  }

  @Test
  void rowsOfTextAreCutOutUnderTheirHeader() throws IOException {
    StringBuilder text = new StringBuilder("label,name,number\r\n");
    for (int i = 0; i < 50; i++) {
      text.append(7 * i).append(i % 2 == 0 ? ",\"a\nb\"," : ",c,").append(i);
      text.append(i == 49 ? "" : i % 3 == 0 ? "\r\n" : "\n");
    }
    Path csv = folder.resolve("text/rows.csv");
    StorageFixture.write(csv, 1000, text.toString().getBytes(UTF_8));
    storage
        .stub()
        .registerNewDataset(
            RegisterNewDatasetRequest.newBuilder()
                .setDatasetId("rows")
                .setBasePath(csv.getParent().toString())
                .setFilesystemWrapperType("LocalFilesystemWrapper")
                .setFileWrapperType("CsvFileWrapper")
                .setFileWrapperConfig(
                    "{separator: ',', label_index: 0, ignore_first_line: true, quote: '\"',"
                        + " quoted_linebreaks: true, file_extension: .csv}")
                .build());
    storage.awaitSamples("rows", 50);
    Set<Long> gone = new HashSet<>();
    for (List<Long> keys : List.of(List.of(1L, 2L, 30L), List.of(50L), List.of(3L, 29L, 31L))) {
      assertThat(
              storage
                  .stub()
                  .deleteData(
                      DeleteDataRequest.newBuilder().setDatasetId("rows").addAllKeys(keys).build())
                  .getError())
          .isEmpty();
      gone.addAll(keys);
      assertThat(Files.readString(csv)).startsWith("label,name,number\r\n");
      Map<Long, String> expected = new HashMap<>();
      for (long key = 1; key <= 50; key++) {
        if (!gone.contains(key)) {
          long number = key - 1;
          expected.put(key, 7 * number + (number % 2 == 0 ? ":\"a\nb\"," : ":c,") + number);
        }
      }
      assertThat(rows(expected.keySet())).isEqualTo(expected);
    }
  }

  @Test
  void serversHearOfFilesThatAreOutdated() {
    try (Database database = openDatabase()) {
      FileRepository files = new FileRepository(database.jdbi());
      List<FileStatus> outdated = new ArrayList<>();
      DatasetIndex before = files.load(1, DatasetIndex.EMPTY, outdated::add);
      delete(false, 5);
      DatasetIndex deleted = files.load(1, before, outdated::add);
      assertThat(outdated).isEmpty();
      delete(true, 6);
      DatasetIndex rewritten = files.load(1, deleted, outdated::add);
      delete(false, StorageFixture.keys(301, 310));
      DatasetIndex removed = files.load(1, rewritten, outdated::add);
      assertThat(outdated).containsExactly(before.file(0).status(), before.file(1).status());
      assertThat(rewritten.file(0).status()).isNotEqualTo(before.file(0).status());
      assertThat(removed.numberOfFiles()).isEqualTo(1);
      assertThat(files.load(1, removed, outdated::add).numberOfSamples()).isEqualTo(298);
      assertThat(outdated).hasSize(2);
    }
  }

  private interface Meddling {
    void meddle(RewriteRepository rewrites) throws IOException;
  }

  /** Leaves the first file as a server does that dies while it rewrites it. */
  private void whileStopped(Meddling meddling) throws IOException {
    storage.stopServer();
    try (Database database = openDatabase()) {
      database
          .jdbi()
          .useHandle(
              handle -> handle.execute("UPDATE files SET erasing = true WHERE path = ?", "a.bin"));
      meddling.meddle(new RewriteRepository(database.jdbi()));
    }
    storage.startServer(List.of());
  }

  private void restart() {
    storage.stopServer();
    storage.startServer(List.of());
  }

  private Database openDatabase() {
    return Database.open(storage.config(List.of()).storage().database(), "storage");
  }

  private static FileToRewrite next(RewriteRepository rewrites) {
    return rewrites.next(1, 0).orElseThrow();
  }

  private static Intent intent(FileToRewrite file) {
    return new Intent(file.deleted(), file.status().size() - 2L * StorageFixture.RECORD_SIZE);
  }

  private void awaitRewritten() {
    assertLeft(Set.of(3L, 4L));
    assertThat(contains(2) || contains(3)).isFalse();
    assertThat(file).hasSize(298L * StorageFixture.RECORD_SIZE);
    try (Database database = openDatabase()) {
      assertThat(new RewriteRepository(database.jdbi()).datasetsWithFilesToRewrite()).isEmpty();
    }
  }

  private byte[] labelsOf(String path) {
    try (Database database = openDatabase()) {
      return database
          .jdbi()
          .withHandle(
              handle ->
                  handle
                      .createQuery("SELECT labels FROM files WHERE path = :path")
                      .bind("path", path)
                      .mapTo(byte[].class)
                      .one());
    }
  }

  /** Whether the first file has the record of that number. */
  private boolean contains(long number) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 2; at < bytes.capacity(); at += StorageFixture.RECORD_SIZE) {
        if (bytes.getLong(at) == number) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertLeft(Set<Long> gone) {
    List<Long> expected =
        LongStream.rangeClosed(1, 310).filter(key -> !gone.contains(key)).boxed().toList();
    List<long[]> listed = storage.samplesSince("numbers", 0);
    assertThat(listed.stream().map(sample -> sample[0])).isEqualTo(expected);
    assertThat(listed)
        .allSatisfy(
            sample -> {
              assertThat(sample[1]).isEqualTo(sample[0] <= 300 ? 1000 : 1001);
              assertThat(sample[2]).isEqualTo(StorageFixture.label(sample[0] - 1));
            });
    long[] keys = expected.stream().mapToLong(Long::longValue).toArray();
    assertThat(storage.readAndCheck("numbers", keys)).isEqualTo(expected);
  }

  private static List<Long> numbers(StorageGrpc.StorageBlockingStub stub, long[] keys) {
    List<Long> numbers = new ArrayList<>();
    stub.get(
            GetRequest.newBuilder()
                .setDatasetId("numbers")
                .addAllKeys(LongStream.of(keys).boxed().toList())
                .build())
        .forEachRemaining(
            message -> {
              for (int i = 0; i < message.getKeysCount(); i++) {
                long number =
                    message
                        .getSamples(i)
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong();
                assertThat(message.getKeys(i)).isEqualTo(number + 1);
                assertThat(message.getLabels(i)).isEqualTo(StorageFixture.label(number));
                numbers.add(number);
              }
            });
    return numbers;
  }

  /** Key to label and sample, as {@code label:sample}. */
  private Map<Long, String> rows(Set<Long> keys) {
    Map<Long, String> rows = new HashMap<>();
    storage
        .stub()
        .get(GetRequest.newBuilder().setDatasetId("rows").addAllKeys(keys).build())
        .forEachRemaining(
            (GetResponse message) -> {
              for (int i = 0; i < message.getKeysCount(); i++) {
                rows.put(
                    message.getKeys(i),
                    message.getLabels(i) + ":" + message.getSamples(i).toStringUtf8());
              }
            });
    return rows;
  }

  private DeleteDataResponse delete(boolean rewrite, long... keys) {
    return storage
        .stub()
        .deleteData(
            DeleteDataRequest.newBuilder()
                .setDatasetId("numbers")
                .addAllKeys(LongStream.of(keys).boxed().toList())
                .setMarkOnly(!rewrite)
                .build());
  }
}
