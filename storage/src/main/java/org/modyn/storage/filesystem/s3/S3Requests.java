package org.modyn.storage.filesystem.s3;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.modyn.storage.filesystem.FileChangedException;
import org.modyn.storage.filesystem.FileStatus;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Sends requests to S3: limits concurrent requests, retries failed ones for a bounded time, and
 * reports errors that say what to do. Thread safe.
 */
final class S3Requests implements AutoCloseable {
  private final S3Client client;
  private final S3Errors errors;
  private final Semaphore permits;

  /**
   * @param client closed with this object
   */
  S3Requests(S3Client client, S3Errors errors, int maximumParallelRequests) {
    this.client = requireNonNull(client, "client is null");
    this.errors = requireNonNull(errors, "errors is null");
    this.permits = new Semaphore(maximumParallelRequests, true);
  }

  /**
   * Sends a request.
   *
   * @param path path of the object; empty for requests about the bucket
   */
  <T> T call(S3Location location, String path, Function<S3Client, T> request) throws IOException {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted before a request to S3").initCause(e);
    }
    try {
      return request.apply(client);
    } catch (SdkException e) {
      throw errors.translate(e, location, path);
    } finally {
      permits.release();
    }
  }

  /**
   * @throws java.nio.file.NoSuchFileException when there is no such object
   */
  HeadObjectResponse head(S3Location location, String path) throws IOException {
    return call(
        location,
        path,
        s3 -> s3.headObject(head -> head.bucket(location.bucket()).key(location.key(path))));
  }

  /**
   * @throws java.nio.file.NoSuchFileException when there is no such object
   */
  FileStatus status(S3Location location, String path) throws IOException {
    HeadObjectResponse head = head(location, path);
    return S3Status.of(path, head.contentLength(), head.lastModified(), head.eTag());
  }

  /** Receives the bytes of an object. */
  @FunctionalInterface
  interface BodyReader {
    /**
     * Reads exactly the requested bytes. Called again, from the first byte on, when the connection
     * broke meanwhile.
     *
     * @throws IOException when the bytes cannot be stored locally
     */
    void read(InputStream body) throws IOException;
  }

  /**
   * Reads the bytes {@code start} to {@code end - 1} of an object.
   *
   * @param file the expected version of the object
   * @throws FileChangedException when the object has another version
   */
  void read(S3Location location, FileStatus file, long start, long end, BodyReader reader)
      throws IOException {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(location.bucket())
            .key(location.key(file.path()))
            .range(String.format(Locale.ROOT, "bytes=%d-%d", start, end - 1))
            .build();
    Outcome outcome;
    try {
      outcome =
          call(
              location,
              file.path(),
              s3 ->
                  s3.getObject(
                      request, (response, body) -> read(response, body, file, start, reader)));
    } catch (IOException e) {
      if (S3Errors.isOutOfRange(e)) {
        throw new FileChangedException(file, status(location, file.path()));
      }
      throw e;
    }
    if (outcome.failure().isPresent()) {
      throw errors.disk(outcome.failure().get());
    }
    if (!outcome.found().equals(file)) {
      throw new FileChangedException(file, outcome.found());
    }
  }

  /**
   * The outcome of a read: exceptions must not pass through the client, which retries on some of
   * them.
   */
  private record Outcome(FileStatus found, Optional<IOException> failure) {}

  private static Outcome read(
      GetObjectResponse response,
      AbortableInputStream body,
      FileStatus file,
      long start,
      BodyReader reader) {
    FileStatus found =
        S3Status.of(file.path(), totalSize(response), response.lastModified(), response.eTag());
    if (!found.equals(file)) {
      body.abort();
      return new Outcome(found, Optional.empty());
    }
    try {
      InputStream bytes = new NetworkStream(body);
      if (response.contentRange() == null) {
        bytes.skipNBytes(start);
      }
      reader.read(bytes);
      return new Outcome(found, Optional.empty());
    } catch (NetworkException e) {
      throw RetryableException.create("the connection broke: " + e.getMessage(), e);
    } catch (IOException e) {
      body.abort();
      return new Outcome(found, Optional.of(e));
    }
  }

  /**
   * Returns the object's size, from "bytes 0-9/100"; a server that does not support ranges sends
   * the whole object.
   */
  private static long totalSize(GetObjectResponse response) {
    String range = response.contentRange();
    return range == null
        ? response.contentLength()
        : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
  }

  /** A failure of the network, as opposed to the disk. */
  private static final class NetworkException extends IOException {
    private static final long serialVersionUID = 1L;

    NetworkException(IOException cause) {
      super(cause.toString(), cause);
    }
  }

  private static final class NetworkStream extends FilterInputStream {
    NetworkStream(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw new NetworkException(e);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int bytes = super.read(buffer, offset, length);
        if (bytes < 0) {
          throw new EOFException("fewer bytes than were asked for");
        }
        return bytes;
      } catch (IOException e) {
        throw new NetworkException(e);
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
