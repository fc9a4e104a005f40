package org.modyn.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.modyn.common.csv.CsvDialect;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.MappedMemory;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.common.testing.ChildJvm;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;
import org.modyn.storage.filesystem.ListingVisitor;
import org.modyn.storage.filesystem.LocalFilesystemWrapper;

/** A data file that is cut while it is read is an error of its reader, not the end of the JVM. */
final class CutFilesTest {
  private static final int RECORDS = 50_000;
  private static final int PAGE_BYTES = 4096;

  /** Enough for the JVM to compile what reads. */
  private static final int ROUNDS = 200;

  @TempDir private Path directory;

  /** What is cut. */
  enum Kind {
    BINARY(new BinaryFileWrapper(10, 2, BinaryFileWrapper.Order.LITTLE, ".data")),
    CSV(new CsvFileWrapper(CsvDialect.RFC_4180, 0, false, StandardCharsets.UTF_8, ".data")),
    SINGLE_SAMPLE(new SingleSampleFileWrapper(".data", Optional.empty()));

    private final FileWrapper wrapper;

    Kind(FileWrapper wrapper) {
      this.wrapper = wrapper;
    }
  }

  @ParameterizedTest
  @EnumSource
  void isAnErrorOfTheReader(Kind kind) throws Exception {
    ChildJvm.Result result = ChildJvm.run(directory, Main.class, kind.name());
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  /** Ingests, reads and copies a file again and again, which is cut as soon as it is mapped. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
      FileWrapper wrapper = Kind.valueOf(arguments[0]).wrapper;
      Path file = Path.of("file.data").toAbsolutePath();
      byte[] content = "1234,6789\n".repeat(RECORDS).getBytes(StandardCharsets.UTF_8);
      LocalFilesystemWrapper intact = new LocalFilesystemWrapper(file.getParent());
      Random random = new Random(1);
      int errors = 0;
      for (int round = 0; round < ROUNDS; round++) {
        Files.write(file, content);
        FileStatus status = intact.status("file.data");
        ParsedRecords parsed = wrapper.parse(intact, status);
        CuttingFilesystem cutting =
            new CuttingFilesystem(
                intact, file, PAGE_BYTES * random.nextInt(content.length / PAGE_BYTES));
        switch (round % 3) {
          case 0 -> errors += errorsOf(() -> wrapper.parse(cutting, status));
          case 1 ->
              errors +=
                  errorsOf(
                      () ->
                          readAll(
                              wrapper.open(status, cutting.open(status), parsed.locations()),
                              parsed.size()));
          default -> errors += errorsOf(() -> copy(cutting, status));
        }
      }
      System.out.println(errors + " errors");
      System.exit(errors > ROUNDS / 4 ? 0 : 1);
    }

    /** Something that reads. */
    private interface Reader {
      void read() throws IOException;
    }

    private static int errorsOf(Reader reader) {
      try {
        reader.read();
        MappedMemory.raisePendingError();
        return 0;
      } catch (IOException | InternalError e) {
        return 1;
      }
    }

    private static void readAll(Records records, int count) throws IOException {
      SampleEncoder message = new SampleEncoder(Integer.MAX_VALUE);
      for (int record = 0; record < count; record++) {
        records.append(record, record, 0, message);
      }
    }

    /** As a file is rewritten. */
    private static void copy(FilesystemWrapper filesystem, FileStatus status) throws IOException {
      try (Arena arena = Arena.ofConfined();
          FileChannel target =
              FileChannel.open(
                  Path.of("copy"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        target.write(filesystem.map(status, arena).asByteBuffer());
      }
    }
  }

  /** Cuts a file after it was mapped. */
  private record CuttingFilesystem(LocalFilesystemWrapper intact, Path file, int size)
      implements FilesystemWrapper {
    private void cut() throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(size);
      }
    }

    @Override
    public MemorySegment map(FileStatus status, Arena arena) throws IOException {
      MemorySegment mapped = intact.map(status, arena);
      cut();
      return mapped;
    }

    @Override
    public FileContent open(FileStatus status) throws IOException {
      FileContent content = intact.open(status);
      cut();
      return content;
    }

    @Override
    public String location() {
      return intact.location();
    }

    @Override
    public void list(String extension, ListingVisitor visitor) throws IOException {
      intact.list(extension, visitor);
    }

    @Override
    public FileStatus status(String path) throws IOException {
      return intact.status(path);
    }

    @Override
    public FileStatus replace(FileStatus before, DurableFiles.ContentWriter content)
        throws IOException {
      return intact.replace(before, content);
    }

    @Override
    public byte[] read(String path, int maximumBytes) throws IOException {
      return intact.read(path, maximumBytes);
    }

    @Override
    public boolean remove(String path) throws IOException {
      return intact.remove(path);
    }
  }
}
