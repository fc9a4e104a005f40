package org.modyn.ml.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.testing.TestDevices;
import org.modyn.ml.testing.TestEngine;

final class SimulatedDevicesTest {
  private TestDevices devices;
  private TensorEngine engine;

  @BeforeEach
  void simulate() {
    engine = TestEngine.load();
    devices = TestDevices.simulate(3);
  }

  @AfterEach
  void close() {
    devices.close();
  }

  @Test
  void haveTheNamesOfRealOnes() {
    Device device = Device.of("cuda:1");
    assertThat(device).hasToString("cuda:1");
    assertThat(device.isCpu()).isFalse();
    assertThat(device.simulated()).isTrue();
    assertThat(Device.of("cpu")).isEqualTo(Device.CPU);
    assertThatThrownBy(() -> Device.of("cuda:3"))
        .hasMessage(
            "cuda:3 is not available here: modyn.simulated_devices=3 simulates 3 CUDA devices");
  }

  @Test
  void aTrainingTakesThoseThatFollow() {
    assertThat(Device.startingAt("cuda:1", 2))
        .isEqualTo(List.of(Device.of("cuda:1"), Device.of("cuda:2")));
    assertThat(Device.startingAt("cpu", 1)).containsExactly(Device.CPU);
    assertThatThrownBy(() -> Device.startingAt("cuda:1", 3))
        .hasMessage(
            "3 devices are needed, cuda:1 to cuda:3, but modyn.simulated_devices=3 simulates 3"
                + " CUDA devices");
    assertThatThrownBy(() -> Device.startingAt("cuda:1", Integer.MAX_VALUE))
        .hasMessageStartingWith("2147483647 devices are needed, cuda:1 to cuda:2147483647, but");
    assertThatThrownBy(() -> Device.startingAt("cpu", 2))
        .hasMessage("must be 1 for the device cpu, but is 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "two", "65", "1e1", ""})
  void areNumberedFromTheProperty(String number) {
    System.setProperty(SimulatedDevices.PROPERTY, number);
    String message =
        "modyn.simulated_devices=%s is not a number of devices from 1 to 64; leave it out to use"
            + " those of the machine";
    assertThatThrownBy(SimulatedDevices::check).hasMessage(message, number);
    // the trainer server and the evaluator load the engine when they start
    assertThatThrownBy(TestEngine::load).hasMessage(message, number);
    assertThatThrownBy(() -> Device.of("cuda:0")).hasMessage(message, number);
  }

  @Test
  void copyArraysToAndFromTheirMemory() {
    Device device = Device.of("cuda:2");
    try (NDManager manager = engine.newManager(device);
        NDManager scratch = manager.newSubManager()) {
      MemorySegment memory = Arena.ofAuto().allocate(12);
      NDArray array = device.upload(scratch, memory, TensorDataType.FLOAT32, new Shape(3));
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5);
      assertThat(array.toFloatArray()).containsExactly(0, 0, 0);

      MemorySegment copy = NativeArrays.memory(array);
      Operations.addInPlace(array, new Scalar(manager, 2).array());
      assertThat(array.toFloatArray()).containsExactly(2, 2, 2);
      assertThat(copy.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)).containsExactly(0, 0, 0);

      NativeArrays.write(array, memory);
      memory.fill((byte) 0);
      assertThat(array.toFloatArray()).containsExactly(0, 5, 0);
    }
  }

  @Test
  void copyArraysToEachOther() {
    Device target = Device.of("cuda:1");
    try (NDManager first = engine.newManager(Device.of("cuda:0"));
        NDManager second = engine.newManager(target)) {
      NDArray array = first.create(new float[] {1, 2});
      NDArray copy = target.receive(array, second);
      Operations.addInPlace(array, new Scalar(first, 1).array());
      assertThat(copy.toFloatArray()).containsExactly(1, 2);
      assertThat(Device.holding(array)).isEqualTo(Device.of("cuda:0"));
      assertThat(Device.holding(copy)).isEqualTo(target);
    }
  }

  @Test
  void refuseTheArraysOfOthers() {
    try (NDManager first = engine.newManager(Device.of("cuda:0"));
        NDManager second = engine.newManager(Device.of("cuda:1"));
        NDManager cpu = engine.newManager(Device.CPU)) {
      NDArray array = first.create(new float[] {1, 2});
      assertThatThrownBy(() -> Operations.add(array, second.create(new float[] {1, 2})))
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> Operations.add(array, cpu.create(new float[] {1, 2})))
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> Operations.add(array, second.create(1f)))
          .isInstanceOf(AssertionError.class);
      assertThat(Operations.add(array, cpu.create(1f)).toFloatArray()).containsExactly(2, 3);
    }
  }
}
