package org.modyn.selector.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Longs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modyn.common.grpc.UnsentMemory;
import org.modyn.common.trainingset.PartitionId;
import org.modyn.common.trainingset.WorkerShare;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.proto.selector.SamplesResponse;
import org.modyn.selector.TemporaryDirectory;
import org.modyn.selector.partition.Partition;
import org.modyn.selector.trainingset.TrainingSetDirectory;

class SamplesEncoderTest {
  private static byte[] bytes(EncodedMessage message) throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (InputStream stream = message.stream()) {
      stream.transferTo(target);
    }
    return target.toByteArray();
  }

  @Property
  void writesWhatTheGeneratedCodeWrites(
      @ForAll @Size(max = 400) long[] random,
      @ForAll @IntRange(max = 63) int shift,
      @ForAll int weightSeed)
      throws IOException {
    long[] keys = Arrays.stream(random).map(key -> key >> shift).toArray();
    float[] weights = new float[keys.length];
    Random weightBits = new Random(weightSeed);
    for (int index = 0; index < weights.length; index++) {
      weights[index] = Float.intBitsToFloat(weightBits.nextInt());
    }
    byte[] expected =
        SamplesResponse.newBuilder()
            .addAllTrainingSamplesSubset(Longs.asList(keys))
            .addAllTrainingSamplesWeights(Floats.asList(weights))
            .build()
            .toByteArray();

    EncodedMessage message =
        SamplesEncoder.encode(keys, weights, keys.length, new byte[12 + 14 * keys.length]);

    assertThat(bytes(message)).isEqualTo(expected);
  }

  @Test
  void messagesOfAShareAreReadWhileTheNextAreMade() throws IOException {
    int samples = 1000;
    long[] keys = new Random(1).longs(samples).toArray();
    float[] weights = new float[samples];
    for (int index = 0; index < samples; index++) {
      weights[index] = index;
    }
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      TrainingSetDirectory trainingSets = new TrainingSetDirectory(temporary.path());
      PartitionId partition = new PartitionId(1, 2, 0, 3);
      trainingSets.write(partition, new Partition(keys, weights, samples, Map.of()));
      List<Long> readKeys = new ArrayList<>();
      List<Float> readWeights = new ArrayList<>();
      try (SamplesEncoder encoder =
          new SamplesEncoder(
              trainingSets.open(partition, samples, new WorkerShare(0, samples)),
              70,
              new UnsentMemory().begin())) {
        EncodedMessage waiting = encoder.next();
        while (waiting != null) {
          // the transport still has the message when the next one is made
          EncodedMessage next = encoder.hasNext() ? encoder.next() : null;
          SamplesResponse read = SamplesResponse.parseFrom(bytes(waiting));
          assertThat(read.getTrainingSamplesSubsetCount()).isBetween(1, 70);
          readKeys.addAll(read.getTrainingSamplesSubsetList());
          readWeights.addAll(read.getTrainingSamplesWeightsList());
          waiting = next;
        }
      }
      assertThat(Longs.toArray(readKeys)).isEqualTo(keys);
      assertThat(Floats.toArray(readWeights)).isEqualTo(weights);
    }
  }

  @Test
  void messagesAreSmallWhenManyResponsesAreInProgress() throws IOException {
    int samples = 300_000;
    long[] keys = new Random(1).longs(samples).toArray();
    UnsentMemory memory = new UnsentMemory();
    for (int response = 0; response < 200; response++) {
      memory.begin();
    }
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      TrainingSetDirectory trainingSets = new TrainingSetDirectory(temporary.path());
      PartitionId partition = new PartitionId(1, 2, 0, 3);
      trainingSets.write(partition, new Partition(keys, new float[samples], samples, Map.of()));
      int read = 0;
      try (SamplesEncoder encoder =
          new SamplesEncoder(
              trainingSets.open(partition, samples, new WorkerShare(0, samples)),
              samples,
              memory.begin())) {
        while (encoder.hasNext()) {
          byte[] message = bytes(encoder.next());
          // 32 MiB / 200 / 3
          assertThat(message.length).isLessThanOrEqualTo(56 << 10);
          read += SamplesResponse.parseFrom(message).getTrainingSamplesSubsetCount();
        }
      }
      assertThat(read).isEqualTo(samples);
    }
  }
}
