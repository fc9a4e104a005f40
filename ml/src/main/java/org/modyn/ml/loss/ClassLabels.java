package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.NativeArrays;

/** Labels that are numbers of classes. */
final class ClassLabels {
  private ClassLabels() {}

  /**
   * @param labels int64
   * @throws ModynException INVALID_ARGUMENT for the first label that is no class
   */
  static void check(NDArray labels, long classes) {
    MemorySegment memory = NativeArrays.memory(labels);
    for (long index = 0; index < labels.size(); index++) {
      long label = memory.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
      if (label < 0 || label >= classes) {
        throw ModynException.invalidArgument(
            "a sample has the label %d, but the model has %d outputs, for the labels 0 to %d",
            label, classes, classes - 1);
      }
    }
  }
}
