package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.ml.weights.NamedTensor;

/**
 * A parameter and the state of an algorithm for it: arrays of the parameter's shape, scalars, and
 * the number of steps that changed the parameter. Each part of the state is stored under a name
 * {@code <parameter>.<name>}.
 */
public final class ParameterState {
  private static final String STEPS = "step";

  private final NDManager manager;
  private final String name;
  private final NDArray parameter;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final Map<String, Float> numbers = new LinkedHashMap<>();
  private long steps;

  ParameterState(NDManager manager, String name, NDArray parameter) {
    this.manager = requireNonNull(manager, "manager is null");
    this.name = requireNonNull(name, "name is null");
    this.parameter = requireNonNull(parameter, "parameter is null");
  }

  /** The parameter's name in the model. */
  public String name() {
    return name;
  }

  public NDArray parameter() {
    return parameter;
  }

  /** Steps so far, the current one included; a step without a gradient does not count. */
  public long steps() {
    return steps;
  }

  void countStep() {
    steps++;
  }

  /** Whether something is remembered under this name. */
  public boolean has(String array) {
    return arrays.containsKey(array);
  }

  /** Returns an array of the state; zeros if there is none yet. */
  public NDArray array(String array) {
    return array(array, 0);
  }

  /** Returns an array of the state; filled with a number if there is none yet. */
  public NDArray array(String array, double initial) {
    return arrays.computeIfAbsent(
        array, _ -> manager.full(parameter.getShape(), (float) initial, parameter.getDataType()));
  }

  /**
   * Remembers another array under a name, and closes the former one.
   *
   * @param values made of the former one, so that they have the same owner
   * @return the array
   */
  public NDArray replace(String array, NDArray values) {
    NDArray former = arrays.put(array, values);
    if (former != null) {
      former.close();
    }
    return values;
  }

  /** Returns a scalar of the state; the initial value if there is none yet. */
  public float number(String number, float initial) {
    return numbers.getOrDefault(number, initial);
  }

  public void setNumber(String number, float value) {
    numbers.put(number, value);
  }

  /**
   * The state to store: the number of steps, even before the first one, and the current state of
   * the rule.
   */
  List<NamedTensor> store(UpdateRule rule, NDManager scratch) {
    if (!remembers(rule)) {
      return List.of();
    }
    List<NamedTensor> stored = new ArrayList<>();
    stored.add(StoredState.ofLong(storedName(STEPS), steps));
    arrays.forEach(
        (array, values) -> stored.add(StoredState.of(storedName(array), values, scratch)));
    numbers.forEach((number, value) -> stored.add(StoredState.ofFloat(storedName(number), value)));
    return stored;
  }

  void restore(StoredState stored, UpdateRule rule) {
    if (!remembers(rule)) {
      return;
    }
    steps = stored.readLong(storedName(STEPS));
    for (String array : steps == 0 ? List.<String>of() : rule.arrays()) {
      stored.copyTo(storedName(array), array(array));
    }
    for (String number : steps == 0 ? List.<String>of() : rule.numbers()) {
      numbers.put(number, stored.readFloat(storedName(number)));
    }
  }

  private static boolean remembers(UpdateRule rule) {
    return !rule.arrays().isEmpty() || !rule.numbers().isEmpty();
  }

  private String storedName(String remembered) {
    return name + "." + remembered;
  }
}
