package org.modyn.common.sample;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Decodes a {@code GetResponse} of any valid Protocol Buffers encoding: fields in any order, packed
 * or not; unknown fields are skipped. A truncated or malformed message is DATA_LOSS.
 */
final class SampleDecoder {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED32 = 5;
  private static final int MAXIMUM_GROUP_DEPTH = 100;
  private static final int DELETED_KEYS = 100;
  private static final int UNREADABLE_KEYS = 101;

  private final SampleBuffers buffers;
  private final int end;
  private int position;
  private int samples;
  private int keys;
  private int labels;
  private final LongStream.Builder deletedKeys = LongStream.builder();
  private final LongStream.Builder unreadableKeys = LongStream.builder();

  private SampleDecoder(SampleBuffers buffers, int end) {
    this.buffers = buffers;
    this.end = end;
  }

  /**
   * @throws ModynException DATA_LOSS when the message is truncated or malformed
   */
  static SampleBatch decode(InputStream message, SampleBuffers.Pool pool) {
    SampleBuffers buffers = pool.take();
    try {
      int length = read(message, buffers);
      SampleDecoder decoder = new SampleDecoder(buffers, length);
      decoder.decodeFields();
      return new SampleBatch(
          pool,
          buffers,
          length,
          decoder.samples,
          decoder.deletedKeys.build().toArray(),
          decoder.unreadableKeys.build().toArray());
    } catch (IOException e) {
      pool.giveBack(buffers);
      throw new ModynException(
          ErrorCategory.DATA_LOSS, "cannot read samples from the storage server: " + e, e);
    } catch (ModynException e) {
      pool.giveBack(buffers);
      throw e;
    }
  }

  private static int read(InputStream message, SampleBuffers buffers) throws IOException {
    if (message instanceof KnownLength) {
      buffers.reserveBytes(message.available());
    }
    int length = 0;
    while (true) {
      int read = message.read(buffers.bytes, length, buffers.bytes.length - length);
      if (read < 0) {
        return length;
      }
      length += read;
      if (length == buffers.bytes.length) {
        int next = message.read();
        if (next < 0) {
          return length;
        }
        buffers.bytes = Arrays.copyOf(buffers.bytes, Math.multiplyExact(2, length));
        buffers.bytes[length++] = (byte) next;
      }
    }
  }

  private void decodeFields() {
    while (position < end) {
      int tag = tag();
      switch (tag) {
        case 1 << 3 | LENGTH_DELIMITED -> sample();
        case 2 << 3 | LENGTH_DELIMITED -> packedKeys();
        case 2 << 3 | VARINT -> addKey(varint(end));
        case 3 << 3 | LENGTH_DELIMITED -> packedLabels();
        case 3 << 3 | VARINT -> addLabel(varint(end));
        case DELETED_KEYS << 3 | LENGTH_DELIMITED -> packed(deletedKeys);
        case DELETED_KEYS << 3 | VARINT -> deletedKeys.add(varint(end));
        case UNREADABLE_KEYS << 3 | LENGTH_DELIMITED -> packed(unreadableKeys);
        case UNREADABLE_KEYS << 3 | VARINT -> unreadableKeys.add(varint(end));
        default -> skip(tag, 0);
      }
    }
    if (keys != samples || labels != samples) {
      throw corrupt("%d samples come with %d keys and %d labels", samples, keys, labels);
    }
  }

  private void sample() {
    int length = length();
    if (samples == buffers.offsets.length) {
      buffers.growSamples();
    }
    buffers.offsets[samples] = position;
    buffers.lengths[samples] = length;
    samples++;
    position += length;
  }

  private void packedKeys() {
    int fieldEnd = length() + position;
    while (position < fieldEnd) {
      addKey(varint(fieldEnd));
    }
  }

  private void packedLabels() {
    int fieldEnd = length() + position;
    while (position < fieldEnd) {
      addLabel(varint(fieldEnd));
    }
  }

  private void packed(LongStream.Builder target) {
    int fieldEnd = length() + position;
    while (position < fieldEnd) {
      target.add(varint(fieldEnd));
    }
  }

  private void addKey(long key) {
    if (keys == buffers.keys.length) {
      buffers.keys = Arrays.copyOf(buffers.keys, 2 * keys);
    }
    buffers.keys[keys++] = key;
  }

  private void addLabel(long label) {
    if (labels == buffers.labels.length) {
      buffers.labels = Arrays.copyOf(buffers.labels, 2 * labels);
    }
    buffers.labels[labels++] = label;
  }

  private void skip(int tag, int depth) {
    switch (tag & 7) {
      case VARINT -> varint(end);
      case FIXED64 -> advance(8);
      case LENGTH_DELIMITED -> {
        int length = length();
        advance(length);
      }
      case START_GROUP -> skipGroup(tag >>> 3, depth + 1);
      case FIXED32 -> advance(4);
      default -> throw corrupt("wire type %d is not possible here", tag & 7);
    }
  }

  private void skipGroup(int number, int depth) {
    if (depth > MAXIMUM_GROUP_DEPTH) {
      throw corrupt("groups are nested more than %d deep", MAXIMUM_GROUP_DEPTH);
    }
    while (true) {
      int tag = tag();
      if (tag == (number << 3 | END_GROUP)) {
        return;
      }
      skip(tag, depth);
    }
  }

  private int tag() {
    long tag = varint(end);
    if ((int) tag >>> 3 == 0) {
      throw corrupt("field number 0 is not possible");
    }
    return (int) tag;
  }

  /**
   * Reads a length and checks it against the rest of the message; 32 bits, as the generated code.
   */
  private int length() {
    int length = (int) varint(end);
    if (length < 0 || length > end - position) {
      throw corrupt("a field of %d bytes begins, but %d are left", length, end - position);
    }
    return length;
  }

  private void advance(int bytes) {
    if (bytes > end - position) {
      throw corrupt("a field of %d bytes begins, but %d are left", bytes, end - position);
    }
    position += bytes;
  }

  private long varint(int limit) {
    byte[] bytes = buffers.bytes;
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position >= limit) {
        throw corrupt("it ends inside a number");
      }
      byte next = bytes[position++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt("a number has more than 10 bytes");
  }

  @FormatMethod
  private ModynException corrupt(@FormatString String format, Object... arguments) {
    return ModynException.dataLoss(
        "a message of samples from the storage server is corrupt at byte %d of %d: %s; request the"
            + " samples again",
        position, end, String.format(format, arguments));
  }
}
