package org.modyn.ml.loader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.image.ImageDecoder;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.testing.GoldenFile;
import org.modyn.ml.testing.TestStorage;
import org.modyn.ml.userfunction.UserCode;

/** What becomes of a sample depends on the seed, the epoch and the key, and on nothing else. */
final class RandomTransformationsTest {
  private static final int KEYS = 120;

  /** A sample in an epoch. */
  private record Loaded(int epoch, long key) {}

  /** The images that the decoder is tested with. */
  private record Images(List<byte[]> files) implements TestStorage.Samples {
    static Images read() {
      JsonNode golden = GoldenFile.read(ImageDecoder.class, "decoding.json");
      return new Images(
          GoldenFile.elements(golden.get("images")).stream()
              .map(image -> GoldenFile.bytes(image.get("file")))
              .toList());
    }

    @Override
    public byte[] bytes(long key) {
      return files.get((int) (key % files.size()));
    }

    @Override
    public long label(long key) {
      return key;
    }
  }

  @Test
  void doNotDependOnTheWorkers() {
    TestStorage service = new TestStorage(KEYS, 7, Images.read());
    try (GrpcServer storage =
            GrpcServer.start(
                "storage", new ServiceAddress("localhost", 0), List.of(service.bindService()));
        GrpcClient client = GrpcClient.connect("storage", storage.address())) {
      SampleClient samples = new SampleClient(client.channel());
      Map<Loaded, String> byOne = load(samples, 1, 16, 5);
      assertThat(byOne).hasSize(2 * KEYS);
      assertThat(load(samples, 3, 16, 5)).isEqualTo(byOne);
      assertThat(load(samples, 3, 7, 5)).isEqualTo(byOne);
      Map<Loaded, String> ofOtherSeed = load(samples, 1, 16, 6);
      int equalInBothEpochs = 0;
      int equalForBothSeeds = 0;
      for (long key = 0; key < KEYS; key++) {
        String first = byOne.get(new Loaded(0, key));
        equalInBothEpochs += first.equals(byOne.get(new Loaded(1, key))) ? 1 : 0;
        equalForBothSeeds += first.equals(ofOtherSeed.get(new Loaded(0, key))) ? 1 : 0;
      }
      assertThat(equalInBothEpochs).isLessThan(KEYS / 20);
      assertThat(equalForBothSeeds).isLessThan(KEYS / 20);
    }
  }

  private static Map<Loaded, String> load(
      SampleClient samples, int workers, int batchSize, long seed) {
    BytesParser parser =
        InputPipeline.create(
                "Image(mode=\"RGB\")",
                List.of("transforms.RandomResizedCrop(6)", "transforms.RandomHorizontalFlip()"),
                UserCode.withoutPlugins())
            .parser();
    Map<Loaded, String> result = new HashMap<>();
    LoaderOptions options = new LoaderOptions(workers, batchSize, 2, true, seed, false, true, 1, 2);
    try (BatchLoader loader =
        BatchLoader.start(
            new ListKeySource(shares(workers)),
            samples,
            TestStorage.DATASET,
            parser,
            LabelTransformers.create(""),
            options)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
          try (Batch current = batch) {
            byte[] pixels = current.tensors().tensor(0).toArray(ValueLayout.JAVA_BYTE);
            for (int row = 0; row < current.tensors().size(); row++) {
              StringBuilder text = new StringBuilder();
              for (int index = 0; index < 6 * 6 * 3; index++) {
                text.append(pixels[row * 6 * 6 * 3 + index]).append(' ');
              }
              result.put(new Loaded(epoch, current.tensors().keys()[row]), text.toString());
            }
          }
        }
      }
    }
    return result;
  }

  private static List<long[]> shares(int workers) {
    List<long[]> shares = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      int first = worker;
      shares.add(LongStream.range(0, KEYS).filter(key -> key % workers == first).toArray());
    }
    return shares;
  }
}
