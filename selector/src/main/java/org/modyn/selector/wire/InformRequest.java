package org.modyn.selector.wire;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.wire.NumberColumn;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.selector.seen.SeenSamples;

/**
 * A {@code DataInformRequest}, decoded into arrays.
 *
 * @param position the position of the first sample; empty if the client did not set it
 * @param triggerId the expected id of the trigger; empty if the client did not set it
 */
public record InformRequest(
    int pipelineId, SeenSamples samples, OptionalLong position, OptionalInt triggerId) {
  public InformRequest {
    requireNonNull(samples, "samples is null");
    requireNonNull(position, "position is null");
    requireNonNull(triggerId, "triggerId is null");
  }

  /**
   * Decodes a request into the buffers of the message; the samples are valid until it is closed.
   * Accepts fields in any order, packed or not, and repeated fields in several parts; unknown
   * fields are skipped.
   *
   * @throws ModynException INVALID_ARGUMENT when the message is malformed, or the numbers of keys,
   *     timestamps and labels differ
   */
  public static InformRequest decode(ReceivedMessage message) {
    try {
      return new Decoder(message).decode();
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, "the request is malformed: " + e.getMessage(), e);
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

    private final RequestBuffers buffers;
    private final CodedInputStream input;
    private int pipelineId;
    private OptionalLong position = OptionalLong.empty();
    private OptionalInt triggerId = OptionalInt.empty();

    Decoder(ReceivedMessage message) {
      this.buffers = message.buffers();
      this.input = CodedInputStream.newInstance(buffers.bytes(), 0, message.length());
    }

    InformRequest decode() throws IOException {
      NumberColumn keys = buffers.keys();
      NumberColumn timestamps = buffers.timestamps();
      NumberColumn labels = buffers.labels();
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
      if (timestamps.size() != keys.size() || labels.size() != keys.size()) {
        throw ModynException.invalidArgument(
            "keys, timestamps and labels must have the same length, but there are %s keys, %s"
                + " timestamps and %s labels",
            keys.size(), timestamps.size(), labels.size());
      }
      SeenSamples samples =
          new SeenSamples(keys.values(), timestamps.values(), labels.values(), keys.size());
      return new InformRequest(pipelineId, samples, position, triggerId);
    }

    private void skip(int tag) throws IOException {
      if (!input.skipField(tag)) {
        throw new InvalidProtocolBufferException("an end-group tag without a start-group tag");
      }
    }

    private void readNumbers(int tag, NumberColumn target) throws IOException {
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        target.add(input.readInt64());
        return;
      }
      int length = input.readRawVarint32();
      int start = input.getTotalBytesRead();
      input.skipRawBytes(length);
      target.addPacked(buffers.bytes(), start, start + length);
    }
  }
}
