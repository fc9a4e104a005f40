package org.modyn.ml.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.testing.TestEngine;

final class TensorEngineTest {
  @Test
  void refusesDevicesThatItDoesNotHave() {
    TensorEngine engine = TestEngine.load();
    assertThat(engine.version()).isEqualTo("PyTorch 2.7.1");
    assertThat(Device.of("cpu")).isEqualTo(Device.CPU).hasToString("cpu");
    assertThatThrownBy(() -> Device.of("gpu"))
        .hasMessage("unknown device \"gpu\"; allowed: cpu, cuda:0, cuda:1, ...");
    // no machine has as many
    assertThatThrownBy(() -> Device.of("cuda:999"))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageStartingWith("cuda:999 is not available here: ");
  }

  @Test
  void namesADirectoryThatItCannotMake(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> TensorEngine.load(file.resolve("native"), 1))
        .hasMessageContaining("cannot create the directory " + file.resolve("native"));
    assertThatThrownBy(() -> TensorEngine.load(directory, 0)).hasMessageContaining("at least 1");
  }

  @Test
  void sharesMemoryWithArrays() {
    try (NDManager manager = TestEngine.load().newManager(Device.CPU)) {
      MemorySegment memory = Arena.ofAuto().allocate(12);
      NDArray array = Device.CPU.upload(manager, memory, TensorDataType.FLOAT32, new Shape(3));
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5);
      assertThat(array.toFloatArray()).containsExactly(0, 5, 0);
      Operations.addInPlace(array, new Scalar(manager, 2).array());
      assertThat(memory.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(2, 7, 2);
      assertThat(NativeArrays.memory(array).address()).isEqualTo(memory.address());
    }
  }
}
