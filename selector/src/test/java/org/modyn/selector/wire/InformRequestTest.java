package org.modyn.selector.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.selector.seen.Column;

class InformRequestTest {
  private final ReceivedMessage.Receiver receiver = new ReceivedMessage.Receiver();

  private ReceivedMessage receive(byte[] message) {
    return receiver.parse(new ByteArrayInputStream(message));
  }

  private void assertDecodes(byte[] bytes, DataInformRequest expected) {
    try (ReceivedMessage message = receive(bytes)) {
      assertSame(InformRequest.decode(message), expected);
    }
  }

  private static void assertSame(InformRequest decoded, DataInformRequest expected) {
    assertThat(decoded.pipelineId()).isEqualTo(expected.getPipelineId());
    assertThat(column(decoded, Column.KEY)).isEqualTo(Longs.toArray(expected.getKeysList()));
    assertThat(column(decoded, Column.TIMESTAMP))
        .isEqualTo(Longs.toArray(expected.getTimestampsList()));
    assertThat(column(decoded, Column.LABEL)).isEqualTo(Longs.toArray(expected.getLabelsList()));
    assertThat(decoded.position())
        .isEqualTo(
            expected.hasPosition()
                ? OptionalLong.of(expected.getPosition())
                : OptionalLong.empty());
    assertThat(decoded.triggerId())
        .isEqualTo(
            expected.hasTriggerId()
                ? OptionalInt.of(expected.getTriggerId())
                : OptionalInt.empty());
  }

  private static long[] column(InformRequest request, Column column) {
    return Arrays.copyOf(request.samples().column(column), request.samples().size());
  }

  private static DataInformRequest request(
      int pipelineId, long[] keys, int shift, boolean repeatable) {
    List<Long> values = Arrays.stream(keys).map(key -> key >> shift).boxed().toList();
    DataInformRequest.Builder request =
        DataInformRequest.newBuilder()
            .setPipelineId(pipelineId)
            .addAllKeys(values)
            .addAllTimestamps(values.reversed())
            .addAllLabels(Longs.asList(keys));
    if (repeatable) {
      request.setPosition(keys.length == 0 ? -1 : keys[0]).setTriggerId(pipelineId / 2);
    }
    return request.build();
  }

  @Property
  void isWhatTheGeneratedCodeWrote(
      @ForAll int pipelineId,
      @ForAll @Size(max = 300) long[] keys,
      @ForAll @IntRange(max = 63) int shift,
      @ForAll boolean repeatable) {
    DataInformRequest request = request(pipelineId, keys, shift, repeatable);
    assertDecodes(request.toByteArray(), request);
  }

  @Property
  void piecesInAnyOrderAndUnknownFieldsAreRead(
      @ForAll @Size(max = 20) long[] keys,
      @ForAll @Size(max = 20) long[] moreKeys,
      @ForAll @IntRange(max = 63) int shift) {
    DataInformRequest first =
        request(1, keys, shift, true).toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        77,
                        UnknownFieldSet.Field.newBuilder()
                            .addVarint(-3)
                            .addFixed32(4)
                            .addFixed64(5)
                            .addLengthDelimited(ByteString.copyFromUtf8("other"))
                            .addGroup(
                                UnknownFieldSet.newBuilder()
                                    .addField(
                                        2, UnknownFieldSet.Field.newBuilder().addVarint(8).build())
                                    .build())
                            .build())
                    // keys that are not packed, as writers of old may have them
                    .addField(2, varints(moreKeys))
                    .addField(3, varints(moreKeys))
                    .addField(4, varints(moreKeys))
                    .build())
            .build();
    byte[] bytes =
        ByteString.copyFrom(first.toByteArray())
            .concat(request(2, moreKeys, shift, false).toByteString())
            .toByteArray();
    assertDecodes(bytes, parse(bytes));
  }

  private static UnknownFieldSet.Field varints(long[] values) {
    UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
    Arrays.stream(values).forEach(field::addVarint);
    return field.build();
  }

  private static DataInformRequest parse(byte[] bytes) {
    try {
      return DataInformRequest.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Rejects everything that the generated code rejects or decodes differently. */
  @Property
  void damagedMessagesAreRefusedOrAreOtherMessages(
      @ForAll @Size(min = 1, max = 6) long[] keys,
      @ForAll @IntRange(max = 200) int place,
      @ForAll byte value,
      @ForAll boolean cut) {
    byte[] whole = request(5, keys, 40, true).toByteArray();
    byte[] bytes = cut ? Arrays.copyOf(whole, place % whole.length) : whole;
    if (!cut) {
      bytes[place % bytes.length] = value;
    }
    try (ReceivedMessage message = receive(bytes)) {
      InformRequest decoded;
      try {
        decoded = InformRequest.decode(message);
      } catch (ModynException e) {
        assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT);
        return;
      }
      assertSame(decoded, parse(bytes));
    }
  }

  @Test
  void malformedMessagesAreRefused() {
    byte[] whole = request(5, new long[] {1, 2, 300}, 0, true).toByteArray();
    assertInvalid(Arrays.copyOf(whole, whole.length - 1));
    assertInvalid(new byte[] {0x12, 5, 1, 1});
    assertInvalid(new byte[] {0x12, 2, 1, (byte) 0x81});
    assertInvalid(new byte[] {0x12, 11, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
    assertInvalid(new byte[] {0x0c});
    assertInvalid(new byte[] {0});
  }

  private void assertInvalid(byte[] bytes) {
    assertInvalid(bytes, "the request is malformed");
  }

  private void assertInvalid(byte[] bytes, String reason) {
    try (ReceivedMessage message = receive(bytes)) {
      assertThatThrownBy(() -> InformRequest.decode(message))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
          .hasMessageContaining(reason);
    }
  }

  @Test
  void columnsOfDifferentLengthsAreRefused() {
    DataInformRequest request =
        DataInformRequest.newBuilder()
            .addAllKeys(List.of(1L, 2L))
            .addAllTimestamps(List.of(1L, 2L))
            .addLabels(1)
            .build();
    assertInvalid(request.toByteArray(), "2 keys, 2 timestamps and 1 labels");
  }

  @Test
  void memoryOfRequestsIsUsedAgainWithoutMixingThem() {
    DataInformRequest large = request(1, new long[5000], 0, false);
    DataInformRequest small = request(2, new long[] {1, 2, 3}, 0, true);
    for (int round = 0; round < 3; round++) {
      assertDecodes(large.toByteArray(), large);
      assertDecodes(small.toByteArray(), small);
      assertDecodes(new byte[0], DataInformRequest.getDefaultInstance());
    }
    assertInvalid(Arrays.copyOf(large.toByteArray(), 7000));
    assertDecodes(small.toByteArray(), small);
  }

  /** More at a time than are kept, of which one is closed twice. */
  @Test
  void requestsAtTheSameTimeHaveMemoryOfTheirOwn() {
    for (int round = 0; round < 3; round++) {
      List<DataInformRequest> requests =
          IntStream.range(0, 9)
              .mapToObj(index -> request(index, new long[] {index, 7, index}, 0, true))
              .toList();
      List<ReceivedMessage> messages =
          requests.stream().map(request -> receive(request.toByteArray())).toList();
      List<InformRequest> decoded = messages.stream().map(InformRequest::decode).toList();
      for (int index = 0; index < requests.size(); index++) {
        assertSame(decoded.get(index), requests.get(index));
      }
      messages.getFirst().close();
      messages.forEach(ReceivedMessage::close);
    }
  }
}
