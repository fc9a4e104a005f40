package org.modyn.common.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

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
  void aFullDiskIsSaidWithTheBytesThatAreLeft() throws IOException {
    Path file = directory.resolve("file");
    // every write to this device fails as on a full disk
    Files.createSymbolicLink(directory.resolve("file.incomplete"), Path.of("/dev/full"));

    assertThatThrownBy(
            () ->
                DurableFiles.writeAtomically(
                    file, channel -> channel.write(ByteBuffer.allocate(100))))
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
    assertThat(error).hasMessageContaining("it is on a read-only file system; mount that");
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
