package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleStream;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * Files that grow, or are cut and restored, while a server in a JVM of its own ingests them are
 * ingested whole in the end, each once, and the server survives.
 */
final class TornFilesTest {
  private static final Duration DURATION =
      Duration.ofSeconds(Integer.getInteger("modyn.test.fileFaultsSeconds", 8));

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(900);
  private static final int SAMPLES = 40_000;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @TempDir private Path folder;
  @TempDir private Path configuration;

  private final Random random = new Random(5);

  @Test
  void areIngestedWholeInTheEnd() throws Exception {
    try (StorageFixture storage = StorageFixture.start()) {
      storage.register("numbers", folder, true);
      storage.closeServer();
      try (StorageProcess process = StorageProcess.start(configuration, storage.config(List.of()));
          GrpcClient client = GrpcClient.connect("storage", process.address())) {
        int files = writeFiles();
        GetDatasetStatusResponse status = awaitSamples(client, (long) files * SAMPLES);
        assertThat(status.getNumberOfRejectedFiles()).isZero();
        assertThat(status.getNumberOfFiles()).isEqualTo(files);
        System.out.printf(Locale.ROOT, "%d files were ingested%n", files);
        assertWhole(client, files);
      }
    }
  }

  private int writeFiles() throws Exception {
    long end = System.nanoTime() + DURATION.toNanos();
    int files = 0;
    while (System.nanoTime() < end) {
      Path draft =
          StorageFixture.write(
              configuration.resolve("content.bin"), 1000 + files, (long) files * SAMPLES, SAMPLES);
      byte[] content = Files.readAllBytes(draft);
      Path file = folder.resolve(files + ".bin");
      if (random.nextBoolean()) {
        grow(file, content);
      } else {
        cutAndRestore(StorageFixture.write(file, 1000 + files, content), content);
      }
      files++;
    }
    return files;
  }

  /** Writes a file in pieces of whole records, with its current time. */
  private void grow(Path file, byte[] content) throws Exception {
    int piece = content.length / 4;
    long before = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int at = 0; at < content.length; at += piece) {
        long beforePiece = System.nanoTime();
        channel.write(ByteBuffer.wrap(content, at, piece));
        assumeNoPause(before);
        before = beforePiece;
        Thread.sleep(random.nextInt(150));
      }
    }
  }

  /** The server rightly takes a writer that pauses for a second for one that is done. */
  private static void assumeNoPause(long beginNanos) {
    assumeTrue(
        System.nanoTime() - beginNanos < LONGEST_PAUSE.toNanos(),
        "this machine is too slow: it has stopped the writer of a file for too long");
  }

  /** An old file is ingested at once, and is cut at a record or within one meanwhile. */
  private void cutAndRestore(Path file, byte[] content) throws Exception {
    FileTime time = Files.getLastModifiedTime(file);
    Thread.sleep(random.nextInt(600));
    int size =
        random.nextBoolean()
            ? random.nextInt(content.length)
            : random.nextInt(SAMPLES) * StorageFixture.RECORD_SIZE;
    long beforeCut = System.nanoTime();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
    Thread.sleep(random.nextInt(100));
    Files.write(file, content);
    assumeNoPause(beforeCut);
    Files.setLastModifiedTime(file, time);
  }

  private static GetDatasetStatusResponse awaitSamples(GrpcClient client, long samples) {
    AtomicReference<GetDatasetStatusResponse> status = new AtomicReference<>();
    StorageFixture.await(
        () -> {
          status.set(
              StorageGrpc.newBlockingStub(client.channel())
                  .getDatasetStatus(
                      GetDatasetStatusRequest.newBuilder().setDatasetId("numbers").build()));
          return status.get().getNumberOfSamples() >= samples
              && status.get().getNumberOfRejectedFiles() == 0;
        });
    return status.get();
  }

  /** All records were ingested, each once, and with its own label. */
  private static void assertWhole(GrpcClient client, int files) {
    int samples = files * SAMPLES;
    BitSet numbers = new BitSet(samples);
    try (SampleStream stream =
        new SampleClient(client.channel()).get("numbers", StorageFixture.keys(1, samples))) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        for (int i = 0; i < batch.size(); i++) {
          long number = StorageFixture.number(batch, i);
          assertThat(batch.bytes().get(LONG, batch.offset(i) + Long.BYTES)).isEqualTo(~number);
          assertThat(batch.label(i)).isEqualTo(StorageFixture.label(number));
          numbers.set((int) number);
        }
        batch.close();
      }
    }
    assertThat(numbers.cardinality()).isEqualTo(samples);
  }
}
