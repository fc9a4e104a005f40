package org.modyn.ml.loader;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.modyn.common.wire.NumberColumn;
import org.modyn.proto.selector.SamplesResponse;

/**
 * A part of a worker's share of a partition: the message {@code SamplesResponse} of {@code
 * selector.proto}, decoded into arrays.
 *
 * @param keys of the samples
 * @param weights of the samples; empty when the receiver does not read them
 */
record SharePart(long[] keys, float[] weights) {
  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int FIXED32 = WireFormat.WIRETYPE_FIXED32;
  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int KEYS =
      SamplesResponse.TRAINING_SAMPLES_SUBSET_FIELD_NUMBER << 3 | VARINT;
  private static final int PACKED_KEYS =
      SamplesResponse.TRAINING_SAMPLES_SUBSET_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int WEIGHTS =
      SamplesResponse.TRAINING_SAMPLES_WEIGHTS_FIELD_NUMBER << 3 | FIXED32;
  private static final int PACKED_WEIGHTS =
      SamplesResponse.TRAINING_SAMPLES_WEIGHTS_FIELD_NUMBER << 3 | LENGTH_DELIMITED;

  /**
   * Decodes any valid encoding: fields in any order, packed or not and in any number of parts;
   * unknown fields are skipped.
   *
   * @param readsWeights false: weights are skipped
   * @throws InvalidProtocolBufferException when the message is malformed
   */
  static SharePart decode(InputStream message, boolean readsWeights) throws IOException {
    CodedInputStream input = CodedInputStream.newInstance(message);
    NumberColumn keys = new NumberColumn();
    Weights weights = new Weights();
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (tag == KEYS || tag == PACKED_KEYS) {
        keys.addField(tag, input);
      } else if (tag == WEIGHTS && readsWeights) {
        weights.add(input.readFloat());
      } else if (tag == PACKED_WEIGHTS && readsWeights) {
        weights.addPacked(input.readByteArray());
      } else if (!input.skipField(tag)) {
        throw new InvalidProtocolBufferException("an end-group tag without a start-group tag");
      }
    }
    return new SharePart(keys.toArray(), weights.toArray());
  }

  /** Returns the samples of all parts. */
  static SharePart join(List<SharePart> parts) {
    int size = parts.stream().mapToInt(part -> part.keys.length).reduce(0, Math::addExact);
    int weighted = parts.stream().mapToInt(part -> part.weights.length).sum();
    long[] keys = new long[size];
    float[] weights = new float[weighted];
    int key = 0;
    int weight = 0;
    for (SharePart part : parts) {
      System.arraycopy(part.keys, 0, keys, key, part.keys.length);
      System.arraycopy(part.weights, 0, weights, weight, part.weights.length);
      key += part.keys.length;
      weight += part.weights.length;
    }
    return new SharePart(keys, weights);
  }

  private static final class Weights {
    private float[] values = {};
    private int size;

    void add(float weight) {
      reserve(1);
      values[size++] = weight;
    }

    void addPacked(byte[] packed) throws IOException {
      if (packed.length % Float.BYTES != 0) {
        throw new InvalidProtocolBufferException("packed weights end inside a number");
      }
      int count = packed.length / Float.BYTES;
      reserve(count);
      ByteBuffer.wrap(packed)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values, size, count);
      size += count;
    }

    private void reserve(int count) {
      int needed = Math.addExact(size, count);
      if (needed > values.length) {
        values = Arrays.copyOf(values, Math.max(needed, Math.min(2 * size, 1 << 30)));
      }
    }

    float[] toArray() {
      return size == values.length ? values : Arrays.copyOf(values, size);
    }
  }

  /**
   * Receives parts.
   *
   * @param readsWeights whether the parts have weights
   */
  record Receiver(boolean readsWeights) implements Marshaller<SharePart> {
    @Override
    public InputStream stream(SharePart part) {
      throw new UnsupportedOperationException("a client does not send keys of training sets");
    }

    @Override
    public SharePart parse(InputStream message) {
      try {
        return decode(message, readsWeights);
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("malformed keys of a training set")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
