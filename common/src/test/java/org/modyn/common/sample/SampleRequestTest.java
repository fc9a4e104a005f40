package org.modyn.common.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.GetRequest;

class SampleRequestTest {
  private final SampleRequest.Codec codec = new SampleRequest.Codec();

  private static GetRequest generated(
      String datasetId, long[] keys, boolean skipDeleted, boolean skipUnreadable) {
    return GetRequest.newBuilder()
        .setDatasetId(datasetId)
        .addAllKeys(Longs.asList(keys))
        .setSkipDeleted(skipDeleted)
        .setSkipUnreadable(skipUnreadable)
        .build();
  }

  private static SampleRequest decode(byte[] bytes) throws IOException {
    return SampleRequest.decode(new ByteArrayInputStream(bytes));
  }

  private static void assertSame(SampleRequest decoded, GetRequest expected) {
    assertThat(decoded.datasetId()).isEqualTo(expected.getDatasetId());
    assertThat(decoded.keys()).isEqualTo(Longs.toArray(expected.getKeysList()));
    assertThat(decoded.policy())
        .isEqualTo(new SampleReadPolicy(expected.getSkipDeleted(), expected.getSkipUnreadable()));
  }

  /** Bit patterns of any width: varints of one to ten bytes. */
  private static long[] shifted(long[] keys, int shift) {
    return Arrays.stream(keys).map(key -> key >> shift).toArray();
  }

  @Property
  void hasTheBytesOfTheGeneratedCode(
      @ForAll @StringLength(max = 50) String datasetId,
      @ForAll @Size(max = 300) long[] random,
      @ForAll @IntRange(max = 63) int shift,
      @ForAll boolean skipDeleted,
      @ForAll boolean skipUnreadable)
      throws IOException {
    long[] keys = shifted(random, shift);
    SampleRequest request =
        new SampleRequest(datasetId, keys, new SampleReadPolicy(skipDeleted, skipUnreadable));

    byte[] bytes = codec.stream(request).readAllBytes();

    GetRequest expected = generated(datasetId, keys, skipDeleted, skipUnreadable);
    assertThat(bytes).isEqualTo(expected.toByteArray());
    assertSame(decode(bytes), expected);
  }

  @Property
  void partsInAnyOrderAndUnknownFieldsAreRead(
      @ForAll @Size(max = 20) long[] random,
      @ForAll @Size(max = 20) long[] single,
      @ForAll @IntRange(max = 63) int shift)
      throws IOException {
    UnknownFieldSet.Field.Builder unpacked = UnknownFieldSet.Field.newBuilder();
    Arrays.stream(single).forEach(unpacked::addVarint);
    GetRequest first =
        generated("first", shifted(random, shift), true, true).toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        77,
                        UnknownFieldSet.Field.newBuilder()
                            .addVarint(-3)
                            .addFixed32(4)
                            .addFixed64(5)
                            .addLengthDelimited(ByteString.copyFromUtf8("other"))
                            .build())
                    .addField(GetRequest.KEYS_FIELD_NUMBER, unpacked.build())
                    .build())
            .build();
    byte[] bytes =
        first
            .toByteString()
            .concat(generated("second", random, false, true).toByteString())
            .toByteArray();

    assertSame(decode(bytes), GetRequest.parseFrom(bytes));
  }

  /** Rejects everything that the generated code rejects or decodes differently. */
  @Property
  void damagedMessagesAreRefusedOrAreOtherMessages(
      @ForAll @Size(min = 1, max = 6) long[] keys,
      @ForAll @IntRange(max = 200) int place,
      @ForAll byte value,
      @ForAll boolean cut)
      throws IOException {
    byte[] whole = generated("dataset", shifted(keys, 40), true, true).toByteArray();
    byte[] bytes = cut ? Arrays.copyOf(whole, place % whole.length) : whole;
    if (!cut) {
      bytes[place % bytes.length] = value;
    }
    SampleRequest decoded;
    try {
      decoded = decode(bytes);
    } catch (InvalidProtocolBufferException e) {
      return;
    }
    assertSame(decoded, GetRequest.parseFrom(bytes));
  }

  @Test
  void aMalformedRequestHasTheErrorOfTheGeneratedCode() {
    assertThatThrownBy(() -> codec.parse(new ByteArrayInputStream(new byte[] {0x0a, 5, 'a'})))
        .isInstanceOf(StatusRuntimeException.class)
        .hasCauseInstanceOf(InvalidProtocolBufferException.class);
  }

  @Test
  void theNameOfTheDatasetIsChecked() {
    byte[] nul = generated("a\0b", new long[] {1}, false, false).toByteArray();
    assertInvalid(nul, "dataset_id has the character NUL");
    byte[] large = generated("a".repeat(1001), new long[] {1}, false, false).toByteArray();
    assertInvalid(large, "dataset_id has 1001 characters, allowed are 1000");
  }

  private void assertInvalid(byte[] bytes, String reason) {
    assertThatThrownBy(() -> codec.parse(new ByteArrayInputStream(bytes)))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(reason);
  }
}
