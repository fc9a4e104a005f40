package org.modyn.selector.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class SampleLossesFileTest {
  @TempDir private Path directory;

  /** Keys of several pages, far apart and negative ones too, some of them more than once. */
  private static Map<Long, Float> fill(SampleLosses losses) {
    SplittableRandom random = new SplittableRandom(4);
    Map<Long, Float> expected = new HashMap<>();
    for (int sample = 0; sample < 5_000; sample++) {
      long key = random.nextLong(-20_000, 20_000) + (random.nextInt(4) == 0 ? 1L << 50 : 0);
      float loss = (float) random.nextDouble();
      losses.put(key, loss);
      expected.put(key, loss);
    }
    return expected;
  }

  @Test
  void lossesComeBack() {
    Path file = directory.resolve("2/strategy-state");
    try (SampleLosses losses = new SampleLosses()) {
      Map<Long, Float> expected = fill(losses);
      losses.setModelId(17);
      SampleLossesFile.write(file, 3, 2, losses);
      try (SampleLosses read = SampleLossesFile.read(file, 3, 2)) {
        assertThat(read.modelId()).isEqualTo(17);
        for (SampleLosses each : new SampleLosses[] {losses, read}) {
          expected.forEach((key, loss) -> assertThat(each.get(key)).isEqualTo(loss));
          for (long key = -21_000; key < 21_000; key++) {
            assertThat(Float.isNaN(each.get(key))).isEqualTo(!expected.containsKey(key));
          }
          assertThat(each.get(Long.MAX_VALUE)).isNaN();
        }
      }
    }
  }

  @Test
  void damageIsFound() throws Exception {
    Path file = directory.resolve("strategy-state");
    try (SampleLosses losses = new SampleLosses()) {
      losses.put(5, 1);
      losses.put(10_000, 2);
      SampleLossesFile.write(file, 3, 2, losses);
    }
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(64 + 2 * 16_396);
    SplittableRandom random = new SplittableRandom(9);
    for (int index = 0; index < bytes.length; index += random.nextInt(1, 200)) {
      byte[] damaged = bytes.clone();
      damaged[index] ^= 4;
      Files.write(file, damaged);
      assertDamaged(file, 3, 2);
    }
    Files.write(file, bytes);
    assertDamaged(file, 3, 1);
    assertDamaged(file, 4, 2);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertDamaged(file, 3, 2);
    Files.delete(file);
    assertDamaged(file, 3, 2);
  }

  private static void assertDamaged(Path file, int pipelineId, int triggerId) {
    assertThatThrownBy(() -> SampleLossesFile.read(file, pipelineId, triggerId).close())
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.DATA_LOSS))
        .hasMessageContaining(file.toString());
  }
}
