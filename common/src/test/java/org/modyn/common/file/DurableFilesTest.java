package org.modyn.common.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.error.machine.MachineFaultException;
import org.modyn.common.testing.CapturedLog;
import org.modyn.common.testing.SmallDisk;

class DurableFilesTest {
  @TempDir private Path directory;

  @Test
  void interruptedWriteLeavesTheFileAsItWas() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "before");

    assertThatThrownBy(
            () ->
                DurableFiles.writeAtomically(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.allocate(100));
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("disk full");

    assertThat(file).hasContent("before");
    assertThat(DurableFiles.list(directory)).containsExactly(file);
  }

  @Test
  void aFailureOfTheWriterLeavesNothingBehind() {
    for (Throwable failure :
        List.of(new IllegalStateException("broken"), new StackOverflowError())) {
      assertThatThrownBy(
              () ->
                  DurableFiles.writeAtomically(
                      directory.resolve("file"),
                      _ -> {
                        switch (failure) {
                          case RuntimeException exception -> throw exception;
                          case Error error -> throw error;
                          default -> throw new IOException(failure);
                        }
                      }))
          .isSameAs(failure);
      assertThat(DurableFiles.list(directory)).isEmpty();
    }
  }

  /** Characters of one, two and four bytes in UTF-8. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "\u00e4", "\ud83d\ude00"})
  void theLongestNamesHaveTemporaryFiles(String character) throws IOException {
    assumeTrue(
        character.equals("x") || System.getProperty("sun.jnu.encoding").equals("UTF-8"),
        "the names of files are not in UTF-8");
    for (int bytes : List.of(226, 227, 228, 229, 254, 255)) {
      String most = character.repeat((bytes - 1) / character.getBytes(UTF_8).length);
      String end = "y".repeat(bytes - most.getBytes(UTF_8).length);
      Path file = directory.resolve(most + end);
      Path other = directory.resolve(most + end.replace('y', 'z'));
      Path left = Files.createFile(temporaryOf(file));
      Path leftOfOther = Files.createFile(temporaryOf(other));

      DurableFiles.deleteIncomplete(file);
      assertThat(DurableFiles.list(directory)).containsExactlyInAnyOrder(file, other, leftOfOther);
      DurableFiles.deleteAllIncomplete(directory);
      assertThat(DurableFiles.list(directory)).containsExactlyInAnyOrder(file, other);
      assertThat(left).doesNotExist();
      Files.delete(file);
      Files.delete(other);
    }
  }

  /** Writes a file, and returns the name that it had meanwhile. */
  private Path temporaryOf(Path file) {
    List<Path> before = DurableFiles.list(directory);
    List<Path> meanwhile = new ArrayList<>();
    DurableFiles.writeAtomically(file, _ -> meanwhile.addAll(DurableFiles.list(directory)));
    meanwhile.removeAll(before);
    assertThat(meanwhile).hasSize(1);
    return meanwhile.getFirst();
  }

  @Test
  void completeWriteReplacesTheFile() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "before");

    DurableFiles.writeAtomically(
        file,
        channel ->
            DurableFiles.writeFully(channel, ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}), 0));

    assertThat(file).hasContent("new");
    assertThat(DurableFiles.list(directory)).containsExactly(file);
  }

  @Test
  void theTemporaryFileIsNewAndHasAnUnpredictableName() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "secret");
    Path file = directory.resolve("file");
    for (String guessed : List.of("file.incomplete", ".file.incomplete", "file.tmp")) {
      Files.createSymbolicLink(directory.resolve(guessed), secret);
    }
    Set<Path> names = new HashSet<>();
    for (int time = 0; time < 2; time++) {
      List<Path> before = DurableFiles.list(directory);
      DurableFiles.writeAtomically(
          file,
          channel -> {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}));
            List<Path> meanwhile = new ArrayList<>(DurableFiles.list(directory));
            meanwhile.removeAll(before);
            assertThat(meanwhile)
                .singleElement()
                .satisfies(
                    temporary ->
                        assertThat(temporary.getFileName().toString())
                            .matches("\\.file\\.[0-9a-f]{16}\\.incomplete"));
            names.addAll(meanwhile);
          });
    }
    assertThat(names).hasSize(2);
    assertThat(secret).hasContent("secret");
    assertThat(file).hasContent("x");
  }

  @Test
  void aReplacedFileKeepsItsPermissions() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "before");
    for (String permissions : List.of("rw-r-----", "rw-------", "rw-rw-r--")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      DurableFiles.writeAtomically(
          file, channel -> channel.write(ByteBuffer.wrap(permissions.getBytes(UTF_8))));
      assertThat(file).hasContent(permissions);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo(permissions);
    }
  }

  @Test
  void linksInADeletedDirectoryAreNotFollowed() throws IOException {
    Path kept = Files.createDirectories(directory.resolve("kept"));
    Path file = Files.createFile(kept.resolve("file"));
    Path deleted = Files.createDirectories(directory.resolve("deleted/below"));
    Files.createSymbolicLink(deleted.resolve("link"), kept);
    DurableFiles.deleteRecursively(directory.resolve("deleted"));
    assertThat(directory.resolve("deleted")).doesNotExist();
    assertThat(file).exists();
  }

  @Test
  void whatACrashHasLeftIsDeleted() throws IOException {
    Path below = Files.createDirectories(directory.resolve("a/b"));
    Path other = Files.createDirectories(directory.resolve("other"));
    Files.createSymbolicLink(directory.resolve("a/link"), other);
    Path left = Files.createFile(below.resolve(".file.0123456789abcdef.incomplete"));
    Path leftOfAnother = Files.createFile(below.resolve(".file2.0123456789abcdef.incomplete"));
    Path linked = Files.createFile(other.resolve(".file.0123456789abcdef.incomplete"));
    Path similar = Files.createFile(below.resolve("file.incomplete"));

    DurableFiles.deleteIncomplete(below.resolve("file"));
    assertThat(left).doesNotExist();
    assertThat(leftOfAnother).exists();

    DurableFiles.deleteAllIncomplete(directory.resolve("a"));
    assertThat(leftOfAnother).doesNotExist();
    assertThat(linked).exists();
    assertThat(similar).exists();
    DurableFiles.deleteAllIncomplete(directory.resolve("missing"));
  }

  @Test
  void aFullDiskIsSaidWithTheBytesThatAreLeft() throws IOException {
    Path file = directory.resolve("file");

    assertThatThrownBy(
            () ->
                DurableFiles.writeAtomically(
                    file,
                    _ -> {
                      // every write to this device fails as on a full disk
                      try (FileChannel full =
                          FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
                        full.write(ByteBuffer.allocate(100));
                      }
                    }))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.RESOURCE_EXHAUSTED))
        .message()
        .matches(
            "cannot write %s: the disk is full \\([0-9,]+ of [0-9,]+ bytes are left\\); .*"
                .formatted(file));
    assertThat(file).doesNotExist();
  }

  @Test
  void aReadOnlyFileSystemIsSaid() {
    ModynException error =
        DurableFiles.cannotWrite(
            directory.resolve("file"),
            new FileSystemException("file", null, "Read-only file system"));
    assertThat(error.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION);
    assertThat(error).hasMessageContaining("the file system is read-only; mount it for writing");
  }

  @Test
  void aLackOfFileDescriptorsIsSaidWithTheLimit() {
    ModynException error =
        DurableFiles.cannotRead(
            directory.resolve("file"),
            new FileSystemException("file", null, "Too many open files"));
    assertThat(error.category()).isEqualTo(ErrorCategory.RESOURCE_EXHAUSTED);
    assertThat(error)
        .message()
        .matches(
            "cannot read .*file: too many open files \\([0-9,]+, and the process may have"
                + " [0-9,]+\\); raise LimitNOFILE of the service, or ulimit -n");
  }

  @Test
  void nothingIsLeftOfAFileThatHasNoRoom() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 1 << 20)) {
      Path file = disk.path().resolve("file");
      byte[] tooMuch = new byte[3 << 20];
      assertThatThrownBy(
              () -> {
                try {
                  Files.write(file, tooMuch);
                } catch (IOException e) {
                  throw DurableFiles.incomplete(file, tooMuch.length, e);
                }
              })
          .hasMessage(
              "cannot write %s: the disk is full (1,048,576 of 1,048,576 bytes are left, 2,097,152"
                  + " more are needed); free some space",
              file);
      assertThat(file).doesNotExist();
      disk.makeReadOnly();
      assertThatThrownBy(() -> DurableFiles.createDirectories(disk.path().resolve("directory")))
          .isInstanceOfSatisfying(
              MachineFaultException.class,
              e -> assertThat(e.fault()).isEqualTo(MachineFault.READ_ONLY));
      disk.makeWritable();
      DurableFiles.createDirectories(disk.path().resolve("directory"));
    }
  }

  @Test
  void onlyTheOwnerCanReadANewDirectory() throws IOException {
    DurableFiles.createDirectories(directory.resolve("state/models"));
    try (DirectoryLock lock = DirectoryLock.acquire("selector", directory.resolve("other"))) {
      assertThat(lock).isNotNull();
      for (String created : List.of("state", "state/models", "other")) {
        assertThat(Files.getPosixFilePermissions(directory.resolve(created)))
            .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      }
    }
  }

  @Test
  void anExistingStateDirectoryIsRestrictedToItsOwner() throws IOException {
    Path state = Files.createDirectory(directory.resolve("state"));
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Path models = Files.createDirectories(state.resolve("models"));
    Path dataset = Files.createDirectories(state.resolve("datasets/shared"));
    Path file = Files.createFile(state.resolve("servers.json"));
    Files.createSymbolicLink(state.resolve("link"), outside);
    for (Path path : List.of(state, models, dataset, dataset.getParent(), outside)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (CapturedLog log = CapturedLog.start()) {
      StatePermissions.restrict(state);
      StatePermissions.restrict(state);
      assertThat(log.warnings())
          .singleElement(as(STRING))
          .contains("mode 0700")
          .contains(state.toRealPath() + ", ")
          .contains(models.toRealPath().toString());
    }
    assertThat(permissions(state)).isEqualTo("rwx------");
    assertThat(permissions(models)).isEqualTo("rwx------");
    assertThat(permissions(dataset)).isEqualTo("rwxr-xr-x");
    assertThat(permissions(dataset.getParent())).isEqualTo("rwxr-xr-x");
    assertThat(permissions(outside)).isEqualTo("rwxr-xr-x");
    assertThat(permissions(file)).isEqualTo("rw-r--r--");
    StatePermissions.restrict(directory.resolve("missing"));
    assertThat(directory.resolve("missing")).doesNotExist();
  }

  @Test
  void aStateDirectoryThatAllUsersShareKeepsItsMode() throws IOException {
    Path shared = Files.createDirectory(directory.resolve("shared"));
    Files.setAttribute(shared, "unix:mode", 0_1777);
    StatePermissions.restrict(shared);
    assertThat(permissions(shared)).isEqualTo("rwxrwxrwx");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void deletesADirectoryWithAllInIt() throws IOException {
    Path inner = Files.createDirectories(directory.resolve("outer/inner"));
    Files.writeString(inner.resolve("file"), "text");

    DurableFiles.deleteRecursively(directory.resolve("outer"));
    DurableFiles.deleteRecursively(directory.resolve("never-there"));

    assertThat(DurableFiles.list(directory)).isEmpty();
    assertThat(DurableFiles.list(directory.resolve("outer"))).isEmpty();
  }

  @Test
  void directoryHasOneOwnerAtATime() {
    try (DirectoryLock lock = DirectoryLock.acquire("selector", directory)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> DirectoryLock.acquire("selector", directory))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessage(
              "%s is in use by this process; stop that selector, or configure another directory for"
                  + " this one",
              directory);
    }
    DirectoryLock.acquire("selector", directory).close();
  }
}
