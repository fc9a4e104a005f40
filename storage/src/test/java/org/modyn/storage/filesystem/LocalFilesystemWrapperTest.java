package org.modyn.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.DurableFiles.ContentWriter;

final class LocalFilesystemWrapperTest {
  private static final ContentWriter SHORTER =
      channel -> DurableFiles.writeFully(channel, ByteBuffer.wrap(new byte[] {9}), 0);

  @TempDir private Path folder;

  @Test
  void visitsFilesOfAllFoldersByTheirEnding() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.write(folder.resolve("a/b/deep.bin"), new byte[3]);
    Files.write(folder.resolve("top.bin"), new byte[2]);
    Files.write(folder.resolve("other.txt"), new byte[1]);
    List<FileStatus> found = new ArrayList<>();

    filesystem().list(".bin", found::add);

    assertThat(found)
        .extracting(FileStatus::path, FileStatus::size)
        .containsExactlyInAnyOrder(tuple("a/b/deep.bin", 3L), tuple("top.bin", 2L));
  }

  @Test
  void replacesContentAndKeepsTheTime() throws IOException {
    FileTime time = FileTime.from(Instant.parse("2020-05-06T07:08:09.123456789Z"));
    Path file = Files.write(folder.resolve("a.bin"), new byte[] {1, 2, 3});
    Files.setLastModifiedTime(file, time);
    FileStatus before = filesystem().status("a.bin");

    FileStatus after = filesystem().replace(before, SHORTER);

    assertThat(after).isEqualTo(new FileStatus("a.bin", 1, before.modifiedNanos()));
    assertThat(filesystem().status("a.bin")).isEqualTo(after);
    assertThat(Files.readAllBytes(file)).containsExactly(9);
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void replacesTheFileBehindALink() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path file = Files.write(elsewhere.resolve("a.bin"), new byte[] {1, 2, 3});
    Path link = Files.createSymbolicLink(folder.resolve("link.bin"), file);

    filesystem().replace(filesystem().status("link.bin"), SHORTER);

    assertThat(link).isSymbolicLink();
    assertThat(Files.readAllBytes(file)).containsExactly(9);
  }

  @Test
  void replacesNothingThatHasChanged() throws IOException {
    Path file = Files.write(folder.resolve("a.bin"), new byte[] {1, 2, 3});
    FileStatus before = filesystem().status("a.bin");
    Files.write(file, new byte[] {1, 2, 3, 4});

    assertThatThrownBy(() -> filesystem().replace(before, SHORTER))
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining("it had 3 bytes")
        .hasMessageContaining("now it has 4 bytes");
    Files.delete(file);
    assertThatThrownBy(() -> filesystem().replace(before, SHORTER))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(Files.exists(file)).isFalse();
  }

  private LocalFilesystemWrapper filesystem() {
    return new LocalFilesystemWrapper(folder);
  }
}
