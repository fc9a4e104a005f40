package org.modyn.supervisor.client;

import java.util.OptionalInt;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.common.wire.Varints;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.supervisor.data.NewSamples;

/**
 * Encodes a {@link DataInformRequest} from arrays, as the generated code does: into one array of
 * its exact size, without a list of numbers for each field.
 */
final class InformMessage {
  private static final int VARINT = 0;
  private static final int PACKED = 2;

  private final byte[] bytes;
  private int position;

  private InformMessage(int size) {
    this.bytes = new byte[size];
  }

  /**
   * @param position the number of samples that the pipeline has sent before
   * @param triggerId set when the last sample triggers
   */
  static EncodedMessage encode(
      int pipelineId, NewSamples samples, long position, OptionalInt triggerId) {
    int keyBytes = bytes(samples.keys());
    int timestampBytes = bytes(samples.timestamps());
    int labelBytes = bytes(samples.labels());
    int size =
        (pipelineId == 0 ? 0 : size(DataInformRequest.PIPELINE_ID_FIELD_NUMBER, pipelineId))
            + sizeOfPacked(DataInformRequest.KEYS_FIELD_NUMBER, keyBytes)
            + sizeOfPacked(DataInformRequest.TIMESTAMPS_FIELD_NUMBER, timestampBytes)
            + sizeOfPacked(DataInformRequest.LABELS_FIELD_NUMBER, labelBytes)
            + size(DataInformRequest.POSITION_FIELD_NUMBER, position)
            + (triggerId.isEmpty()
                ? 0
                : size(DataInformRequest.TRIGGER_ID_FIELD_NUMBER, triggerId.getAsInt()));
    InformMessage message = new InformMessage(size);
    if (pipelineId != 0) {
      message.put(DataInformRequest.PIPELINE_ID_FIELD_NUMBER, pipelineId);
    }
    message.putPacked(DataInformRequest.KEYS_FIELD_NUMBER, samples.keys(), keyBytes);
    message.putPacked(
        DataInformRequest.TIMESTAMPS_FIELD_NUMBER, samples.timestamps(), timestampBytes);
    message.putPacked(DataInformRequest.LABELS_FIELD_NUMBER, samples.labels(), labelBytes);
    message.put(DataInformRequest.POSITION_FIELD_NUMBER, position);
    if (triggerId.isPresent()) {
      message.put(DataInformRequest.TRIGGER_ID_FIELD_NUMBER, triggerId.getAsInt());
    }
    return new EncodedMessage(message.bytes, 0, size);
  }

  private static int bytes(NewSamples.Column column) {
    long[] values = column.values();
    int bytes = 0;
    for (int index = column.from(); index < column.to(); index++) {
      bytes += Varints.size(values[index]);
    }
    return bytes;
  }

  private static int size(int field, long value) {
    return Varints.size(tag(field, VARINT)) + Varints.size(value);
  }

  /** An empty field is left out. */
  private static int sizeOfPacked(int field, int bytes) {
    return bytes == 0 ? 0 : Varints.size(tag(field, PACKED)) + Varints.size(bytes) + bytes;
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  private void put(int field, long value) {
    position = Varints.put(bytes, position, tag(field, VARINT));
    position = Varints.put(bytes, position, value);
  }

  private void putPacked(int field, NewSamples.Column column, int size) {
    if (size == 0) {
      return;
    }
    byte[] target = bytes;
    int at = Varints.put(target, position, tag(field, PACKED));
    at = Varints.put(target, at, size);
    long[] values = column.values();
    for (int index = column.from(); index < column.to(); index++) {
      at = Varints.put(target, at, values[index]);
    }
    position = at;
  }
}
