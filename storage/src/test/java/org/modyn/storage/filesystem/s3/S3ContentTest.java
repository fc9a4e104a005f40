package org.modyn.storage.filesystem.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.proto.storage.GetResponse;
import org.modyn.storage.filesystem.FileChangedException;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FilesystemUnavailableException;

final class S3ContentTest {
  private static final int BLOCK = 4096;
  private static final String BLOCKS = ", block_size_bytes: " + BLOCK;
  private final S3TestServer server = S3TestServer.start();
  @TempDir private Path cache;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readsAdjacentBlocksByOneRequest() throws IOException {
    byte[] bytes = put(64 * BLOCK + 100);
    try (S3Storage storage = storage(BLOCKS)) {
      FileContent content = open(storage);

      assertThat(content.prefetch(new long[] {10}, new long[] {bytes.length}, 1)).isEqualTo(1);
      assertReads(content, bytes, 10, bytes.length);
      content.requireUnchanged();

      assertThat(server.reads()).isEqualTo(1);
      assertThat(server.looks()).as("when it was opened, and never since").isEqualTo(1);
    }
  }

  @Test
  void bridgesSmallGapsAndNotLargeOnes() throws IOException {
    byte[] bytes = put(4 << 20);
    try (S3Storage storage = storage(BLOCKS)) {
      FileContent content = open(storage);
      long[] starts = {0, 100 * BLOCK, 200 * BLOCK + 5, 1000 * BLOCK};
      long[] ends = Arrays.stream(starts).map(start -> start + 10).toArray();

      assertThat(content.prefetch(starts, ends, 4)).isEqualTo(4);
      for (long start : starts) {
        assertReads(content, bytes, (int) start, (int) start + 10);
      }
      assertThat(server.reads()).isEqualTo(2);

      assertReads(content, bytes, 50 * BLOCK, 51 * BLOCK);
      assertThat(server.reads()).as("the gap is in the cache").isEqualTo(2);
    }
  }

  @Test
  void readsABlockOnceForAllWhoWantIt() throws Exception {
    byte[] bytes = put(10 * BLOCK);
    try (S3Storage storage = storage(BLOCKS);
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      FileContent content = open(storage);
      inParallel(readers, 40, reader -> assertReads(content, bytes, BLOCK, BLOCK + 100));
      assertThat(server.reads()).isEqualTo(1);
    }
  }

  @Test
  void readsTheRightBytesFromACacheThatIsMuchTooSmall() throws Exception {
    byte[] small = put("small.bin", 100 * BLOCK + 17);
    byte[] large = put("large.bin", 40 * (128 << 10) + 99);
    long limit = 1 << 20;
    String options = ", cache_size_bytes: 1048576, block_size_bytes: 131072";
    try (S3Storage storage = storage(options);
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      FileContent smallContent = open(storage, "small.bin");
      FileContent largeContent = open(storage, "large.bin");
      inParallel(
          readers,
          8,
          reader -> {
            Random random = new Random(reader);
            for (int i = 0; i < 25; i++) {
              boolean fromLarge = random.nextInt(4) > 0;
              byte[] bytes = fromLarge ? large : small;
              int start = random.nextInt(bytes.length);
              int end = Math.min(bytes.length, start + 1 + random.nextInt(300_000));
              FileContent content = fromLarge ? largeContent : smallContent;
              content.prefetch(new long[] {start}, new long[] {end}, 1);
              assertReads(content, bytes, start, end);
              assertThat(storage.cache().usedBytes()).isLessThanOrEqualTo(limit);
              assertThat(bytesOnDisk()).isLessThanOrEqualTo(limit);
            }
          });
      assertThat(server.reads()).isGreaterThan(60);
    }
  }

  @Test
  void readsAheadNoMoreThanThereIsRoomFor() throws IOException {
    byte[] bytes = put(200 * BLOCK);
    int count = 100;
    long[] starts = new long[count];
    long[] ends = new long[count];
    for (int i = 0; i < count; i++) {
      starts[i] = 2L * i * BLOCK;
      ends[i] = starts[i] + 1;
    }
    try (S3Storage storage = storage(BLOCKS + ", cache_size_bytes: 1048576")) {
      FileContent content = open(storage);
      int seenTo = 0;
      List<Integer> steps = new ArrayList<>();
      while (seenTo < count) {
        long[] nextStarts = Arrays.copyOfRange(starts, seenTo, count);
        long[] nextEnds = Arrays.copyOfRange(ends, seenTo, count);
        int step = Math.max(1, content.prefetch(nextStarts, nextEnds, count - seenTo));
        for (int i = 0; i < step; i++) {
          assertReads(content, bytes, (int) nextStarts[i], (int) nextEnds[i]);
        }
        seenTo += step;
        steps.add(step);
      }
      assertThat(steps).allSatisfy(step -> assertThat(step).isBetween(1, 17));
    }
  }

  @Test
  void findsItsBlocksAfterARestart() throws IOException {
    byte[] bytes = put(50 * BLOCK);
    try (S3Storage storage = storage(BLOCKS)) {
      FileContent content = open(storage);
      content.prefetch(new long[] {0}, new long[] {bytes.length}, 1);
      assertReads(content, bytes, 0, bytes.length);
    }
    int reads = server.reads();
    int looks = server.looks();
    try (S3Storage storage = storage(BLOCKS)) {
      FileContent content = open(storage);
      content.prefetch(new long[] {0}, new long[] {bytes.length}, 1);
      assertReads(content, bytes, 0, bytes.length);
      content.requireUnchanged();
      content.requireUnchanged();
    }
    assertThat(server.reads()).isEqualTo(reads);
    // when it was opened, and to know that it is the same still
    assertThat(server.looks()).isEqualTo(looks + 2);
  }

  @Test
  void seesThatAnObjectHasChanged() throws IOException {
    byte[] bytes = put(10 * BLOCK);
    try (S3Storage storage = storage(BLOCKS + ", recheck_interval_s: 0")) {
      FileContent content = open(storage);
      assertReads(content, bytes, 0, 100);
      content.requireUnchanged();
      byte[] other = bytes.clone();
      other[5]++;
      server.put("data/a.bin", other);

      assertThatThrownBy(() -> assertReads(content, bytes, 5 * BLOCK, 5 * BLOCK + 1))
          .isInstanceOf(FileChangedException.class);
      assertThatThrownBy(content::requireUnchanged).isInstanceOf(FileChangedException.class);
      assertReads(open(storage), other, 0, 100);

      server.put("data/a.bin", new byte[1]);
      assertThatThrownBy(() -> assertReads(content, bytes, 5 * BLOCK, 5 * BLOCK + 1))
          .as("the object has no such bytes any more")
          .isInstanceOf(FileChangedException.class);
      server.delete("data/a.bin");
      assertThatThrownBy(() -> assertReads(content, bytes, 5 * BLOCK, 5 * BLOCK + 1))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(content::requireUnchanged).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void goesOnWhenTheServerIsBack() throws IOException {
    byte[] bytes = put(10 * BLOCK);
    try (S3Storage storage = storage(BLOCKS)) {
      FileContent content = open(storage);
      assertReads(content, bytes, 0, BLOCK);
      server.pause();

      assertReads(content, bytes, 0, BLOCK);
      assertThatThrownBy(() -> assertReads(content, bytes, 5 * BLOCK, 6 * BLOCK))
          .isInstanceOf(FilesystemUnavailableException.class)
          .hasMessageContaining("cannot reach the S3 server");

      server.resume();
      assertReads(content, bytes, 5 * BLOCK, 6 * BLOCK);
    }
  }

  @Test
  void dropsTheBlocksOfAFileThatIsOutdatedAndOfNoOther() throws IOException {
    byte[] bytes = put(5 * BLOCK + 100);
    byte[] other = put("other.bin", BLOCK);
    try (S3Storage storage = storage(BLOCKS)) {
      S3FilesystemWrapper filesystem = S3FilesystemWrapper.open(server.url("data"), () -> storage);
      assertReads(open(storage, "other.bin"), other, 0, BLOCK);
      long before = storage.cache().usedBytes();
      long onDisk = bytesOnDisk();
      FileContent content = open(storage);
      assertReads(content, bytes, 0, bytes.length);
      assertThat(bytesOnDisk()).isGreaterThan(onDisk);

      filesystem.forget(filesystem.status("a.bin"));
      assertThat(bytesOnDisk()).isEqualTo(onDisk);
      assertThat(storage.cache().usedBytes()).isEqualTo(before);
      filesystem.forget(filesystem.status("a.bin"));
      assertThat(storage.cache().usedBytes()).isEqualTo(before);
    }
  }

  private interface Reading {
    void run(int reader) throws IOException;
  }

  private static void inParallel(ExecutorService readers, int count, Reading reading)
      throws InterruptedException, ExecutionException {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int reader = i;
      all.add(
          readers.submit(
              () -> {
                reading.run(reader);
                return null;
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
  }

  private static void assertReads(FileContent content, byte[] bytes, int start, int end)
      throws IOException {
    SampleEncoder message = new SampleEncoder(1);
    message.begin(end - start, 1, 0);
    content.append(start, end - start, message);
    assertThat(GetResponse.parseFrom(message.encode().toByteArray()).getSamples(0).toByteArray())
        .isEqualTo(Arrays.copyOfRange(bytes, start, end));
  }

  private long bytesOnDisk() {
    try (var files = Files.list(cache.resolve("0"))) {
      return files
          .mapToLong(
              file -> {
                try {
                  return Files.size(file);
                } catch (NoSuchFileException e) {
                  return 0;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] put(int size) {
    return put("a.bin", size);
  }

  private byte[] put(String name, int size) {
    byte[] bytes = S3FilesystemWrapperTest.bytes(size);
    server.put("data/" + name, bytes);
    return bytes;
  }

  private S3Storage storage(String options) {
    return S3Storage.open(server.config(cache, options), cache);
  }

  private FileContent open(S3Storage storage) throws IOException {
    return open(storage, "a.bin");
  }

  private FileContent open(S3Storage storage, String name) throws IOException {
    S3FilesystemWrapper filesystem = S3FilesystemWrapper.open(server.url("data"), () -> storage);
    return filesystem.open(filesystem.status(name));
  }
}
