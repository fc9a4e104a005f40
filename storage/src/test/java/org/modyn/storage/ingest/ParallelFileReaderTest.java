package org.modyn.storage.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modyn.storage.database.NewFile;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.file.ParsedRecords;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.ingest.NewFileReader.Accepted;
import org.modyn.storage.ingest.NewFileReader.Outcome;
import org.modyn.storage.ingest.NewFileReader.Rejected;
import org.modyn.storage.ingest.ParallelFileReader.Limits;

final class ParallelFileReaderTest {
  private static final Limits WIDE = new Limits(1000, 1000);

  private final IngestThreads threads = new IngestThreads(4);

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void theOrderIsThatOfTheFilesWhoeverWasFirst() throws Exception {
    List<FileStatus> files = files(300);
    ParallelFileReader reader =
        new ParallelFileReader(
            files,
            file -> file.size() % 7 == 0 ? new Rejected(file, "bad") : slowly(file),
            new Limits(10, 25));
    threads.help(reader);
    List<FileStatus> yielded = new ArrayList<>();
    for (Optional<Outcome> next = reader.next(); next.isPresent(); next = reader.next()) {
      yielded.add(next.get().file());
      reader.release(1, next.get() instanceof Accepted ? 1 : 0);
    }
    assertThat(yielded).isEqualTo(files);
  }

  @Test
  void helpersStayBoundedAheadOfWhatIsReleased() throws Exception {
    AtomicInteger read = new AtomicInteger();
    ParallelFileReader reader =
        new ParallelFileReader(
            files(100),
            file -> {
              read.incrementAndGet();
              return accept(file);
            },
            new Limits(1000, 5));
    assertThat(reader.help(System.nanoTime() + 300_000_000)).isTrue();
    assertThat(read).hasValue(5);
    for (int i = 0; i < 5; i++) {
      reader.next();
    }
    reader.release(2, 2);
    assertThat(reader.help(System.nanoTime() + 300_000_000)).isTrue();
    assertThat(read).hasValue(7);
  }

  @Test
  void theOwnerGoesOnWithoutHelpers() throws Exception {
    ParallelFileReader reader =
        new ParallelFileReader(files(5), ParallelFileReaderTest::accept, new Limits(1, 1));
    int yielded = 0;
    while (reader.next().isPresent()) {
      yielded++;
    }
    assertThat(yielded).isEqualTo(5);
  }

  @Test
  void aFilesystemThatHangsDoesNotStopTheOthers() throws Exception {
    CountDownLatch forEver = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(3);
    ParallelFileReader dead =
        new ParallelFileReader(
            files(50),
            file -> {
              hanging.countDown();
              awaitQuietly(forEver);
              return accept(file);
            },
            WIDE);
    threads.help(dead);
    hanging.await();
    ParallelFileReader alive =
        new ParallelFileReader(files(50), ParallelFileReaderTest::accept, WIDE);
    threads.help(alive);
    int yielded = 0;
    while (alive.next().isPresent()) {
      yielded++;
    }
    assertThat(yielded).isEqualTo(50);
    dead.cancel();
    assertThat(dead.next()).isEmpty();
    forEver.countDown();
  }

  @Test
  void aDeadFilesystemAndABugEndTheScan() {
    ParallelFileReader unavailable =
        new ParallelFileReader(
            files(3),
            file -> {
              throw new IOException("no route");
            },
            WIDE);
    assertThatThrownBy(unavailable::next).isInstanceOf(IOException.class).hasMessage("no route");
    ParallelFileReader bug =
        new ParallelFileReader(
            files(3),
            file -> {
              throw new OutOfMemoryError("too large");
            },
            WIDE);
    assertThatThrownBy(bug::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void everyFileIsTakenOnce() throws Exception {
    ConcurrentHashMap<FileStatus, Integer> times = new ConcurrentHashMap<>();
    ParallelFileReader reader =
        new ParallelFileReader(
            files(2000),
            file -> {
              times.merge(file, 1, Integer::sum);
              return accept(file);
            },
            new Limits(4000, 4000));
    threads.help(reader);
    int yielded = 0;
    while (reader.next().isPresent()) {
      yielded++;
    }
    assertThat(yielded).isEqualTo(2000);
    assertThat(times).hasSize(2000);
    assertThat(times.values()).containsOnly(1);
  }

  private static Outcome slowly(FileStatus file) {
    for (int i = 0; i < file.size() * 7919 % 5000; i++) {
      Thread.onSpinWait();
    }
    return accept(file);
  }

  private static Outcome accept(FileStatus file) {
    ParsedRecords records = ParsedRecords.of(PackedLabels.pack(1, index -> 0));
    return new Accepted(new NewFile(file, records));
  }

  private static List<FileStatus> files(int count) {
    return IntStream.range(0, count).mapToObj(i -> new FileStatus("file-" + i, i, i)).toList();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
