package org.modyn.ml.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A float32 array without dimensions whose value can be changed, so that it can be reused as an
 * operand. Passing a number to an operation instead allocates a new array each time.
 *
 * <p>It is stored on the CPU. Like any array without dimensions, it can be combined with arrays on
 * every device.
 */
public final class Scalar {
  private final MemorySegment memory;
  private final NDArray array;

  /** Creates a scalar that the manager owns and that is closed with it. */
  public Scalar(NDManager manager, double value) {
    memory = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT);
    NDManager onCpu = manager.newSubManager(Device.CPU.engineDevice());
    Device.CPU.adopt(onCpu);
    array = Device.CPU.upload(onCpu, memory, TensorDataType.FLOAT32, new Shape());
    set(value);
  }

  /** Changes the value for all operations that follow; it is rounded to float32. */
  public void set(double value) {
    memory.set(ValueLayout.JAVA_FLOAT, 0, (float) value);
  }

  public NDArray array() {
    return array;
  }
}
