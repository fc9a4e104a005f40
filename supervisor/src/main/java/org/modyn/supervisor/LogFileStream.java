package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.GetPipelineLogResponse;
import org.modyn.proto.supervisor.PipelineLogHeader;
import org.modyn.supervisor.pipeline.LogFile;

/** Streams a pipeline log: a header message, then chunks. Holds one chunk at a time. */
final class LogFileStream implements Iterator<GetPipelineLogResponse>, AutoCloseable {
  private static final int CHUNK_BYTES = 256 * 1024;

  private final LogFile log;
  private final InputStream content;
  private GetPipelineLogResponse next;

  private LogFileStream(LogFile log) throws IOException {
    this.log = requireNonNull(log, "log is null");
    this.content = Files.newInputStream(log.file());
    this.next =
        GetPipelineLogResponse.newBuilder()
            .setHeader(
                PipelineLogHeader.newBuilder()
                    .setPath(log.path().toString())
                    .setComplete(!log.isTemporary()))
            .build();
  }

  /**
   * Opens a log. A temporary file is deleted when the stream is closed.
   *
   * @throws ModynException NOT_FOUND when the file does not exist
   */
  static LogFileStream open(int pipelineId, LogFile log) {
    try {
      return new LogFileStream(log);
    } catch (NoSuchFileException e) {
      throw new ModynException(
          ErrorCategory.NOT_FOUND,
          String.format(
              Locale.ROOT,
              "pipeline %d has no log: the supervisor has no file %s",
              pipelineId,
              log.path()),
          e);
    } catch (IOException e) {
      throw cannotRead(log.path(), e);
    }
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public GetPipelineLogResponse next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    GetPipelineLogResponse message = next;
    next = chunk();
    return message;
  }

  /** Null at the end. */
  private GetPipelineLogResponse chunk() {
    try {
      byte[] bytes = content.readNBytes(CHUNK_BYTES);
      return bytes.length == 0
          ? null
          : GetPipelineLogResponse.newBuilder()
              .setChunk(UnsafeByteOperations.unsafeWrap(bytes))
              .build();
    } catch (IOException e) {
      throw cannotRead(log.path(), e);
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
    if (log.isTemporary()) {
      Files.deleteIfExists(log.file());
    }
  }

  private static ModynException cannotRead(Path file, IOException cause) {
    return new ModynException(
        ErrorCategory.INTERNAL,
        "cannot read the pipeline log %s: %s".formatted(file, cause),
        cause);
  }
}
