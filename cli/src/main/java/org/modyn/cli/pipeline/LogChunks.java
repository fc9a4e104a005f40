package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.modyn.proto.supervisor.GetPipelineLogResponse;

/** The chunks of a pipeline log as one stream. Holds one chunk at a time. */
final class LogChunks extends InputStream {
  private final Iterator<GetPipelineLogResponse> messages;
  private ByteBuffer chunk = ByteBuffer.allocate(0);

  /**
   * @param messages behind the header
   */
  LogChunks(Iterator<GetPipelineLogResponse> messages) {
    this.messages = requireNonNull(messages, "messages is null");
  }

  @Override
  public int read() {
    return fill() ? Byte.toUnsignedInt(chunk.get()) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, chunk.remaining());
    chunk.get(target, offset, count);
    return count;
  }

  private boolean fill() {
    while (!chunk.hasRemaining()) {
      if (!messages.hasNext()) {
        return false;
      }
      chunk = messages.next().getChunk().asReadOnlyByteBuffer();
    }
    return true;
  }
}
