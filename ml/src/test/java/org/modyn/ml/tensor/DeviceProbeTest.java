package org.modyn.ml.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.modyn.ml.testing.TestEngine;

final class DeviceProbeTest {
  @Test
  void findsTheCpuCorrect() {
    DeviceProbe probe = DeviceProbe.measure(TestEngine.load(), Device.CPU);
    assertThat(probe.largestDifference()).isZero();
    assertThat(probe.isCorrect()).isTrue();
    assertThat(probe.gigaflops()).isPositive().isFinite();
  }

  @Test
  void findsWrongResultsIncorrect() {
    assertThat(new DeviceProbe(Device.CPU, 1e-5, 1).isCorrect()).isTrue();
    assertThat(new DeviceProbe(Device.CPU, 0.01, 1).isCorrect()).isFalse();
    assertThat(new DeviceProbe(Device.CPU, Double.NaN, 1).isCorrect()).isFalse();
  }
}
