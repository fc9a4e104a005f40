package org.modyn.modelstorage.strategy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * Recognizes files in the safetensors format by their beginning: the length of the header, 8 bytes
 * little endian, then the header, a JSON object, then the tensors.
 */
final class SafetensorsFile {
  private static final int LENGTH_SIZE = 8;

  private SafetensorsFile() {}

  /**
   * @throws ModynException INVALID_ARGUMENT when the file is not in the safetensors format
   */
  static void check(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(LENGTH_SIZE + 1).order(ByteOrder.LITTLE_ENDIAN);
      while (start.hasRemaining() && channel.read(start) >= 0) {
        // short reads are allowed
      }
      start.flip();
      if (start.limit() <= LENGTH_SIZE) {
        throw ModynException.invalidArgument(
            "the model has %s bytes, too few for the safetensors format", start.limit());
      }
      long headerSize = start.getLong();
      long most = channel.size() - LENGTH_SIZE;
      if (headerSize < 1 || headerSize > most || start.get() != '{') {
        throw ModynException.invalidArgument(
            "the model is not in the safetensors format: it does not start with the length of a"
                + " JSON header (found %s, of at most %s bytes) and that header",
            headerSize, most);
      }
    } catch (IOException e) {
      throw DurableFiles.cannotRead(path, e);
    }
  }
}
