package org.modyn.ml.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.modyn.common.error.ModynException;
import org.modyn.ml.library.CudaDriver;
import org.modyn.ml.library.CudaRuntime;

/**
 * A device that computes: the CPU, or a GPU with CUDA. It copies arrays between its memory and that
 * of the JVM.
 *
 * @param index of the GPU; -1 for the CPU
 * @param simulated whether the GPU is {@linkplain SimulatedDevices simulated} on the CPU
 */
public record Device(int index, boolean simulated) {
  /** The CPU. Its arrays are stored in memory that the JVM can also read and write. */
  public static final Device CPU = new Device(-1, false);

  private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,4})");

  /**
   * The device with a name, if this machine has it.
   *
   * @param name as in a pipeline file: {@code cpu} or {@code cuda:0}
   * @throws ModynException INVALID_ARGUMENT for an unknown name, or, with instructions, when the
   *     machine or the installed PyTorch has no such device
   */
  public static Device of(String name) {
    requireNonNull(name, "name is null");
    if (name.equals("cpu")) {
      return CPU;
    }
    Matcher cuda = CUDA.matcher(name);
    if (!cuda.matches()) {
      throw ModynException.invalidArgument(
          "unknown device \"%s\"; allowed: cpu, cuda:0, cuda:1, ...", name);
    }
    int index = Integer.parseInt(cuda.group(1));
    int available = available();
    if (index >= available) {
      throw ModynException.invalidArgument("%s is not available here: %s", name, reason(available));
    }
    return gpu(index);
  }

  /**
   * The devices of a training: one, and those with the numbers that follow.
   *
   * @param first its name
   * @param count at least 1
   * @throws ModynException INVALID_ARGUMENT when there are fewer, or when the first one is the CPU
   *     and not the only one
   */
  public static List<Device> startingAt(String first, int count) {
    Device device = of(first);
    if (count == 1) {
      return List.of(device);
    }
    if (device.isCpu()) {
      throw ModynException.invalidArgument("must be 1 for the device cpu, but is %d", count);
    }
    int available = available();
    if (count > available - device.index) {
      throw ModynException.invalidArgument(
          "%d devices are needed, %s to cuda:%d, but %s",
          count, device, (long) device.index + count - 1, reason(available));
    }
    return IntStream.range(device.index, device.index + count).mapToObj(Device::gpu).toList();
  }

  private static Device gpu(int index) {
    return new Device(index, SimulatedDevices.count() > 0);
  }

  private static int available() {
    int simulated = SimulatedDevices.count();
    return simulated > 0 ? simulated : TensorEngine.cudaDevices();
  }

  /** The device in whose memory an array is stored. */
  public static Device holding(NDArray array) {
    if (array.getDevice().isGpu()) {
      return new Device(array.getDevice().getDeviceId(), false);
    }
    OptionalInt simulated = SimulatedDevices.holding(array);
    return simulated.isPresent() ? new Device(simulated.getAsInt(), true) : CPU;
  }

  private static String reason(int available) {
    String devices = available == 1 ? "one CUDA device, cuda:0" : available + " CUDA devices";
    if (SimulatedDevices.count() > 0) {
      return String.format(
          Locale.ROOT, "%s=%d simulates %s", SimulatedDevices.PROPERTY, available, devices);
    }
    if (available > 0) {
      return String.format(Locale.ROOT, "there %s %s", available == 1 ? "is" : "are", devices);
    }
    if (CudaRuntime.loaded().isEmpty()) {
      return "this build's PyTorch has no CUDA; run with --device cpu, or use one that has"
          + " (MODYN_PYTORCH=cu124 ./modyn ...; see docs/GPU.md)";
    }
    String machine =
        CudaDriver.isInstalled() ? "this machine has no CUDA device" : CudaDriver.MISSING;
    return machine + "; run with --device cpu, and see 'modyn doctor --gpu'";
  }

  public boolean isCpu() {
    return index < 0;
  }

  /** Whether its arrays take memory of this process. */
  public boolean usesHostMemory() {
    return isCpu() || simulated;
  }

  /** The engine's name of this device. */
  ai.djl.Device engineDevice() {
    return usesHostMemory() ? ai.djl.Device.cpu() : ai.djl.Device.gpu(index);
  }

  /** Prepares a new manager whose parent, if it has one, is on another device. */
  void adopt(NDManager manager) {
    if (SimulatedDevices.count() > 0) {
      SimulatedDevices.mark(manager, simulated ? index : CPU.index);
    }
  }

  /**
   * Creates an array of these elements. On the CPU the array is a view of the memory: changes to
   * one are visible in the other. On other devices it is a copy, and the memory can be reused when
   * this method returns.
   *
   * @param manager on this device
   * @param memory outside the heap, contiguous, in the machine's byte order, exactly as long as the
   *     array, below 2 GiB; on the CPU it must live as long as the array and everything recorded
   *     from it, so it must be allocated in an automatic or global arena
   */
  public NDArray upload(
      NDManager manager, MemorySegment memory, TensorDataType dataType, Shape shape) {
    NDArray array =
        manager.create(
            memory.asByteBuffer().order(ByteOrder.nativeOrder()), shape, dataType.engineType());
    if (!simulated) {
      return array;
    }
    try (array) {
      return Operations.duplicate(array);
    }
  }

  /**
   * The elements of an array in row-major order. On the CPU this is the array's own memory, which
   * is valid until the array is closed, or a copy in the heap if the elements are not contiguous;
   * on other devices it is the memory of a copy.
   *
   * @param scratch owns the copy of an array on another device, which is valid until this manager
   *     is closed
   */
  public MemorySegment download(NDArray array, NDManager scratch) {
    NDArray near = isCpu() ? array : copy(array, CPU, scratch);
    return MemorySegment.ofBuffer(near.toByteBuffer(true));
  }

  /**
   * Copies an array of this or another device to this one.
   *
   * @param manager on this device; owns the copy
   */
  public NDArray receive(NDArray array, NDManager manager) {
    return copy(array, this, manager);
  }

  /**
   * Changes the elements of an array on this device to those of an array on any device.
   *
   * @param source of the same shape and type
   */
  public void assign(NDArray target, NDArray source) {
    Shape shape = target.getShape().dimension() == 0 ? new Shape(1) : target.getShape();
    try (GradientMode off = GradientMode.off();
        NDArray near = copy(source, this, target.getManager());
        NDArray from = Operations.reshape(near, shape.getShape());
        NDArray to = Operations.reshape(target, shape.getShape())) {
      Operations.copy(from, to);
    }
  }

  private static NDArray copy(NDArray array, Device target, NDManager manager) {
    NDArray copy;
    if (array.getDevice().equals(target.engineDevice())) {
      copy = Operations.duplicate(array);
      copy.attach(manager);
    } else {
      copy = array.toDevice(target.engineDevice(), true);
      // the engine creates a manager for an array on another device, as a child of the array's
      NDManager created = copy.getManager();
      copy.attach(manager);
      if (created != array.getManager()) {
        created.close();
      }
    }
    return copy;
  }

  /**
   * Changes the elements of an array.
   *
   * @param elements as {@link #download} gives them; those of a mapped file are copied first,
   *     because the engine crashes when such a file is truncated
   * @throws InternalError when the elements' file was truncated
   */
  public void write(NDArray array, MemorySegment elements) {
    if (elements.isMapped()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment copy = arena.allocate(elements.byteSize(), Long.BYTES);
        write(array, copy.copyFrom(elements));
      }
      return;
    }
    Shape shape = array.getShape().dimension() == 0 ? new Shape(1) : array.getShape();
    ByteBuffer bytes = elements.asByteBuffer().order(ByteOrder.nativeOrder());
    // the array's elements need not be contiguous
    try (GradientMode off = GradientMode.off();
        NDArray contiguous = array.getManager().create(bytes, shape, array.getDataType());
        NDArray view = Operations.reshape(array, shape.getShape())) {
      Operations.copy(contiguous, view);
    }
  }

  /**
   * Waits until the device has computed an array. On the CPU it returns immediately.
   *
   * @param array any result of the computation; it is copied, so it should be small
   */
  public void synchronize(NDArray array) {
    if (!usesHostMemory()) {
      try (NDManager scratch = array.getManager().newSubManager()) {
        copy(array, CPU, scratch);
      }
    }
  }

  /** As in a pipeline file: {@code cpu} or {@code cuda:0}. */
  @Override
  public String toString() {
    return isCpu() ? "cpu" : "cuda:" + index;
  }
}
