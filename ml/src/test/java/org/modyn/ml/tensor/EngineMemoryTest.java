package org.modyn.ml.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.OutOfMemory;
import org.modyn.ml.testing.TestEngine;

class EngineMemoryTest {
  @Test
  void aWantOfTheEnginesMemoryIsKnownAsSuch() {
    try (NDManager manager = TestEngine.load().newManager(Device.CPU)) {
      // more than any process can address
      Throwable failure =
          catchThrowable(() -> manager.create(new Shape(1L << 46), DataType.FLOAT32));
      assertThat(OutOfMemory.in(failure))
          .hasValueSatisfying(
              what ->
                  assertThat(what)
                      .startsWith("out of memory (")
                      .contains("allocate memory: you tried to allocate 281474976710656 bytes"));
      assertThat(OutOfMemory.in(new IllegalStateException("around", failure))).isPresent();
    }
    assertThat(OutOfMemory.in(ModynException.internal("a training ran out of memory"))).isEmpty();
    assertThat(OutOfMemory.in(new IllegalStateException("no"))).isEmpty();
  }
}
