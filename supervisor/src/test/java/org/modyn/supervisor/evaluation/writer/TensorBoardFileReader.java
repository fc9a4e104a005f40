package org.modyn.supervisor.evaluation.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads event files of TensorBoard without the code that writes them: records are checked with a
 * bitwise CRC-32C, messages are read as unknown fields.
 */
final class TensorBoardFileReader {
  private static final int CASTAGNOLI_REVERSED = 0x82f63b78;

  private TensorBoardFileReader() {}

  static List<String> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<String> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] lengthBytes = new byte[Long.BYTES];
      bytes.get(lengthBytes);
      assertThat(bytes.getInt()).isEqualTo(maskedChecksum(lengthBytes));
      long length = ByteBuffer.wrap(lengthBytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      byte[] message = new byte[Math.toIntExact(length)];
      bytes.get(message);
      assertThat(bytes.getInt()).isEqualTo(maskedChecksum(message));
      events.add(describe(UnknownFieldSet.parseFrom(message)));
    }
    return events;
  }

  private static String describe(UnknownFieldSet event) throws IOException {
    double wallTime = Double.longBitsToDouble(event.getField(1).getFixed64List().getFirst());
    if (event.hasField(3)) {
      return "version " + text(event, 3) + " at " + wallTime;
    }
    long step = event.getField(2).getVarintList().getFirst();
    UnknownFieldSet value = message(message(event, 5), 1);
    float number = Float.intBitsToFloat(value.getField(2).getFixed32List().getFirst());
    return text(value, 1) + " at " + step + " (" + wallTime + "): " + number;
  }

  private static UnknownFieldSet message(UnknownFieldSet message, int field) throws IOException {
    return UnknownFieldSet.parseFrom(bytes(message, field));
  }

  private static String text(UnknownFieldSet message, int field) {
    return bytes(message, field).toStringUtf8();
  }

  private static ByteString bytes(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().getFirst();
  }

  private static int maskedChecksum(byte[] bytes) {
    int remainder = -1;
    for (byte octet : bytes) {
      remainder ^= octet & 0xff;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        remainder = (remainder >>> 1) ^ ((remainder & 1) == 0 ? 0 : CASTAGNOLI_REVERSED);
      }
    }
    int checksum = ~remainder;
    return ((checksum >>> 15) | (checksum << 17)) + 0xa282ead8;
  }
}
