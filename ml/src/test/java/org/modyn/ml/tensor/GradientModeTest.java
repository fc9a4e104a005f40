package org.modyn.ml.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.modyn.ml.testing.TestEngine;

final class GradientModeTest {
  @Test
  void recordsOnlyInsideOfItsScope() {
    try (NDManager manager = TestEngine.load().newManager(Device.CPU)) {
      NDArray weight = manager.create(3f);
      weight.setRequiresGradient(true);
      NDArray one = manager.create(1f);
      NDArray unrecorded;
      try (GradientMode recording = GradientMode.recording()) {
        try (GradientMode off = GradientMode.off()) {
          unrecorded = Operations.multiply(weight, weight);
        }
        Autograd.backward(Operations.multiply(weight, weight), one);
      }
      assertThat(Autograd.gradient(weight).getFloat()).isEqualTo(6);
      assertThatThrownBy(() -> Autograd.backward(unrecorded, one))
          .hasMessageContaining("does not require grad");
    }
  }

  @Test
  void refusesVirtualThreads() throws InterruptedException {
    TestEngine.load();
    FutureTask<GradientMode> task = new FutureTask<>(GradientMode::recording);
    Thread.ofVirtual().start(task).join();
    assertThatThrownBy(task::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("gradients need a platform thread");
  }
}
