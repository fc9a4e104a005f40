package org.modyn.ml.loader;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Longs;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modyn.proto.selector.SamplesResponse;

class SharePartTest {
  private static SharePart decode(byte[] bytes, boolean readsWeights) throws IOException {
    return SharePart.decode(new ByteArrayInputStream(bytes), readsWeights);
  }

  private static long[] shifted(long[] keys, int shift) {
    return Arrays.stream(keys).map(key -> key >> shift).toArray();
  }

  /** Weights of any bits, but for NaN, of which there are many that are equal. */
  private static float[] weights(int count, int seed) {
    Random random = new Random(seed);
    float[] weights = new float[count];
    for (int index = 0; index < count; index++) {
      float weight = Float.intBitsToFloat(random.nextInt());
      weights[index] = Float.isNaN(weight) ? 0 : weight;
    }
    return weights;
  }

  private static SamplesResponse generated(long[] keys, float[] weights) {
    return SamplesResponse.newBuilder()
        .addAllTrainingSamplesSubset(Longs.asList(keys))
        .addAllTrainingSamplesWeights(Floats.asList(weights))
        .build();
  }

  private static void assertSame(SharePart part, SamplesResponse expected) {
    assertThat(part.keys()).isEqualTo(Longs.toArray(expected.getTrainingSamplesSubsetList()));
    assertThat(part.weights()).isEqualTo(Floats.toArray(expected.getTrainingSamplesWeightsList()));
  }

  @Property
  void isWhatTheGeneratedCodeWrote(
      @ForAll @Size(max = 300) long[] random,
      @ForAll @IntRange(max = 63) int shift,
      @ForAll int seed)
      throws IOException {
    long[] keys = shifted(random, shift);
    SamplesResponse expected = generated(keys, weights(keys.length, seed));

    assertSame(decode(expected.toByteArray(), true), expected);
    SharePart withoutWeights = decode(expected.toByteArray(), false);
    assertThat(withoutWeights.keys()).isEqualTo(keys);
    assertThat(withoutWeights.weights()).isEmpty();
  }

  @Property
  void partsInAnyOrderAndUnknownFieldsAreRead(
      @ForAll @Size(max = 20) long[] random,
      @ForAll @Size(max = 20) long[] single,
      @ForAll @IntRange(max = 63) int shift)
      throws IOException {
    UnknownFieldSet.Field.Builder keys = UnknownFieldSet.Field.newBuilder();
    UnknownFieldSet.Field.Builder weights = UnknownFieldSet.Field.newBuilder();
    for (long value : single) {
      keys.addVarint(value);
      weights.addFixed32((int) value & 0x7f7f_ffff);
    }
    byte[] bytes =
        generated(shifted(random, shift), weights(3, 1)).toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(1, keys.build())
                    .addField(2, weights.build())
                    .addField(77, UnknownFieldSet.Field.newBuilder().addFixed64(5).build())
                    .build())
            .build()
            .toByteString()
            .concat(generated(random, weights(5, 2)).toByteString())
            .toByteArray();

    assertSame(decode(bytes, true), SamplesResponse.parseFrom(bytes));
  }

  /** Rejects everything that the generated code rejects or decodes differently. */
  @Property
  void damagedMessagesAreRefusedOrAreOtherMessages(
      @ForAll @Size(min = 1, max = 6) long[] keys,
      @ForAll @IntRange(max = 200) int place,
      @ForAll byte value,
      @ForAll boolean cut)
      throws IOException {
    byte[] whole = generated(shifted(keys, 40), weights(2, 3)).toByteArray();
    byte[] bytes = cut ? Arrays.copyOf(whole, place % whole.length) : whole;
    if (!cut) {
      bytes[place % bytes.length] = value;
    }
    SharePart decoded;
    try {
      decoded = decode(bytes, true);
    } catch (InvalidProtocolBufferException e) {
      return;
    }
    assertSame(decoded, SamplesResponse.parseFrom(bytes));
  }

  @Test
  void partsAreJoinedInTheirOrder() {
    SharePart joined =
        SharePart.join(
            List.of(
                new SharePart(new long[] {1, 2}, new float[] {0.5f, 1}),
                new SharePart(new long[] {}, new float[] {}),
                new SharePart(new long[] {3}, new float[] {2})));
    assertThat(joined.keys()).containsExactly(1, 2, 3);
    assertThat(joined.weights()).containsExactly(0.5f, 1, 2);
    assertThat(SharePart.join(List.of()).keys()).isEmpty();
  }
}
