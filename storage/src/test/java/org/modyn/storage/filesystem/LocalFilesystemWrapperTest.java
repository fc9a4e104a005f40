package org.modyn.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.DurableFiles.ContentWriter;

final class LocalFilesystemWrapperTest {
  private static final ContentWriter SHORTER =
      channel -> DurableFiles.writeFully(channel, ByteBuffer.wrap(new byte[] {9}), 0);

  @TempDir private Path folder;
  @TempDir private Path outside;

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

  /** The kernel's limit is 65,530 by default, and the engine needs some for its own memory. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void mappingsOfFilesThatAreNoLongerOpenDoNotAccumulate() throws IOException {
    Files.write(folder.resolve("small.bin"), new byte[300]);
    FilesystemWrapper filesystem = filesystem();
    FileStatus status = filesystem.status("small.bin");
    long most = 0;
    for (int count = 0; count < 100_000; count++) {
      FileContent content = filesystem.open(status);
      if (count % 1_000 == 999) {
        content.requireUnchanged();
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
          most = Math.max(most, mappings.count());
        }
      }
    }
    assertThat(most).isLessThan(30_000);
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
  void followsLinksInTheFolderAndToRootsOnly() throws IOException {
    Path root = Files.createDirectories(outside.resolve("root/below"));
    Path secret = Files.createDirectories(outside.resolve("secret"));
    Files.write(root.resolve("allowed.bin"), new byte[] {1});
    Files.write(secret.resolve("password.bin"), new byte[] {2});
    Path inner = Files.createDirectories(folder.resolve("inner"));
    Files.write(inner.resolve("a.bin"), new byte[] {3});
    Files.createSymbolicLink(folder.resolve("same"), inner);
    Files.createSymbolicLink(folder.resolve("root"), root);
    Files.createSymbolicLink(folder.resolve("secret"), secret);
    Files.createSymbolicLink(folder.resolve("secret.bin"), secret.resolve("password.bin"));
    Files.createSymbolicLink(folder.resolve("nowhere.bin"), outside.resolve("never"));
    // loops: to a parent, and to each other
    Files.createSymbolicLink(inner.resolve("up"), folder);
    Files.createSymbolicLink(root.resolve("back"), root.getParent());

    LocalFilesystemWrapper filesystem = withRoot(outside.resolve("root"));
    List<String> paths = new ArrayList<>();
    filesystem.list(".bin", file -> paths.add(file.path()));
    assertThat(paths).containsExactlyInAnyOrder("inner/a.bin", "same/a.bin", "root/allowed.bin");
    assertThat(filesystem.read("root/allowed.bin", 9)).containsExactly(1);
    for (String path : List.of("secret/password.bin", "secret.bin")) {
      FileStatus status = filesystem.status(path);
      assertThatThrownBy(() -> filesystem.read(path, 9)).isInstanceOf(AccessDeniedException.class);
      assertThatThrownBy(() -> filesystem.open(status)).isInstanceOf(AccessDeniedException.class);
      assertThatThrownBy(() -> filesystem.replace(status, SHORTER))
          .isInstanceOf(AccessDeniedException.class);
    }
  }

  @Test
  void removesNothingBehindALink() throws IOException {
    Path elsewhere = Files.createDirectories(outside.resolve("elsewhere"));
    Path file = Files.write(elsewhere.resolve("a.bin"), new byte[] {1});
    Files.createSymbolicLink(folder.resolve("linked"), elsewhere);
    Path link = Files.createSymbolicLink(folder.resolve("link.bin"), file);
    LocalFilesystemWrapper filesystem = withRoot(outside);

    assertThat(filesystem.remove("linked/a.bin")).isFalse();
    assertThat(filesystem.remove("link.bin")).isTrue();
    assertThat(filesystem.remove("link.bin")).isTrue();
    assertThat(link).doesNotExist();
    assertThat(file).exists();
  }

  private LocalFilesystemWrapper withRoot(Path root) {
    return new LocalFilesystemWrapper(
        folder,
        DatasetRoots.of(
            ConfigLoader.parse(
                "test",
                "storage: {dataset_roots: [" + folder + ", " + root + "]}",
                ModynConfig.class)));
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
