package org.modyn.supervisor.drift.statistics;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The cases of golden.json, and its samples, which are generated as by golden.py. */
public final class GoldenSamples {
  private GoldenSamples() {}

  /** Returns the cases of a section. */
  public static List<JsonNode> cases(String section) {
    try (InputStream file =
        requireNonNull(GoldenSamples.class.getResourceAsStream("golden.json"), "golden.json")) {
      return StreamSupport.stream(
              new JsonMapper().readTree(file).required(section).spliterator(), false)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the values of a sample, row after row. */
  public static float[] values(JsonNode sample) {
    Numbers numbers = new Numbers(sample.get(0).asLong());
    double shift = sample.get(3).asDouble();
    double scale = sample.get(4).asDouble();
    int levels = sample.get(5).asInt();
    float[] values = new float[sample.get(1).asInt() * columns(sample)];
    for (int index = 0; index < values.length; index++) {
      double total = 0;
      for (int summand = 0; summand < 4; summand++) {
        total += numbers.next() / (double) (1L << 31);
      }
      double value = shift + scale * (total - 2);
      values[index] = (float) (levels > 0 ? Math.floor(value * levels) / levels : value);
    }
    return values;
  }

  /** Returns the number of features of a sample. */
  public static int columns(JsonNode sample) {
    return sample.get(2).asInt();
  }

  static double[] numbers(JsonNode sample) {
    float[] values = values(sample);
    return IntStream.range(0, values.length).mapToDouble(index -> values[index]).toArray();
  }

  static Vectors vectors(JsonNode sample) {
    return Vectors.of(values(sample), columns(sample));
  }

  /** Returns the permutations that golden.py makes of seeds. */
  static Permutations permutations(JsonNode seeds, int referenceRows, int rows) {
    int[][] references = new int[seeds.size()][];
    for (int index = 0; index < references.length; index++) {
      references[index] =
          IntStream.of(permutation(seeds.get(index).asLong(), rows)).limit(referenceRows).toArray();
    }
    return Permutations.of(references, rows);
  }

  private static int[] permutation(long seed, int size) {
    Numbers numbers = new Numbers(seed);
    int[] order = IntStream.range(0, size).toArray();
    for (int index = size - 1; index > 0; index--) {
      int other = (int) (numbers.next() % (index + 1));
      int value = order[index];
      order[index] = order[other];
      order[other] = value;
    }
    return order;
  }

  /** The linear congruential generator of POSIX's rand. */
  private static final class Numbers {
    private long state;

    Numbers(long seed) {
      this.state = seed;
    }

    long next() {
      state = (1103515245L * state + 12345) % (1L << 31);
      return state;
    }
  }
}
