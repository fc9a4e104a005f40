package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.DurableFiles.ContentWriter;

/** A folder that this machine has mounted. Symbolic links are followed. */
public final class LocalFilesystemWrapper implements FilesystemWrapper {
  private final Path basePath;

  public LocalFilesystemWrapper(Path basePath) {
    this.basePath = requireNonNull(basePath, "basePath is null").toAbsolutePath().normalize();
  }

  @Override
  public String location() {
    return basePath.toString();
  }

  @Override
  public void list(String extension, Consumer<FileStatus> visitor) throws IOException {
    if (!Files.exists(basePath)) {
      throw new NoSuchFileException(basePath.toString(), null, "the folder does not exist");
    }
    if (!Files.isDirectory(basePath)) {
      throw new NotDirectoryException(basePath.toString());
    }
    Files.walkFileTree(
        basePath,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && file.getFileName().toString().endsWith(extension)) {
              visitor.accept(toStatus(basePath.relativize(file).toString(), attributes));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  @Override
  public FileStatus status(String path) throws IOException {
    return toStatus(path, Files.readAttributes(basePath.resolve(path), BasicFileAttributes.class));
  }

  @Override
  public MemorySegment map(FileStatus file, Arena arena) throws IOException {
    Path path = basePath.resolve(file.path());
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < file.size()) {
        throw new IOException(
            "%s has %d bytes instead of %d".formatted(path, channel.size(), file.size()));
      }
      return channel.map(MapMode.READ_ONLY, 0, file.size(), arena);
    }
  }

  /** Without a mapping, which would cost more than the bytes of a small file. */
  @Override
  public byte[] read(String path, int maximumBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(basePath.resolve(path), StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(maximumBytes + 1);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // reads on until the end or until it is too much
      }
      if (!bytes.hasRemaining()) {
        throw new IOException("%s has more than %d bytes".formatted(path, maximumBytes));
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  @Override
  public FileContent open(FileStatus file) throws IOException {
    return new MappedContent(this, file, map(file, Arena.ofAuto()));
  }

  @Override
  public FileStatus replace(FileStatus before, ContentWriter content) throws IOException {
    FileStatus now = status(before.path());
    if (!now.equals(before)) {
      throw new FileChangedException(before, now);
    }
    // through a symbolic link: it is the file behind it that gets other content
    Path file = basePath.resolve(before.path()).toRealPath();
    DurableFiles.writeAtomically(file, FileTime.from(before.modifiedNanos(), NANOSECONDS), content);
    return status(before.path());
  }

  @Override
  public void remove(String path) throws IOException {
    Files.deleteIfExists(basePath.resolve(path));
  }

  private static FileStatus toStatus(String path, BasicFileAttributes attributes) {
    return new FileStatus(path, attributes.size(), attributes.lastModifiedTime().to(NANOSECONDS));
  }
}
