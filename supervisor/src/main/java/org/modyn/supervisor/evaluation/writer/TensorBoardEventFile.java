package org.modyn.supervisor.evaluation.writer;

import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The format of TensorBoard's event files: records of TensorFlow (TFRecord), each with a message
 * {@code Event} of {@code tensorboard/compat/proto/event.proto}.
 *
 * <pre>
 * record:  uint64 length, uint32 masked CRC-32C of the length, message, uint32 masked CRC-32C of it
 * Event:   double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5
 * Summary: repeated Value value = 1
 * Value:   string tag = 1; float simple_value = 2
 * </pre>
 *
 * <p>Numbers are little endian. The first event of a file has a version, the others a value.
 */
final class TensorBoardEventFile {
  private static final String VERSION = "brain.Event:2";
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SUMMARY_VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;

  /** Added to a checksum, so that data with checksums in it has no trivial checksum itself. */
  private static final int MASK_DELTA = 0xa282ead8;

  private TensorBoardEventFile() {}

  /** Writes a complete file. */
  static void write(FileChannel channel, List<ScalarEvent> events) throws IOException {
    OutputStream file = new BufferedOutputStream(Channels.newOutputStream(channel));
    double firstTime = events.stream().mapToDouble(ScalarEvent::step).min().orElse(0);
    writeRecord(
        file,
        message(
            output -> {
              output.writeDouble(WALL_TIME, firstTime);
              output.writeString(FILE_VERSION, VERSION);
            }));
    for (ScalarEvent event : events) {
      writeRecord(file, toMessage(event));
    }
    file.flush();
  }

  private static byte[] toMessage(ScalarEvent event) throws IOException {
    byte[] value =
        message(
            output -> {
              output.writeString(TAG, event.tag());
              output.writeFloat(SIMPLE_VALUE, (float) event.value());
            });
    byte[] summary = message(output -> output.writeByteArray(SUMMARY_VALUE, value));
    return message(
        output -> {
          output.writeDouble(WALL_TIME, (double) event.step());
          output.writeInt64(STEP, event.step());
          output.writeByteArray(SUMMARY, summary);
        });
  }

  private interface Fields {
    void write(CodedOutputStream output) throws IOException;
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    fields.write(output);
    output.flush();
    return bytes.toByteArray();
  }

  private static void writeRecord(OutputStream file, byte[] message) throws IOException {
    byte[] length = littleEndian(Long.BYTES).putLong(message.length).array();
    file.write(length);
    file.write(littleEndian(Integer.BYTES).putInt(maskedChecksum(length)).array());
    file.write(message);
    file.write(littleEndian(Integer.BYTES).putInt(maskedChecksum(message)).array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int maskedChecksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
  }
}
