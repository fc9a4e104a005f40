package org.modyn.selector;

import static com.google.common.collect.MoreCollectors.onlyElement;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.testing.ChildJvm;
import org.modyn.common.trainingset.PartitionId;
import org.modyn.common.trainingset.TrainingSetReader;
import org.modyn.common.trainingset.WorkerShare;
import org.modyn.selector.partition.Partition;
import org.modyn.selector.position.PositionSetWriter;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.LocalStorageBackend;
import org.modyn.selector.seen.SeenSamples;
import org.modyn.selector.trainingset.TrainingSetDirectory;

/** A file that is cut while it is read is an error of its reader, and not the end of the JVM. */
final class CutFilesTest {
  private static final int SAMPLES = 300_000;
  private static final int PIECE = 1000;

  private static final int PAGE_BYTES = 4096;

  /** Enough for the JVM to compile what reads. */
  private static final int ROUNDS = 300;

  @TempDir private Path directory;

  /** What is cut. */
  enum Kind {
    TRAINING_SET {
      @Override
      Supplier<AutoCloseable> write(Path directory) {
        TrainingSetDirectory sets = new TrainingSetDirectory(directory);
        PartitionId partition = new PartitionId(1, 2, 0, 3);
        long[] keys = LongStream.range(0, SAMPLES).toArray();
        float[] weights = new float[SAMPLES];
        for (int index = 0; index < SAMPLES; index++) {
          weights[index] = index;
        }
        sets.write(partition, new Partition(keys, weights, SAMPLES, Map.of()));
        return () -> sets.open(partition, SAMPLES, WorkerShare.of(0, 1, SAMPLES));
      }

      @Override
      boolean readPiece(AutoCloseable reader) {
        TrainingSetReader set = (TrainingSetReader) reader;
        set.read(PIECE, new long[PIECE], new float[PIECE]);
        return set.remaining() > 0;
      }
    },
    SEGMENT {
      @Override
      Supplier<AutoCloseable> write(Path directory) {
        LocalStorageBackend seen = LocalStorageBackend.open(directory, 1, Long.MAX_VALUE, 0);
        long[] values = LongStream.range(0, SAMPLES / 3).map(value -> value * 1_000).toArray();
        for (int trigger = 0; trigger < 3; trigger++) {
          seen.append(trigger, new SeenSamples(values, values, values, values.length));
        }
        return () -> seen.read(Column.KEY, 0, SAMPLES);
      }

      @Override
      boolean readPiece(AutoCloseable reader) {
        return ((ColumnCursor) reader).read(new long[PIECE], 0, PIECE) == PIECE;
      }
    },
    STRATEGY_STATE {
      @Override
      Supplier<AutoCloseable> write(Path directory) {
        try (StrategyState state = state(directory, 2)) {
          PositionSetWriter writer = state.replace();
          LongStream.range(0, 1L << 21).forEach(number -> writer.add(2 * number));
          state.commit();
        }
        return () -> state(directory, 3);
      }

      @Override
      boolean readPiece(AutoCloseable reader) {
        return ((StrategyState) reader).previous().sizeFrom(1) > 0;
      }

      private StrategyState state(Path directory, int triggerId) {
        return new StrategyState(
            1, triggerId, triggerId - 1, trigger -> directory.resolve("trigger-" + trigger));
      }
    };

    /** Writes a file; the result opens a reader of it. */
    abstract Supplier<AutoCloseable> write(Path directory);

    /** Reads some more; false at the end. */
    abstract boolean readPiece(AutoCloseable reader);
  }

  @ParameterizedTest
  @EnumSource
  void isAnErrorThatNamesTheFile(Kind kind) throws Exception {
    ChildJvm.Result result = ChildJvm.run(directory, Main.class, kind.name());
    assertThat(result.output()).contains("lost: ").contains(directory.toRealPath().toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  /** Reads a file again and again, which is cut in between: each time at another place. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
      Kind kind = Kind.valueOf(arguments[0]);
      Supplier<AutoCloseable> opener = kind.write(Path.of("data").toAbsolutePath());
      Path file = onlyFile(Path.of("data"));
      byte[] content = Files.readAllBytes(file);
      Random random = new Random(1);
      int errors = 0;
      for (int round = 0; round < ROUNDS; round++) {
        try (AutoCloseable reader = opener.get()) {
          int piecesBefore = 1 + random.nextInt(SAMPLES / PIECE - 1);
          for (int piece = 0; piece < piecesBefore; piece++) {
            kind.readPiece(reader);
          }
          cut(file, PAGE_BYTES * random.nextInt(content.length / PAGE_BYTES));
          for (int piece = piecesBefore; piece < SAMPLES / PIECE; piece++) {
            kind.readPiece(reader);
          }
        } catch (ModynException e) {
          if (e.category() != ErrorCategory.DATA_LOSS) {
            throw e;
          }
          if (errors++ == 0) {
            System.out.println("lost: " + e.getMessage());
          }
        }
        Files.write(file, content);
      }
      System.out.println(errors + " errors");
      System.exit(errors > ROUNDS / 4 ? 0 : 1);
    }

    private static Path onlyFile(Path directory) throws IOException {
      try (Stream<Path> files = Files.walk(directory)) {
        return files.filter(Files::isRegularFile).collect(onlyElement());
      }
    }

    private static void cut(Path file, int size) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(size);
      }
    }
  }
}
