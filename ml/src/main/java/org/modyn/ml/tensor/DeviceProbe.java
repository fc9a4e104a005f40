package org.modyn.ml.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.SplittableRandom;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Whether a device computes correctly, and how fast: products of square float32 matrices.
 *
 * @param largestDifference of any element from that of the CPU, divided by the largest element
 * @param gigaflops billions of floating-point operations per second, with the threads of the engine
 */
public record DeviceProbe(Device device, double largestDifference, double gigaflops) {
  private static final int CHECKED_SIZE = 512;

  /** Large enough to keep a GPU busy, and small enough for a CPU to take a fraction of a second. */
  private static final int CPU_SIZE = 1024;

  private static final int GPU_SIZE = 8192;
  private static final Duration MEASURED = Duration.ofMillis(500);

  /** Rounding differs between devices; with TF32, products have 10 bits of precision. */
  private static final double TOLERANCE = 2e-3;

  public DeviceProbe {
    requireNonNull(device, "device is null");
  }

  /** Returns whether the device computes what the CPU computes, but for rounding. */
  public boolean isCorrect() {
    return largestDifference <= TOLERANCE;
  }

  /**
   * Measures a device, which takes about a second. A GPU needs 0.8 GB of its memory for this.
   *
   * @throws ModynException INTERNAL when the device fails
   */
  public static DeviceProbe measure(TensorEngine engine, Device device) {
    try (GradientMode off = GradientMode.off()) {
      return new DeviceProbe(device, difference(engine, device), speed(engine, device));
    } catch (EngineException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL,
          "%s fails to compute a matrix product: %s".formatted(device, e.getMessage()),
          e);
    }
  }

  private static double difference(TensorEngine engine, Device device) {
    MemorySegment left = random(CHECKED_SIZE, 1);
    MemorySegment right = random(CHECKED_SIZE, 2);
    try (NDManager here = engine.newManager(device);
        NDManager reference = engine.newManager(Device.CPU)) {
      MemorySegment found = device.download(product(device, here, left, right), reference);
      MemorySegment expected =
          Device.CPU.download(product(Device.CPU, reference, left, right), reference);
      double largest = 0;
      double difference = 0;
      for (long i = 0; i < (long) CHECKED_SIZE * CHECKED_SIZE; i++) {
        float value = expected.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        largest = Math.max(largest, Math.abs(value));
        // not the larger of both, because a value that is not a number must not be lost
        double distance = Math.abs(value - found.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        difference = distance <= difference ? difference : distance;
      }
      return difference / largest;
    }
  }

  private static NDArray product(
      Device device, NDManager manager, MemorySegment left, MemorySegment right) {
    Shape shape = new Shape(CHECKED_SIZE, CHECKED_SIZE);
    return Operations.matrixProduct(
        device.upload(manager, left, TensorDataType.FLOAT32, shape),
        device.upload(manager, right, TensorDataType.FLOAT32, shape));
  }

  private static double speed(TensorEngine engine, Device device) {
    int size = device.isCpu() ? CPU_SIZE : GPU_SIZE;
    try (NDManager manager = engine.newManager(device)) {
      NDArray matrix =
          device.upload(manager, random(size, 3), TensorDataType.FLOAT32, new Shape(size, size));
      // the first product loads the kernels
      multiply(device, matrix, 1);
      int count = 1;
      while (true) {
        long start = System.nanoTime();
        multiply(device, matrix, count);
        long nanoseconds = System.nanoTime() - start;
        if (nanoseconds >= MEASURED.toNanos()) {
          return 2.0 * size * size * size * count / nanoseconds;
        }
        count *= 2;
      }
    }
  }

  /** Computes products, and waits for the last one, which a device computes after the others. */
  private static void multiply(Device device, NDArray matrix, int count) {
    for (int i = 1; i < count; i++) {
      Operations.matrixProduct(matrix, matrix).close();
    }
    try (NDArray last = Operations.matrixProduct(matrix, matrix);
        NDArray corner = Operations.slice(last, 0, 0, 1)) {
      device.synchronize(corner);
    }
  }

  private static MemorySegment random(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MemorySegment memory = Arena.ofAuto().allocate((long) size * size * Float.BYTES, Float.BYTES);
    for (long i = 0; i < (long) size * size; i++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
    }
    return memory;
  }
}
