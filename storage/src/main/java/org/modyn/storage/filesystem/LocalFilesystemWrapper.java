package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.DurableFiles.ContentWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder in a mounted filesystem, which must be in one of the {@link DatasetRoots}. A symbolic
 * link in it is followed if its target is in the folder or in one of the roots; other links are
 * skipped. No files are removed through a link to a directory, and no files are rewritten through a
 * link out of the folder.
 */
public final class LocalFilesystemWrapper implements FilesystemWrapper {
  private static final Logger log = LoggerFactory.getLogger(LocalFilesystemWrapper.class);

  /**
   * The number of opened files after which the garbage collector is called: it alone releases the
   * mappings of files that are no longer open. The kernel limits the mappings of a process (65,530
   * by default, {@code vm.max_map_count}); above that, no native memory can be allocated. Small
   * files take so little of the heap that no collection would happen before.
   */
  private static final int OPENED_PER_COLLECTION = 1 << 14;

  private final Path basePath;
  private final DatasetRoots roots;
  private final AtomicInteger opened = new AtomicInteger();

  /** {@link #basePath} with links resolved, as of the last access; null while it is not allowed. */
  private volatile Path lastRealBase;

  /** Does not follow links out of the folder. */
  public LocalFilesystemWrapper(Path basePath) {
    this(basePath, DatasetRoots.of(basePath));
  }

  /**
   * @param roots the allowed locations of the folder and of targets of links
   */
  LocalFilesystemWrapper(Path basePath, DatasetRoots roots) {
    this.basePath = requireNonNull(basePath, "basePath is null").toAbsolutePath().normalize();
    this.roots = requireNonNull(roots, "roots is null");
  }

  @Override
  public String location() {
    return basePath.toString();
  }

  /** Accesses the folder unless the last access found it to be allowed. */
  @Override
  public Optional<String> refusal() {
    if (lastRealBase != null) {
      return Optional.empty();
    }
    try {
      if (Files.exists(basePath)) {
        realBase();
      } else {
        roots.requireAllowed(basePath);
      }
      return Optional.empty();
    } catch (FolderNotAllowedException e) {
      return Optional.of(e.getReason());
    } catch (IOException e) {
      log.debug("Cannot resolve the folder {}", basePath, e);
      return Optional.empty();
    }
  }

  @Override
  public void list(String extension, ListingVisitor visitor) throws IOException {
    if (!Files.exists(basePath)) {
      roots.requireAllowed(basePath);
      throw new NoSuchFileException(basePath.toString(), null, "the folder does not exist");
    }
    if (!Files.isDirectory(basePath)) {
      throw new NotDirectoryException(basePath.toString());
    }
    walk(realBase(), basePath, List.of(), extension, visitor);
  }

  /**
   * Visits the files below a directory.
   *
   * @param directory the directory, with links resolved
   * @param path of the directory relative to this folder, with links not resolved
   * @param followed the directories that were entered through links on this path
   */
  private void walk(
      Path directory, Path name, List<Path> followed, String extension, ListingVisitor visitor)
      throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path named = name.resolve(directory.relativize(file));
            if (attributes.isSymbolicLink()) {
              follow(file, named, followed, extension, visitor);
            } else {
              visit(named, attributes, extension, visitor);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            Path named = name.resolve(directory.relativize(file));
            if (e instanceof AccessDeniedException && !named.equals(basePath)) {
              visitor.skip(basePath.relativize(named).toString(), "permission denied");
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  private void follow(
      Path link, Path name, List<Path> followed, String extension, ListingVisitor visitor)
      throws IOException {
    Path target;
    BasicFileAttributes attributes;
    try {
      target = link.toRealPath();
      attributes = Files.readAttributes(target, BasicFileAttributes.class);
    } catch (IOException e) {
      if (Files.isSymbolicLink(link)) {
        visitor.skip(
            basePath.relativize(name).toString(),
            "it is a link to %s: %s".formatted(Files.readSymbolicLink(link), FileErrors.reason(e)));
      }
      return;
    }
    if (!attributes.isDirectory() && !hasExtension(name, extension)) {
      return;
    }
    if (!isAllowed(target)) {
      visitor.skip(
          basePath.relativize(name).toString(),
          ("it is a link to %s, outside of the folders that this storage server may read; to allow"
                  + " it, add that folder to storage.dataset_roots in the server's configuration")
              .formatted(target));
      return;
    }
    if (!attributes.isDirectory()) {
      visit(name, attributes, extension, visitor);
      return;
    }
    boolean loop =
        link.startsWith(target)
            || followed.stream().anyMatch(entered -> entered.startsWith(target));
    if (loop) {
      visitor.skip(
          basePath.relativize(name).toString(),
          "it is a link to %s, a folder that it is in itself".formatted(target));
      return;
    }
    List<Path> further =
        Stream.concat(followed.stream(), Stream.of(link.getParent(), target)).toList();
    walk(target, name, further, extension, visitor);
  }

  private void visit(
      Path name, BasicFileAttributes attributes, String extension, ListingVisitor visitor) {
    if (attributes.isRegularFile() && hasExtension(name, extension)) {
      visitor.visit(toStatus(basePath.relativize(name).toString(), attributes));
    }
  }

  private static boolean hasExtension(Path name, String extension) {
    return name.getFileName().toString().endsWith(extension);
  }

  private boolean isAllowed(Path real) throws IOException {
    return isInFolder(real) || roots.contains(real);
  }

  private boolean isInFolder(Path real) throws IOException {
    Path known = lastRealBase;
    return (known != null && real.startsWith(known)) || real.startsWith(realBase());
  }

  private Path realBase() throws IOException {
    Path real = basePath.toRealPath();
    lastRealBase = null;
    roots.requireAllowed(basePath, real);
    lastRealBase = real;
    return real;
  }

  /** Returns the file that a path refers to, with links resolved. */
  private Path resolve(String path) throws IOException {
    Path real = basePath.resolve(path).toRealPath();
    if (!isAllowed(real)) {
      throw new AccessDeniedException(
          path, null, "it is a link to a folder that this storage server may not read");
    }
    return real;
  }

  @Override
  public FileStatus status(String path) throws IOException {
    return toStatus(path, Files.readAttributes(basePath.resolve(path), BasicFileAttributes.class));
  }

  /** Returns the current version of a file; {@link FileStatus} alone is what is recorded of it. */
  FileVersion version(String path) throws IOException {
    return FileVersion.read(path, basePath.resolve(path));
  }

  @Override
  public MemorySegment map(FileStatus file, Arena arena) throws IOException {
    Path path = resolve(file.path());
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < file.size()) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s has %d bytes instead of %d", path, channel.size(), file.size()));
      }
      return channel.map(MapMode.READ_ONLY, 0, file.size(), arena);
    }
  }

  /** Reads without a mapping, which costs more than reading a small file. */
  @Override
  public byte[] read(String path, int maximumBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(resolve(path), StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(maximumBytes + 1);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // reads until the end or the limit
      }
      if (!bytes.hasRemaining()) {
        throw new IOException(
            String.format(Locale.ROOT, "%s has more than %d bytes", path, maximumBytes));
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  @Override
  public FileContent open(FileStatus file) throws IOException {
    if (opened.incrementAndGet() % OPENED_PER_COLLECTION == 0) {
      System.gc();
    }
    // read before it is mapped: a change in between is found when it has been read
    FileVersion version = version(file.path());
    return new MappedContent(this, file, version, map(file, Arena.ofAuto()));
  }

  @Override
  public FileStatus replace(FileStatus before, ContentWriter content) throws IOException {
    FileStatus now = status(before.path());
    if (!now.equals(before)) {
      throw new FileChangedException(before, now);
    }
    // for a symbolic link, the content of its target is replaced
    Path file = basePath.resolve(before.path()).toRealPath();
    if (!isInFolder(file)) {
      throw new AccessDeniedException(before.path(), null, "it is a link out of the folder");
    }
    DurableFiles.writeAtomically(file, FileTime.from(before.modifiedNanos(), NANOSECONDS), content);
    return status(before.path());
  }

  @Override
  public void discardUnfinished(String path) throws IOException {
    Path file = basePath.resolve(path).toRealPath();
    if (isInFolder(file)) {
      DurableFiles.deleteIncomplete(file);
    }
  }

  @Override
  public boolean remove(String path) throws IOException {
    Path file = basePath.resolve(path);
    Path directory;
    try {
      directory = file.getParent().toRealPath();
    } catch (NoSuchFileException e) {
      log.debug("{} is gone already", file, e);
      return true;
    }
    if (!directory.equals(realBase().resolve(path).getParent())) {
      return false;
    }
    Files.deleteIfExists(file);
    return true;
  }

  private static FileStatus toStatus(String path, BasicFileAttributes attributes) {
    return new FileStatus(path, attributes.size(), attributes.lastModifiedTime().to(NANOSECONDS));
  }
}
