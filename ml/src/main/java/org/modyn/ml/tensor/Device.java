package org.modyn.ml.tensor;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ModynException;

/**
 * A device that computes: the CPU, or a GPU with CUDA. It copies arrays between its memory and that
 * of the JVM.
 *
 * @param index of the GPU; -1 for the CPU
 */
public record Device(int index) {
  /** The CPU. Its arrays are stored in memory that the JVM can also read and write. */
  public static final Device CPU = new Device(-1);

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
    int available = TensorEngine.cudaDevices();
    if (index >= available) {
      throw ModynException.invalidArgument("%s is not available here: %s", name, reason(available));
    }
    return new Device(index);
  }

  /** The device in whose memory an array is stored. */
  static Device holding(NDArray array) {
    return array.getDevice().isGpu() ? new Device(array.getDevice().getDeviceId()) : CPU;
  }

  private static String reason(int available) {
    if (available > 0) {
      return String.format(
          Locale.ROOT, "there are %d CUDA devices, cuda:0 to cuda:%d", available, available - 1);
    }
    String machine =
        CudaUtils.getGpuCount() == 0 ? "this machine has no CUDA device" : "PyTorch has no CUDA";
    return machine
        + "; run with --device cpu, or give the server a PyTorch with CUDA (PYTORCH_LIBRARY_PATH,"
        + " PYTORCH_FLAVOR)";
  }

  public boolean isCpu() {
    return index < 0;
  }

  /** The engine's name of this device. */
  ai.djl.Device engineDevice() {
    return isCpu() ? ai.djl.Device.cpu() : ai.djl.Device.gpu(index);
  }

  /**
   * Creates an array of these elements. On the CPU the array is a view of the memory: changes to
   * one are visible in the other.
   *
   * @param manager on this device
   * @param memory outside the heap, contiguous, in the machine's byte order, exactly as long as the
   *     array, below 2 GiB; on the CPU it must live as long as the array and everything recorded
   *     from it, so it must be allocated in an automatic or global arena
   */
  public NDArray upload(
      NDManager manager, MemorySegment memory, TensorDataType dataType, Shape shape) {
    return manager.create(
        memory.asByteBuffer().order(ByteOrder.nativeOrder()), shape, dataType.engineType());
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
    NDArray near = array;
    if (!isCpu()) {
      near = array.toDevice(ai.djl.Device.cpu(), true);
      near.attach(scratch);
    }
    return MemorySegment.ofBuffer(near.toByteBuffer(true));
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
    if (!isCpu()) {
      array.toDevice(ai.djl.Device.cpu(), true).close();
    }
  }

  /** As in a pipeline file: {@code cpu} or {@code cuda:0}. */
  @Override
  public String toString() {
    return isCpu() ? "cpu" : "cuda:" + index;
  }
}
