package org.modyn.storage.filesystem.s3;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Supplier;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles.ContentWriter;
import org.modyn.storage.filesystem.FileChangedException;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;
import org.modyn.storage.filesystem.ListingVisitor;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A folder in an S3 bucket: all objects whose keys have a prefix. Objects appear atomically, with
 * their modification time, so incomplete objects are never seen. The order of objects that are
 * created within the same second is undefined.
 *
 * <p>In a bucket with versioning, removed and replaced objects are kept as old versions until a
 * lifecycle rule deletes them.
 */
public final class S3FilesystemWrapper implements FilesystemWrapper {
  private final S3Storage storage;
  private final S3Location location;

  private S3FilesystemWrapper(S3Storage storage, S3Location location) {
    this.storage = requireNonNull(storage, "storage is null");
    this.location = requireNonNull(location, "location is null");
  }

  /**
   * @param url {@code s3://bucket/folder}
   * @param storage provides the connection; called after the URL was validated
   * @throws ModynException INVALID_ARGUMENT when the URL is invalid
   */
  public static S3FilesystemWrapper open(String url, Supplier<S3Storage> storage) {
    S3Location location = S3Location.parse(url);
    return new S3FilesystemWrapper(storage.get(), location);
  }

  @Override
  public String location() {
    return location.toString();
  }

  @Override
  public void list(String extension, ListingVisitor visitor) throws IOException {
    String continuation = null;
    do {
      ListObjectsV2Request request =
          ListObjectsV2Request.builder()
              .bucket(location.bucket())
              .prefix(location.prefix())
              .continuationToken(continuation)
              .build();
      ListObjectsV2Response page =
          storage.requests().call(location, "", s3 -> s3.listObjectsV2(request));
      for (S3Object object : page.contents()) {
        String path = object.key().substring(location.prefix().length());
        if (path.endsWith(extension)) {
          visitor.visit(S3Status.of(path, object.size(), object.lastModified(), object.eTag()));
        }
      }
      continuation = page.nextContinuationToken();
    } while (continuation != null);
  }

  @Override
  public FileStatus status(String path) throws IOException {
    return storage.requests().status(location, path);
  }

  @Override
  public void forget(FileStatus file) {
    FileDigest digest = FileDigest.of(storage, location, file);
    int blockSize = storage.layout().blockSize();
    for (int block = 0; (long) block * blockSize < file.size(); block++) {
      storage.cache().drop(digest.block(block));
    }
  }

  @Override
  public MemorySegment map(FileStatus file, Arena arena) throws IOException {
    return new WholeObject(storage, location, file).load(arena);
  }

  @Override
  public byte[] read(String path, int maximumBytes) throws IOException {
    byte[] bytes;
    try {
      bytes =
          storage
              .requests()
              .call(
                  location,
                  path,
                  s3 ->
                      s3.getObjectAsBytes(
                              get ->
                                  get.bucket(location.bucket())
                                      .key(location.key(path))
                                      .range("bytes=0-" + maximumBytes))
                          .asByteArrayUnsafe());
    } catch (IOException e) {
      if (S3Errors.isOutOfRange(e)) {
        return new byte[0];
      }
      throw e;
    }
    if (bytes.length > maximumBytes) {
      throw new IOException(
          String.format(Locale.ROOT, "%s has more than %d bytes", path, maximumBytes));
    }
    return bytes;
  }

  @Override
  public FileContent open(FileStatus file) {
    return new S3Content(storage, location, file);
  }

  /**
   * The object keeps its content type and its metadata, but not its modification time, which S3
   * sets. For concurrent writes to the object, the last write wins.
   */
  @Override
  public FileStatus replace(FileStatus before, ContentWriter content) throws IOException {
    HeadObjectResponse head = storage.requests().head(location, before.path());
    FileStatus now =
        S3Status.of(before.path(), head.contentLength(), head.lastModified(), head.eTag());
    if (!now.equals(before)) {
      throw new FileChangedException(before, now);
    }
    Path file = storage.cache().newTemporaryFile();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.READ)) {
      content.write(channel);
      return new ObjectUpload(storage.requests(), location, before.path()).put(file, head);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public boolean remove(String path) throws IOException {
    storage
        .requests()
        .call(
            location,
            path,
            s3 ->
                s3.deleteObject(
                    delete -> delete.bucket(location.bucket()).key(location.key(path))));
    return true;
  }
}
