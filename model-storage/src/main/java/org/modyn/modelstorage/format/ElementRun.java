package org.modyn.modelstorage.format;

import java.util.ArrayList;
import java.util.List;
import org.modyn.common.safetensors.SafetensorsHeader;
import org.modyn.common.safetensors.SafetensorsHeader.Tensor;

/**
 * Consecutive elements of the same width and kind.
 *
 * @param width of an element, in bytes
 * @param float32 whether they are float32 numbers
 * @param bytes of all elements
 */
record ElementRun(int width, boolean float32, long bytes) {
  /** Cuts the elements of a file into as few runs as possible. */
  static List<ElementRun> of(SafetensorsHeader header) {
    List<ElementRun> runs = new ArrayList<>();
    for (Tensor tensor : header.tensors()) {
      ElementRun next = of(tensor);
      if (next.bytes == 0) {
        continue;
      }
      if (!runs.isEmpty() && runs.getLast().isSameKind(next)) {
        ElementRun last = runs.removeLast();
        next = new ElementRun(last.width, last.float32, last.bytes + next.bytes);
      }
      runs.add(next);
    }
    return runs;
  }

  private static ElementRun of(Tensor tensor) {
    int width =
        switch (tensor.dtype()) {
          case "I16", "U16", "F16", "BF16" -> Short.BYTES;
          case "I32", "U32", "F32" -> Integer.BYTES;
          case "I64", "U64", "F64" -> Long.BYTES;
          default -> Byte.BYTES;
        };
    // a size that the type does not explain
    if (tensor.bytes() % width != 0) {
      return new ElementRun(Byte.BYTES, false, tensor.bytes());
    }
    return new ElementRun(width, tensor.dtype().equals("F32"), tensor.bytes());
  }

  private boolean isSameKind(ElementRun other) {
    return width == other.width && float32 == other.float32;
  }
}
