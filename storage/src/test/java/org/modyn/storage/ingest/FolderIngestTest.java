package org.modyn.storage.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.S3Config;
import org.modyn.common.database.Database;
import org.modyn.common.database.TermLock;
import org.modyn.common.error.ModynException;
import org.modyn.common.testing.TestDatabase;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.DatasetRepository;
import org.modyn.storage.database.FileRepository;
import org.modyn.storage.database.IngestLock;
import org.modyn.storage.database.IngestStatus;
import org.modyn.storage.database.IngestStatus.FileReason;
import org.modyn.storage.database.IngestStatusRepository;
import org.modyn.storage.database.RescanRepository;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetDefinition;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.filesystem.DatasetRoots;
import org.modyn.storage.filesystem.Filesystems;
import org.modyn.storage.ingest.FolderIngest.Scan;
import org.modyn.storage.ingest.IngestServices.BatchLimits;

/** Scans of a folder, without the threads that repeat them. */
final class FolderIngestTest {
  private static final int RECORD_SIZE = 4;

  @TempDir private Path folder;
  private final TestDatabase server = TestDatabase.create();
  private final Database database = Database.open(server.config(), "storage");
  private final IngestThreads threads = new IngestThreads(3);
  private final TermLock lock = IngestLock.create(database.dataSource());
  private IngestServices services;
  private long term;

  @BeforeEach
  void start() {
    FileRepository files = new FileRepository(database.jdbi());
    DatasetCatalog catalog =
        new DatasetCatalog(
            new DatasetRepository(database.jdbi()),
            files,
            new Filesystems(
                DatasetRoots.of(
                    ConfigLoader.parse(
                        "test", "storage: {dataset_roots: [" + folder + "]}", ModynConfig.class)),
                ConfigLoader.parse("test", "{}", S3Config.class),
                folder.resolve("no-cache")));
    services =
        new IngestServices(
            catalog,
            files,
            new IngestStatusRepository(database.jdbi()),
            new RescanRepository(database.jdbi()),
            threads,
            new BatchLimits(4, 10));
    term = lock.hold().orElseThrow();
  }

  @AfterEach
  void stop() {
    lock.close();
    threads.close();
    database.close();
    server.close();
  }

  @Test
  void moreFilesThanCandidatesAreTakenInOrder() throws Exception {
    for (int i = 0; i < 50; i++) {
      write(String.format(Locale.ROOT, "file-%02d.bin", 37 * i % 50), 1000 + i, 1 + i % 3);
    }
    Dataset dataset = register(false);
    Scan scan = ingest(dataset, 7).scan();
    assertThat(scan.report().rejected().count()).isZero();
    DatasetIndex index = dataset.index();
    assertThat(index.numberOfFiles()).isEqualTo(50);
    long key = 1;
    for (int i = 0; i < 50; i++) {
      assertThat(index.file(i).status().path())
          .isEqualTo(String.format(Locale.ROOT, "file-%02d.bin", 37 * i % 50));
      assertThat(index.file(i).firstKey()).isEqualTo(key);
      assertThat(index.file(i).size()).isEqualTo(1 + i % 3);
      key += 1 + i % 3;
    }
  }

  @Test
  void badFilesDoNotCrowdOutGoodOnes() throws Exception {
    for (int i = 0; i < 150; i++) {
      writeBytes(String.format(Locale.ROOT, "bad-%03d.bin", i), 1000 + i, RECORD_SIZE + 1);
    }
    write("good.bin", 2000, 3);
    Dataset dataset = register(false);
    FolderIngest ingest = ingest(dataset, 10);
    Scan scan = ingest.scan();
    assertThat(dataset.index().numberOfSamples()).isEqualTo(3);
    assertThat(scan.report().rejected().count()).isEqualTo(150);
    assertThat(scan.report().rejected().listed()).hasSize(IngestStatus.FileReasons.MAXIMUM_LISTED);
    assertThat(ingest.scan().report().rejected()).isEqualTo(scan.report().rejected());

    write("bad-000.bin", 1000, 2);
    write("bad-149.bin", 1149, 1);
    scan = ingest.scan();
    assertThat(dataset.index().numberOfSamples()).isEqualTo(6);
    assertThat(scan.report().rejected().count()).isEqualTo(148);
  }

  @Test
  void pendingFilesAreKnownAfterACrash() throws Exception {
    writeBytes("torn.bin", 1000, RECORD_SIZE + 1);
    for (int i = 0; i < 9; i++) {
      write(String.format(Locale.ROOT, "good-%d.bin", i), 2000 + i, 1);
    }
    Dataset dataset = register(false);
    // what the scan wants to be written down at its end is lost
    assertThat(ingest(dataset, 100).scan().report().rejected().count()).isEqualTo(1);
    write("older.bin", 1500, 1);
    write("torn.bin", 1000, 2);
    Scan scan = ingest(dataset, 100).scan();
    assertThat(dataset.index().numberOfSamples()).isEqualTo(11);
    assertThat(dataset.index().file(9).status().path()).isEqualTo("torn.bin");
    assertThat(scan.report().older()).isEqualTo(1);
  }

  @Test
  void filesOfAllTimesAreTakenWhenTheLastTimestampIsIgnored() throws Exception {
    long now = Instant.now().getEpochSecond();
    write("future.bin", now + 1000, 1);
    write("present.bin", now - 100, 1);
    Dataset dataset = register(true);
    FolderIngest ingest = ingest(dataset, 100);
    assertThat(ingest.scan().report().waiting().count()).isEqualTo(1);
    write("past.bin", 1000, 1);
    Scan scan = ingest.scan();
    assertThat(scan.report().waiting().count()).isZero();
    assertThat(scan.report().older()).isZero();
    assertThat(dataset.index().numberOfFiles()).isEqualTo(3);
  }

  @Test
  void aFileFromTheFutureDoesNotLeaveOutThePresent() throws Exception {
    long now = Instant.now().getEpochSecond();
    write("future.bin", now + 1000, 1);
    Dataset dataset = register(false);
    FolderIngest ingest = ingest(dataset, 100);
    ingest.scan();
    write("present.bin", now - 100, 1);
    Scan scan = ingest.scan();
    assertThat(dataset.index().numberOfFiles()).isEqualTo(1);
    assertThat(scan.report().waiting().listed())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.path()).isEqualTo("future.bin");
              assertThat(file.reason()).contains("in the future");
            });
  }

  @Test
  void aFileThatMustWaitIsTakenThoughANewerOneWasFaster() throws Exception {
    long now = Instant.now().getEpochSecond();
    write("seen.bin", now - 10, 1);
    Dataset dataset = register(false);
    FolderIngest ingest = ingest(dataset, 100);
    ingest.scan();
    write("late.bin", now - 20, 1);
    assertThat(ingest.scan().report().waiting().listed())
        .extracting(FileReason::path)
        .containsExactly("late.bin");
    assertThat(dataset.index().file(0).status().path()).isEqualTo("seen.bin");
    ingest.scan();
    assertThat(dataset.index().file(1).status().path()).isEqualTo("late.bin");
  }

  @Test
  void changedAndVanishedFilesAreReportedEachTime() throws Exception {
    write("a.bin", 1000, 1);
    write("b.bin", 1001, 1);
    write("c.bin", 1002, 1);
    Dataset dataset = register(false);
    FolderIngest ingest = ingest(dataset, 100);
    ingest.scan();
    write("a.bin", 1000, 2);
    Files.delete(folder.resolve("c.bin"));
    for (int i = 0; i < 2; i++) {
      List<FileReason> rejected = ingest.scan().report().rejected().listed();
      assertThat(rejected).extracting(FileReason::path).containsExactly("a.bin", "c.bin");
      assertThat(rejected.get(0).reason()).startsWith("it changed after it was ingested");
      assertThat(rejected.get(1).reason()).startsWith("it vanished after it was ingested");
    }
    assertThat(dataset.index().numberOfSamples()).isEqualTo(3);
  }

  @Test
  void nothingIsRecordedInAnEarlierTerm() throws Exception {
    write("a.bin", 1000, 1);
    Dataset dataset = register(false);
    ingest(dataset, 100).scan();
    write("b.bin", 1001, 1);
    FolderIngest ingest = ingest(dataset, 100);
    long later;
    try (TermLock other = IngestLock.create(database.dataSource())) {
      assertThat(other.hold()).isEmpty();
      cutLockHolder();
      later = other.hold().orElseThrow();
      assertThat(later).isGreaterThan(term);
      assertThat(lock.hold()).isEmpty();
      assertThatThrownBy(ingest::scan)
          .isInstanceOf(ModynException.class)
          .hasMessageContaining("another server ingests new files now");
      services.catalog().refresh(dataset);
      assertThat(dataset.index().numberOfFiles()).isEqualTo(1);
    }
    term = lock.hold().orElseThrow();
    assertThat(term).isGreaterThan(later);
    ingest(dataset, 100).scan();
    assertThat(dataset.index().numberOfFiles()).isEqualTo(2);
  }

  @Test
  void aStoppedIngestRecordsNothing() {
    write("a.bin", 1000, 1);
    Dataset dataset = register(false);
    FolderIngest ingest = ingest(dataset, 100);
    ingest.stop();
    assertThatThrownBy(ingest::scan).isInstanceOf(CancellationException.class);
    assertThat(dataset.index().numberOfFiles()).isZero();
  }

  /** Ends the session that holds the advisory lock. */
  private void cutLockHolder() {
    List<Boolean> cut =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
                            WHERE locktype = 'advisory' AND granted
                              AND database = (
                                SELECT oid FROM pg_database WHERE datname = current_database())
                            """)
                        .mapTo(Boolean.class)
                        .list());
    assertThat(cut).containsExactly(true);
  }

  private FolderIngest ingest(Dataset dataset, int maximumCandidates) {
    return new FolderIngest(dataset, services, term, Clock.systemUTC(), maximumCandidates);
  }

  private Dataset register(boolean ignoreLastTimestamp) {
    services
        .catalog()
        .register(
            new DatasetDefinition(
                "numbers",
                "",
                "1",
                folder.toString(),
                "LocalFilesystemWrapper",
                "BinaryFileWrapper",
                "{record_size: 4, label_size: 1, byteorder: little, file_extension: .bin}",
                ignoreLastTimestamp,
                0,
                false));
    return services.catalog().get("numbers");
  }

  private void write(String name, long seconds, int records) {
    writeBytes(name, seconds, records * RECORD_SIZE);
  }

  private void writeBytes(String name, long seconds, int bytes) {
    try {
      Path file = Files.write(folder.resolve(name), new byte[bytes]);
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(seconds)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
