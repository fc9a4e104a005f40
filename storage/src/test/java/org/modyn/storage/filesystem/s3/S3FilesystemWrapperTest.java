package org.modyn.storage.filesystem.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.S3Config;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.storage.filesystem.FileChangedException;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemUnavailableException;

final class S3FilesystemWrapperTest {
  private final S3TestServer server = S3TestServer.start();
  @TempDir private Path cache;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void listsAllPagesOfAFolder() throws IOException {
    IntStream.range(0, 2100)
        .forEach(i -> server.put(String.format(Locale.ROOT, "data/%04d.bin", i), new byte[1]));
    server.put("data/deep/er/a.bin", new byte[7]);
    server.put("data/a.txt", new byte[1]);
    server.put("database/a.bin", new byte[1]);
    List<FileStatus> found = new ArrayList<>();
    try (S3Storage storage = storage("")) {
      filesystem(storage, "data").list(".bin", found::add);

      assertThat(found).hasSize(2101);
      assertThat(server.pages()).isEqualTo(3);
      FileStatus deep = found.stream().filter(file -> file.size() == 7).findFirst().orElseThrow();
      assertThat(deep.path()).isEqualTo("deep/er/a.bin");
      assertThat(filesystem(storage, "data").status("deep/er/a.bin")).isEqualTo(deep);
      found.clear();
      filesystem(storage, "").list(".txt", found::add);
      assertThat(found).extracting(FileStatus::path).containsExactly("data/a.txt");
    }
  }

  @Test
  void otherContentOfTheSameSecondAndSizeIsAnotherStatus() throws IOException {
    try (S3Storage storage = storage("")) {
      server.put("data/a.bin", new byte[] {1, 2, 3});
      FileStatus before = filesystem(storage, "data").status("a.bin");
      server.put("data/a.bin", new byte[] {1, 2, 4});
      FileStatus after = filesystem(storage, "data").status("a.bin");

      assertThat(after.size()).isEqualTo(before.size());
      assertThat(after.modifiedNanos() % 1_000_000_000)
          .isNotEqualTo(before.modifiedNanos() % 1_000_000_000);
      assertThat(System.currentTimeMillis() / 1000 - after.modifiedSeconds()).isBetween(0L, 60L);
    }
  }

  @Test
  void readsWholeObjects() throws IOException {
    try (S3Storage storage = storage("")) {
      for (int size : new int[] {0, 1, 1 << 20, (1 << 20) + 1, (20 << 20) + 3}) {
        byte[] bytes = bytes(size);
        server.put("data/a.bin", bytes);
        S3FilesystemWrapper filesystem = filesystem(storage, "data");
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment mapped = filesystem.map(filesystem.status("a.bin"), arena);
          assertThat(mapped.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
        }
      }
      assertThat(filesInCache()).isEmpty();
    }
  }

  @Test
  void readsSmallObjectsByOneRequest() throws IOException {
    try (S3Storage storage = storage("")) {
      S3FilesystemWrapper filesystem = filesystem(storage, "data");
      server.put("data/a.label", new byte[] {'4', '2'});
      server.put("data/empty.label", new byte[0]);

      assertThat(filesystem.read("a.label", 2)).containsExactly('4', '2');
      assertThat(server.reads() + server.looks()).isEqualTo(1);
      assertThat(filesystem.read("empty.label", 2)).isEmpty();
      assertThatThrownBy(() -> filesystem.read("a.label", 1))
          .hasMessage("a.label has more than 1 bytes");
      assertThatThrownBy(() -> filesystem.read("b.label", 1))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void doesNotTakeAnObjectThatHasChanged() throws IOException {
    try (S3Storage storage = storage("")) {
      S3FilesystemWrapper filesystem = filesystem(storage, "data");
      server.put("data/a.bin", bytes(20 << 20));
      FileStatus before = filesystem.status("a.bin");
      server.put("data/a.bin", new byte[10]);

      try (Arena arena = Arena.ofConfined()) {
        assertThatThrownBy(() -> filesystem.map(before, arena))
            .isInstanceOf(FileChangedException.class)
            .hasMessageContaining("now it has 10 bytes");
        server.delete("data/a.bin");
        assertThatThrownBy(() -> filesystem.map(before, arena))
            .isInstanceOf(NoSuchFileException.class);
      }
    }
  }

  @Test
  void replacesAnObject() throws IOException {
    try (S3Storage storage = storage("")) {
      S3FilesystemWrapper filesystem = filesystem(storage, "data");
      server.put("data/a.bin", bytes(100));
      byte[] content = bytes(50);

      FileStatus after =
          filesystem.replace(
              filesystem.status("a.bin"),
              channel -> DurableFiles.writeFully(channel, ByteBuffer.wrap(content), 0));

      assertThat(server.get("data/a.bin")).isEqualTo(content);
      assertThat(server.contentType("data/a.bin")).isEqualTo("text/test");
      assertThat(filesystem.status("a.bin")).isEqualTo(after);
      assertThat(filesInCache()).isEmpty();
      server.put("data/a.bin", bytes(60));
      assertThatThrownBy(() -> filesystem.replace(after, channel -> {}))
          .isInstanceOf(FileChangedException.class);
      assertThat(server.get("data/a.bin")).hasSize(60);
    }
  }

  @Test
  void replacesALargeObjectInParts() throws IOException {
    try (S3Storage storage = storage("")) {
      S3Location location = S3Location.parse(server.url("data"));
      server.put("data/a.bin", bytes(100));
      byte[] content = bytes((12 << 20) + 1);
      Path file = Files.write(cache.resolve("new"), content);

      FileStatus after =
          new ObjectUpload(storage.requests(), location, "a.bin", 5 << 20)
              .put(file, storage.requests().head(location, "a.bin"));

      assertThat(server.get("data/a.bin")).isEqualTo(content);
      assertThat(storage.requests().status(location, "a.bin")).isEqualTo(after);
    }
  }

  @Test
  void removesAnObjectOnce() throws IOException {
    try (S3Storage storage = storage("")) {
      S3FilesystemWrapper filesystem = filesystem(storage, "data");
      server.put("data/a.bin", bytes(100));

      filesystem.remove("a.bin");
      filesystem.remove("a.bin");

      assertThatThrownBy(() -> filesystem.status("a.bin")).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void saysWhatIsWrongWithTheBucket() {
    try (S3Storage storage = storage("")) {
      S3FilesystemWrapper filesystem =
          S3FilesystemWrapper.open("s3://elsewhere/data", () -> storage);
      assertThatThrownBy(() -> filesystem.list(".bin", file -> {}))
          .isInstanceOf(FilesystemUnavailableException.class)
          .hasMessageMatching("the S3 server http://.* has no bucket 'elsewhere'; create it, .*");
    }
  }

  @Test
  void saysWhatIsWrongWithTheKeys() {
    S3Config config = server.config(cache, "");
    S3Config wrong =
        ConfigLoader.parse(
            "test",
            "{endpoint: '%s', access_key: access, secret_key: wrong}"
                .formatted(config.endpoint().get()),
            S3Config.class);
    try (S3Storage storage = S3Storage.open(wrong, cache)) {
      assertThatThrownBy(() -> filesystem(storage, "data").list(".bin", file -> {}))
          .isInstanceOf(FilesystemUnavailableException.class)
          .hasMessageContaining("does not let us into the bucket 'bucket' (SignatureDoesNotMatch)")
          .hasMessageContaining("storage.s3.access_key");
      assertThatThrownBy(() -> filesystem(storage, "data").status("a.bin"))
          .isInstanceOf(FilesystemUnavailableException.class)
          .hasMessageContaining("does not let us into the bucket 'bucket'");
    }
  }

  @Test
  void saysThatTheServerIsNotThere() {
    try (S3Storage storage = storage("")) {
      server.pause();
      assertThatThrownBy(() -> filesystem(storage, "data").status("a.bin"))
          .isInstanceOf(FilesystemUnavailableException.class)
          .hasMessageMatching(
              "cannot reach the S3 server http://.* for the bucket 'bucket': .*refused.*");
      server.resume();
    }
  }

  @Test
  void refusesWhatIsNoFolder() {
    for (String url : List.of("bucket/data", "/data", "s3:/bucket/data", "s3://", "http://a/b")) {
      assertThatThrownBy(() -> S3Location.parse(url))
          .isInstanceOf(ModynException.class)
          .hasMessageContaining("write it as s3://bucket/folder");
    }
    assertThat(S3Location.parse("s3://bucket")).isEqualTo(new S3Location("bucket", ""));
    assertThat(S3Location.parse("s3://bucket//a/b/").key("c")).isEqualTo("a/b/c");
  }

  private List<Path> filesInCache() throws IOException {
    try (var files = Files.list(cache.resolve("0"))) {
      return files.filter(file -> !file.endsWith("lock")).toList();
    }
  }

  private S3Storage storage(String options) {
    return S3Storage.open(server.config(cache, options), cache);
  }

  private S3FilesystemWrapper filesystem(S3Storage storage, String folder) {
    return S3FilesystemWrapper.open(server.url(folder), () -> storage);
  }

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
