package org.modyn.ml.sampling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.LoadedBatch;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.weights.NamedTensor;

/** A batch that is filled with rows of other batches. Its memory is reused for the next batch. */
final class AccumulatedBatch implements LoadedBatch {
  private final TensorBatch rows;

  AccumulatedBatch(List<TensorSpecification> specifications, int capacity) {
    rows = new TensorBatch(specifications, capacity);
    rows.setWeighted(true);
  }

  @Override
  public TensorBatch tensors() {
    return rows;
  }

  /** Copies a sample behind the others, with another weight. */
  void add(TensorBatch source, int sourceRow, float weight) {
    int row = rows.size();
    rows.setSize(row + 1);
    rows.copyRow(source, sourceRow, row);
    rows.weights().setAtIndex(ValueLayout.JAVA_FLOAT, row, weight);
  }

  int size() {
    return rows.size();
  }

  boolean isFull() {
    return rows.size() == rows.capacity();
  }

  void clear() {
    rows.setSize(0);
  }

  /** Returns copies of the rows; empty if there are none. */
  List<NamedTensor> save() {
    List<NamedTensor> saved = new ArrayList<>();
    if (size() > 0) {
      for (Column column : columns()) {
        long bytes = size() * column.bytesPerSample();
        List<Long> shape = new ArrayList<>(List.of((long) size()));
        shape.addAll(column.shape());
        MemorySegment copy = Arena.ofAuto().allocate(bytes, Long.BYTES);
        copy.copyFrom(column.memory().asSlice(0, bytes));
        saved.add(new NamedTensor(column.name(), column.dataType(), shape, copy));
      }
    }
    return saved;
  }

  /**
   * Replaces the rows by those that another batch has {@linkplain #save saved}.
   *
   * @throws ModynException DATA_LOSS when they are not rows of such a batch
   */
  void restore(List<NamedTensor> saved) {
    clear();
    if (saved.isEmpty()) {
      return;
    }
    int size = saved.getFirst().shape().getFirst().intValue();
    for (Column column : columns()) {
      NamedTensor tensor =
          saved.stream().filter(each -> each.name().equals(column.name())).findAny().orElse(null);
      if (tensor == null || tensor.bytes().byteSize() != size * column.bytesPerSample()) {
        throw ModynException.dataLoss(
            "the checkpoint has no %d selected samples with the tensor %s", size, column.name());
      }
      column.memory().copyFrom(tensor.bytes());
    }
    rows.setSize(size);
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    MemorySegment keys = MemorySegment.ofArray(rows.keys());
    columns.add(new Column("keys", TensorDataType.INT64, List.of(), keys));
    columns.add(new Column("labels", TensorDataType.INT64, List.of(), rows.labels()));
    columns.add(new Column("weights", TensorDataType.FLOAT32, List.of(), rows.weights()));
    for (int index = 0; index < rows.specifications().size(); index++) {
      TensorSpecification tensor = rows.specifications().get(index);
      columns.add(
          new Column(
              "tensors." + tensor.name(), tensor.dataType(), tensor.shape(), rows.tensor(index)));
    }
    return columns;
  }

  /**
   * A column of the rows.
   *
   * @param shape of a sample
   * @param memory of all rows
   */
  private record Column(
      String name, TensorDataType dataType, List<Long> shape, MemorySegment memory) {
    private long bytesPerSample() {
      return shape.stream().reduce((long) dataType.bytes(), Math::multiplyExact);
    }
  }

  /** The memory stays with the source, which clears it before it fills it again. */
  @Override
  public void close() {}
}
