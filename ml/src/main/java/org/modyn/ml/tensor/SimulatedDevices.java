package org.modyn.ml.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.OptionalInt;
import org.modyn.common.error.ModynException;

/**
 * Devices for tests and rehearsals on machines without a GPU. With the system property {@value
 * #PROPERTY}, {@code cuda:0}, {@code cuda:1} and so on compute on the CPU, but otherwise behave as
 * other devices do: arrays are copied to and from them, and, where Java's assertions are enabled,
 * an operation on arrays of different devices fails. They are slower than the CPU itself.
 *
 * <p>The engine knows nothing of them, so an array is on the device that its manager, or the first
 * of the manager's parents that has a mark, is marked with.
 */
public final class SimulatedDevices {
  /** The number of devices to simulate, from 1 to {@value #MAXIMUM}; not set for none. */
  public static final String PROPERTY = "modyn.simulated_devices";

  /** More than any machine has. */
  private static final int MAXIMUM = 64;

  private static final String MARK = "simulated cuda:";

  private SimulatedDevices() {}

  /**
   * Checks the property. Commands and servers that use devices call this when they start, so that a
   * wrong number does not fail a training later.
   *
   * @throws ModynException INVALID_ARGUMENT when it is set and no such number
   */
  public static void check() {
    count();
  }

  /**
   * The number of simulated devices, 0 for none.
   *
   * @throws ModynException as {@link #check}
   */
  public static int count() {
    String text = System.getProperty(PROPERTY);
    if (text == null) {
      return 0;
    }
    int count = text.matches("\\d{1,2}") ? Integer.parseInt(text) : 0;
    if (count < 1 || count > MAXIMUM) {
      throw ModynException.invalidArgument(
          "%s=%s is not a number of devices from 1 to %d; leave it out to use those of the machine",
          PROPERTY, text, MAXIMUM);
    }
    return count;
  }

  /**
   * Marks a manager, and thereby those that will be created from it.
   *
   * @param index of the simulated device whose memory it manages; negative for the CPU
   */
  static void mark(NDManager manager, int index) {
    manager.setName(MARK + index);
  }

  /** The simulated device in whose memory an array is stored; empty for the CPU. */
  static OptionalInt holding(NDArray array) {
    if (count() == 0) {
      return OptionalInt.empty();
    }
    for (NDManager manager = array.getManager();
        manager != null;
        manager = manager.getParentManager()) {
      String name = manager.getName();
      if (name != null && name.startsWith(MARK)) {
        int index = Integer.parseInt(name.substring(MARK.length()));
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Whether an operation may use two arrays: they are on the same device, or one is an array
   * without dimensions on the CPU. Always true where no devices are simulated: the engine checks
   * the arrays of real ones.
   */
  static boolean areTogether(NDArray array, NDArray other) {
    return count() == 0
        || holding(array).equals(holding(other))
        || isScalarOnCpu(array)
        || isScalarOnCpu(other);
  }

  private static boolean isScalarOnCpu(NDArray array) {
    return array.getShape().dimension() == 0 && holding(array).isEmpty();
  }
}
