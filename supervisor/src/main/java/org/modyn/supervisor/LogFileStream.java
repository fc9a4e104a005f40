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
import org.modyn.supervisor.log.PipelineLog;

/** Streams a pipeline log: a header message, then chunks. Holds one chunk at a time. */
final class LogFileStream implements Iterator<GetPipelineLogResponse>, AutoCloseable {
  private static final int CHUNK_BYTES = 256 * 1024;

  private final Path file;
  private final InputStream content;
  private GetPipelineLogResponse next;

  private LogFileStream(Path file, boolean complete) throws IOException {
    this.file = requireNonNull(file, "file is null");
    this.content = Files.newInputStream(file);
    this.next =
        GetPipelineLogResponse.newBuilder()
            .setHeader(
                PipelineLogHeader.newBuilder().setPath(file.toString()).setComplete(complete))
            .build();
  }

  /**
   * Opens the log, or the initial part of it if the pipeline has not ended normally.
   *
   * @param log the path of the log
   * @throws ModynException NOT_FOUND when neither file exists
   */
  static LogFileStream open(int pipelineId, Path log) {
    try {
      return Files.exists(log)
          ? new LogFileStream(log, true)
          : new LogFileStream(PipelineLog.startedFile(log), false);
    } catch (NoSuchFileException e) {
      throw new ModynException(
          ErrorCategory.NOT_FOUND,
          String.format(
              Locale.ROOT,
              "pipeline %d has no log: the supervisor has no file %s",
              pipelineId,
              log),
          e);
    } catch (IOException e) {
      throw cannotRead(log, e);
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
      throw cannotRead(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  private static ModynException cannotRead(Path file, IOException cause) {
    return new ModynException(
        ErrorCategory.INTERNAL,
        "cannot read the pipeline log %s: %s".formatted(file, cause),
        cause);
  }
}
