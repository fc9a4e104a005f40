package org.modyn.ml.torchscript;

import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.ml.weights.NamedTensor;

/** Writes TorchScript files with other weights. */
public final class ScriptExport {
  private ScriptExport() {}

  /**
   * Writes a file with the program of another file and new weights.
   *
   * @param program the file whose program is copied
   * @param weights by their names in the state dictionary; others are ignored
   * @param target replaced if it exists; it appears only after it was written completely
   * @throws ModynException FAILED_PRECONDITION when the weights are not those of this program;
   *     INTERNAL when the file cannot be written
   */
  public static void write(ScriptArchive program, Map<String, NamedTensor> weights, Path target) {
    Map<String, UnaryOperator<byte[]>> changes = new HashMap<>();
    for (ScriptTensor tensor : program.tensors()) {
      NamedTensor stored = weights.get(tensor.name());
      String type = NamedTensor.type(tensor.dataType(), tensor.shape());
      if (stored == null || !stored.type().equals(type)) {
        throw new ModynException(
            ErrorCategory.FAILED_PRECONDITION,
            "the weights are not those of %s: %s is %s and not %s"
                .formatted(
                    program.file(),
                    tensor.name(),
                    stored == null ? "missing" : stored.type(),
                    type));
      }
      changes.merge(
          program.elements(tensor),
          elements -> copyToStorage(tensor, stored.bytes(), elements),
          (before, change) -> elements -> change.apply(before.apply(elements)));
    }
    DurableFiles.writeAtomically(
        target.toAbsolutePath(),
        channel -> ArchiveCopy.write(program.file(), Channels.newOutputStream(channel), changes));
  }

  /** Copies the elements of a tensor to their positions in its storage. */
  private static byte[] copyToStorage(ScriptTensor tensor, MemorySegment elements, byte[] storage) {
    MemorySegment target = MemorySegment.ofArray(storage);
    int size = tensor.dataType().bytes();
    List<Long> shape = tensor.shape();
    long[] index = new long[shape.size()];
    long count = elements.byteSize() / size;
    for (long element = 0; element < count; element++) {
      long position = tensor.offset();
      for (int dimension = 0; dimension < index.length; dimension++) {
        position += index[dimension] * tensor.strides().get(dimension);
      }
      MemorySegment.copy(elements, element * size, target, position * size, size);
      advance(index, shape);
    }
    return storage;
  }

  private static void advance(long[] index, List<Long> shape) {
    for (int dimension = index.length - 1; dimension >= 0; dimension--) {
      index[dimension]++;
      if (index[dimension] < shape.get(dimension)) {
        return;
      }
      index[dimension] = 0;
    }
  }
}
