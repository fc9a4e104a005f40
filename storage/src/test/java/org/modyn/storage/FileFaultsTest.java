package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleReadPolicy;
import org.modyn.common.sample.SampleStream;

/**
 * Files are cut, overwritten, lost and restored again and again while a server in a JVM of its own
 * reads them for many clients: the server survives, every sample that it sends is the ingested one,
 * and those of other files are always sent.
 */
final class FileFaultsTest {
  private static final Duration DURATION =
      Duration.ofSeconds(Integer.getInteger("modyn.test.fileFaultsSeconds", 8));

  private static final int FILES = 6;
  private static final int DAMAGED_FILES = 4;
  private static final int SAMPLES = 20_000;
  private static final int READERS = 3;
  private static final long TIME = 1000;
  private static final SampleReadPolicy SKIP_UNREADABLE = new SampleReadPolicy(true, true);

  @TempDir private Path folder;
  @TempDir private Path configuration;

  private record Counts(long read, long unreadable) {}

  @Test
  void theServerSurvivesAndSendsNothingElse() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int file = 0; file < FILES; file++) {
      files.add(
          StorageFixture.write(
              folder.resolve(file + ".bin"), TIME + file, (long) file * SAMPLES, SAMPLES));
    }
    try (StorageFixture storage = StorageFixture.start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      storage.register("numbers", folder);
      storage.awaitSamples("numbers", (long) FILES * SAMPLES);
      try (StorageProcess process = StorageProcess.start(configuration, storage.config(List.of()));
          GrpcClient client = GrpcClient.connect("storage", process.address())) {
        long end = System.nanoTime() + DURATION.toNanos();
        List<Future<Counts>> readers = new ArrayList<>();
        for (int reader = 0; reader < READERS; reader++) {
          Random random = new Random(reader);
          readers.add(threads.submit(until(end, () -> read(client, random, true))));
        }
        Future<Counts> damages =
            threads.submit(until(end, new Damage(files.subList(0, DAMAGED_FILES), new Random(7))));
        long read = 0;
        long unreadable = 0;
        for (Future<Counts> reader : readers) {
          read += reader.get().read();
          unreadable += reader.get().unreadable();
        }
        System.out.printf(
            Locale.ROOT,
            "%d damages: %d samples were read, %d were unreadable%n",
            damages.get().read(),
            read,
            unreadable);
        assertThat(read).isPositive();
        assertThat(unreadable).isPositive();
        assertThat(read(client, new Random(8), false))
            .isEqualTo(new Counts((long) FILES * SAMPLES, 0));
      }
    }
  }

  private static Callable<Counts> until(long end, Callable<Counts> action) {
    return () -> {
      long read = 0;
      long unreadable = 0;
      while (System.nanoTime() < end) {
        Counts counts = action.call();
        read += counts.read();
        unreadable += counts.unreadable();
      }
      return new Counts(read, unreadable);
    };
  }

  /** Reads all samples, or a random half of them, and checks each. */
  private static Counts read(GrpcClient client, Random random, boolean half) {
    long[] keys =
        Arrays.stream(StorageFixture.keys(1, (long) FILES * SAMPLES))
            .filter(key -> !half || random.nextBoolean())
            .toArray();
    long read = 0;
    long unreadable = 0;
    try (SampleStream stream =
        new SampleClient(client.channel()).get("numbers", keys, SKIP_UNREADABLE)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        for (int i = 0; i < batch.size(); i++) {
          assertThat(StorageFixture.number(batch, i)).isEqualTo(batch.key(i) - 1);
        }
        read += batch.size();
        for (long key : batch.unreadableKeys()) {
          assertThat(key).isLessThanOrEqualTo((long) DAMAGED_FILES * SAMPLES);
          unreadable++;
        }
        batch.close();
      }
    }
    assertThat(read + unreadable).isEqualTo(keys.length);
    return new Counts(read, unreadable);
  }

  /** Damages a file and restores it. */
  private record Damage(List<Path> files, Random random) implements Callable<Counts> {
    @Override
    public Counts call() throws Exception {
      Path file = files.get(random.nextInt(files.size()));
      byte[] content = Files.readAllBytes(file);
      FileTime time = Files.getLastModifiedTime(file);
      switch (random.nextInt(5)) {
        case 0 -> cut(file, random.nextInt(content.length));
        case 1 -> cut(file, 0);
        case 2 -> Files.write(file, new byte[content.length], StandardOpenOption.WRITE);
        case 3 -> Files.delete(file);
        default -> {
          cut(file, random.nextInt(content.length));
          Files.write(file, new byte[content.length], StandardOpenOption.WRITE);
          Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        }
      }
      pause();
      if (random.nextBoolean()) {
        Path draft = Files.write(file.resolveSibling("draft"), content);
        Files.setLastModifiedTime(draft, time);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.write(file, content);
        Files.setLastModifiedTime(file, time);
      }
      pause();
      return new Counts(1, 0);
    }

    private static void cut(Path file, long size) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(size);
      }
    }

    /** Longer than the resolution of the times that file systems record. */
    private void pause() throws InterruptedException {
      Thread.sleep(10 + random.nextInt(30));
    }
  }
}
