package org.modyn.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.supervisor.data.NewSamples;

class InformMessageTest {
  @Property
  void isWhatTheGeneratedCodeWrites(
      @ForAll int pipelineId,
      @ForAll @Size(max = 300) long[] values,
      @ForAll @IntRange(max = 63) int shift,
      @ForAll long position,
      @ForAll int triggerId,
      @ForAll boolean triggers,
      @ForAll @IntRange(max = 300) int skipped) {
    long[] keys = Arrays.stream(values).map(value -> value >>> shift).toArray();
    long[] timestamps = Arrays.stream(values).map(value -> value >> shift).toArray();
    NewSamples samples =
        NewSamples.of(keys, timestamps, values)
            .slice(Math.min(skipped, values.length), values.length);
    DataInformRequest.Builder expected =
        DataInformRequest.newBuilder().setPipelineId(pipelineId).setPosition(position);
    for (int index = 0; index < samples.size(); index++) {
      expected
          .addKeys(samples.key(index))
          .addTimestamps(samples.timestamp(index))
          .addLabels(samples.label(index));
    }
    if (triggers) {
      expected.setTriggerId(triggerId);
    }

    byte[] encoded =
        InformMessage.encode(
                pipelineId,
                samples,
                position,
                triggers ? OptionalInt.of(triggerId) : OptionalInt.empty())
            .toByteArray();

    assertThat(encoded).isEqualTo(expected.build().toByteArray());
  }
}
