package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.NativeArrays;

/**
 * Refuses ids that a feature's part of a joint table does not have; without it they would silently
 * become another feature's. Reads the array's memory in place: about a microsecond for 2,000 ids.
 */
final class IdCheck {
  private final List<String> features;
  private final long[] cardinalities;

  IdCheck(List<String> features, List<Integer> cardinalities) {
    this.features = features;
    this.cardinalities = cardinalities.stream().mapToLong(size -> size).toArray();
  }

  /**
   * @param ids {@code [batch, features]}, any integer type
   * @throws ModynException INVALID_ARGUMENT that names the feature, the id and the cardinality
   */
  void check(NDArray ids) {
    MemorySegment memory = NativeArrays.memory(ids);
    long count = ids.size();
    int column = 0;
    for (long index = 0; index < count; index++) {
      long id =
          switch (ids.getDataType()) {
            case INT64 -> memory.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
            case INT32 -> memory.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index);
            case INT16 -> memory.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, index);
            case INT8 -> memory.get(ValueLayout.JAVA_BYTE, index);
            case UINT8 -> Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, index));
            default ->
                throw ModynException.invalidArgument(
                    "%s holds %s; ids are integers", Dlrm.CATEGORICAL_INPUT, ids.getDataType());
          };
      if (id < 0 || id >= cardinalities[column]) {
        throw ModynException.invalidArgument(
            "the categorical feature \"%s\" has the id %d, but its ids go from 0 to %d"
                + " (model.config.categorical_features_info.%s: %d)",
            features.get(column),
            id,
            cardinalities[column] - 1,
            features.get(column),
            cardinalities[column]);
      }
      column = column + 1 == cardinalities.length ? 0 : column + 1;
    }
  }
}
