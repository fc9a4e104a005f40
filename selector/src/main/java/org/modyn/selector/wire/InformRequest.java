package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.selector.seen.SeenSamples;

/**
 * A {@code DataInformRequest}, decoded into arrays.
 *
 * @param position how many samples the pipeline was told of before
 * @param triggerId the id that the trigger is to get
 */
public record InformRequest(
    int pipelineId, SeenSamples samples, OptionalLong position, OptionalInt triggerId) {
  public InformRequest {
    requireNonNull(samples, "samples is null");
    requireNonNull(position, "position is null");
    requireNonNull(triggerId, "triggerId is null");
  }

  /**
   * Decodes a request, whose memory must not be used afterwards. Fields may come in any order,
   * packed or not, and in pieces; unknown ones are skipped.
   *
   * @throws ModynException INVALID_ARGUMENT when the message is corrupt, or has not the same number
   *     of keys, timestamps and labels
   */
  public static InformRequest decode(ReceivedMessage message) {
    try {
      return new Decoder(message).decode();
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, "the request is corrupt: " + e.getMessage(), e);
    } finally {
      message.release();
    }
  }

  private static final class Decoder {
    private static final int VARINT = WireFormat.WIRETYPE_VARINT;
    private static final int PACKED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int PIPELINE_ID = DataInformRequest.PIPELINE_ID_FIELD_NUMBER << 3 | VARINT;
    private static final int KEYS = DataInformRequest.KEYS_FIELD_NUMBER << 3 | VARINT;
    private static final int PACKED_KEYS = DataInformRequest.KEYS_FIELD_NUMBER << 3 | PACKED;
    private static final int TIMESTAMPS = DataInformRequest.TIMESTAMPS_FIELD_NUMBER << 3 | VARINT;
    private static final int PACKED_TIMESTAMPS =
        DataInformRequest.TIMESTAMPS_FIELD_NUMBER << 3 | PACKED;
    private static final int LABELS = DataInformRequest.LABELS_FIELD_NUMBER << 3 | VARINT;
    private static final int PACKED_LABELS = DataInformRequest.LABELS_FIELD_NUMBER << 3 | PACKED;
    private static final int POSITION = DataInformRequest.POSITION_FIELD_NUMBER << 3 | VARINT;
    private static final int TRIGGER_ID = DataInformRequest.TRIGGER_ID_FIELD_NUMBER << 3 | VARINT;

    private final byte[] bytes;
    private final CodedInputStream input;
    private final Numbers keys = new Numbers();
    private final Numbers timestamps = new Numbers();
    private final Numbers labels = new Numbers();
    private int pipelineId;
    private OptionalLong position = OptionalLong.empty();
    private OptionalInt triggerId = OptionalInt.empty();

    Decoder(ReceivedMessage message) {
      this.bytes = message.bytes();
      this.input = CodedInputStream.newInstance(message.bytes(), 0, message.length());
    }

    InformRequest decode() throws IOException {
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        switch (tag) {
          case PIPELINE_ID -> pipelineId = input.readInt32();
          case KEYS, PACKED_KEYS -> readNumbers(tag, keys);
          case TIMESTAMPS, PACKED_TIMESTAMPS -> readNumbers(tag, timestamps);
          case LABELS, PACKED_LABELS -> readNumbers(tag, labels);
          case POSITION -> position = OptionalLong.of(input.readInt64());
          case TRIGGER_ID -> triggerId = OptionalInt.of(input.readInt32());
          default -> skip(tag);
        }
      }
      return new InformRequest(
          pipelineId,
          new SeenSamples(keys.toArray(), timestamps.toArray(), labels.toArray()),
          position,
          triggerId);
    }

    private void skip(int tag) throws IOException {
      if (!input.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that has not begun");
      }
    }

    private void readNumbers(int tag, Numbers target) throws IOException {
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        target.add(input.readInt64());
        return;
      }
      int length = input.readRawVarint32();
      int start = input.getTotalBytesRead();
      input.skipRawBytes(length);
      target.addPacked(bytes, start, start + length);
    }
  }

  /** The values of a repeated field. Where they come in one piece, they are not copied again. */
  private static final class Numbers {
    private static final VarHandle WORD =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long CONTINUATION_BITS = 0x8080_8080_8080_8080L;
    private static final int LARGEST_VARINT = 10;

    private long[] values = new long[0];
    private int size;

    void add(long value) {
      reserve(1);
      values[size] = value;
      size++;
    }

    void addPacked(byte[] bytes, int start, int end) throws IOException {
      reserve(countOfVarints(bytes, start, end));
      long[] target = values;
      int count = size;
      int at = start;
      while (at < end) {
        if (bytes[at] >= 0) {
          target[count] = bytes[at];
          at++;
        } else {
          int length = at + Long.BYTES <= end ? lengthOfVarint(bytes, at) : LARGEST_VARINT;
          if (length <= Long.BYTES) {
            int unused = Long.SIZE - Byte.SIZE * length;
            long word = (long) WORD.get(bytes, at) << unused >>> unused;
            target[count] = Long.compress(word, ~CONTINUATION_BITS);
            at += length;
          } else {
            at += addLong(bytes, at, end, count);
          }
        }
        count++;
      }
      size = count;
    }

    /** Returns the bytes of a number of which 8 are there; 9 when it is longer than that. */
    private static int lengthOfVarint(byte[] bytes, int at) {
      long ends = ~(long) WORD.get(bytes, at) & CONTINUATION_BITS;
      return Long.numberOfTrailingZeros(ends) / Byte.SIZE + 1;
    }

    /** Decodes byte by byte; returns how many there were. */
    private int addLong(byte[] bytes, int start, int end, int index) throws IOException {
      long value = 0;
      for (int length = 0; length < LARGEST_VARINT && start + length < end; length++) {
        byte next = bytes[start + length];
        value |= (next & 0x7fL) << (7 * length);
        if (next >= 0) {
          values[index] = value;
          return length + 1;
        }
      }
      throw new InvalidProtocolBufferException("a number has no end");
    }

    /** A number's last byte is the one without the highest bit. */
    private static int countOfVarints(byte[] bytes, int start, int end) {
      int continuing = 0;
      int index = start;
      for (; index + Long.BYTES <= end; index += Long.BYTES) {
        continuing += Long.bitCount((long) WORD.get(bytes, index) & CONTINUATION_BITS);
      }
      for (; index < end; index++) {
        continuing += bytes[index] >>> 31;
      }
      return end - start - continuing;
    }

    private void reserve(int count) {
      int needed = Math.addExact(size, count);
      if (needed > values.length) {
        int capacity = size == 0 ? needed : (int) Math.max(needed, Math.min(2L * size, 1 << 30));
        values = Arrays.copyOf(values, capacity);
      }
    }

    long[] toArray() {
      return size == values.length ? values : Arrays.copyOf(values, size);
    }
  }
}
