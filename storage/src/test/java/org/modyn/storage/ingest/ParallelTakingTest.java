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
import org.modyn.storage.file.TakenRecords;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.ingest.FileTaking.Accepted;
import org.modyn.storage.ingest.FileTaking.Outcome;
import org.modyn.storage.ingest.FileTaking.Rejected;
import org.modyn.storage.ingest.ParallelTaking.Limits;

final class ParallelTakingTest {
  private static final Limits WIDE = new Limits(1000, 1000);

  private final IngestThreads threads = new IngestThreads(4);

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void theOrderIsThatOfTheFilesWhoeverWasFirst() throws Exception {
    List<FileStatus> files = files(300);
    ParallelTaking taking =
        new ParallelTaking(
            files,
            file -> file.size() % 7 == 0 ? new Rejected(file, "bad") : slowly(file),
            new Limits(10, 25));
    threads.help(taking);
    List<FileStatus> yielded = new ArrayList<>();
    for (Optional<Outcome> next = taking.next(); next.isPresent(); next = taking.next()) {
      yielded.add(next.get().file());
      taking.release(1, next.get() instanceof Accepted ? 1 : 0);
    }
    assertThat(yielded).isEqualTo(files);
  }

  @Test
  void helpersStayBoundedAheadOfWhatIsReleased() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    ParallelTaking taking =
        new ParallelTaking(
            files(100),
            file -> {
              taken.incrementAndGet();
              return accept(file);
            },
            new Limits(1000, 5));
    assertThat(taking.help(System.nanoTime() + 300_000_000)).isTrue();
    assertThat(taken).hasValue(5);
    for (int i = 0; i < 5; i++) {
      taking.next();
    }
    taking.release(2, 2);
    assertThat(taking.help(System.nanoTime() + 300_000_000)).isTrue();
    assertThat(taken).hasValue(7);
  }

  @Test
  void theOwnerGoesOnWithoutHelpers() throws Exception {
    ParallelTaking taking =
        new ParallelTaking(files(5), ParallelTakingTest::accept, new Limits(1, 1));
    int yielded = 0;
    while (taking.next().isPresent()) {
      yielded++;
    }
    assertThat(yielded).isEqualTo(5);
  }

  @Test
  void aFilesystemThatHangsDoesNotStopTheOthers() throws Exception {
    CountDownLatch forEver = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(3);
    ParallelTaking dead =
        new ParallelTaking(
            files(50),
            file -> {
              hanging.countDown();
              awaitQuietly(forEver);
              return accept(file);
            },
            WIDE);
    threads.help(dead);
    hanging.await();
    ParallelTaking alive = new ParallelTaking(files(50), ParallelTakingTest::accept, WIDE);
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
    ParallelTaking unavailable =
        new ParallelTaking(
            files(3),
            file -> {
              throw new IOException("no route");
            },
            WIDE);
    assertThatThrownBy(unavailable::next).isInstanceOf(IOException.class).hasMessage("no route");
    ParallelTaking bug =
        new ParallelTaking(
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
    ParallelTaking taking =
        new ParallelTaking(
            files(2000),
            file -> {
              times.merge(file, 1, Integer::sum);
              return accept(file);
            },
            new Limits(4000, 4000));
    threads.help(taking);
    int yielded = 0;
    while (taking.next().isPresent()) {
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
    TakenRecords records = TakenRecords.of(PackedLabels.pack(1, index -> 0));
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
