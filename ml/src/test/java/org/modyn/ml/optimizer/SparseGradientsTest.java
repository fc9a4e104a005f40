package org.modyn.ml.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowCoalescer;
import org.modyn.ml.tensor.SparseRows;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.weights.NamedTensor;

/** What optimizers do with the sparse gradients of embeddings. */
final class SparseGradientsTest {
  private static final int ROWS = 12;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"SGD", "SparseAdam"})
  void changesOnlyTheRowsOfTheBatch(String algorithm) {
    Problem problem = new Problem(manager, "Embedding");
    try (Optimizer optimizer =
        TestOptimizers.create(manager, problem, algorithm, "{\"lr\": 0.1}")) {
      for (int step = 1; step <= 20; step++) {
        List<int[]> before = bits(problem, optimizer);
        problem.descend(optimizer, step, step);
        List<int[]> after = bits(problem, optimizer);
        Set<Long> batch = Arrays.stream(Problem.batch(step)).boxed().collect(Collectors.toSet());
        // the first step makes what the optimizer remembers
        for (int array = 0; array < before.size(); array++) {
          for (int row = 0; row < ROWS; row++) {
            int[] formerRow = row(before.get(array), row);
            int[] newRow = row(after.get(array), row);
            if (batch.contains((long) row)) {
              assertThat(newRow).as("array %d, row %d", array, row).isNotEqualTo(formerRow);
            } else {
              assertThat(newRow).as("array %d, row %d", array, row).isEqualTo(formerRow);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Adam | {}
          SGD  | {"momentum": 0.9}
          SGD  | {"weight_decay": 0.1}
          """)
  void othersMakeTheGradientDense(String algorithm, String options) {
    Problem sparse = new Problem(manager, "Embedding");
    Problem dense = new Problem(manager, "DenseEmbedding");
    try (Optimizer first = TestOptimizers.create(manager, sparse, algorithm, options);
        Optimizer second = TestOptimizers.create(manager, dense, algorithm, options)) {
      sparse.descend(first, 1, 20);
      dense.descend(second, 1, 20);
    }
    assertThat(sparse.values()).containsExactly(dense.values(), within(1e-6f));
  }

  @Test
  void sparseAdamRefusesDenseGradients() {
    Problem problem = new Problem(manager, "Bowl");
    try (Optimizer optimizer = TestOptimizers.create(manager, problem, "SparseAdam", "{}")) {
      assertThatThrownBy(() -> problem.descend(optimizer, 1, 1))
          .isInstanceOf(ModynException.class)
          .hasMessageContaining("SparseAdam needs sparse gradients, but that of matrix is dense");
    }
  }

  @Test
  void coalescesRowsThatABatchHasTwice() {
    NDArray table = manager.create(new float[8], new Shape(4, 2));
    table.setRequiresGradient(true);
    try (GradientMode recording = GradientMode.recording()) {
      NDArray out = LayerOperations.embedding(manager.create(new long[] {3, 1, 3}), table, true);
      NDArray factors = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2));
      Autograd.backward(Operations.sum(Operations.multiply(out, factors)), manager.create(1f));
    }
    try (GradientMode off = GradientMode.off()) {
      NDArray gradient = Autograd.gradient(table);
      assertThat(Operations.isSparse(gradient)).isTrue();
      SparseRows rows = new RowCoalescer(manager).coalesce(gradient);
      assertThat(rows.rows().toLongArray()).containsExactly(1, 3);
      assertThat(rows.values().toFloatArray()).containsExactly(3, 4, 6, 8);
      assertThat(rows.isEmpty()).isFalse();
      rows.addTo(table, rows.values());
      assertThat(rows.select(table).toFloatArray()).containsExactly(3, 4, 6, 8);
      assertThat(table.toFloatArray()).containsExactly(0, 0, 3, 4, 0, 0, 6, 8);
    }
  }

  /** The table, and what the optimizer remembers of it. */
  private List<int[]> bits(Problem problem, Optimizer optimizer) {
    List<int[]> bits = new ArrayList<>();
    float[] table = problem.values();
    int[] tableBits = new int[table.length];
    Arrays.setAll(tableBits, index -> Float.floatToRawIntBits(table[index]));
    bits.add(tableBits);
    for (NamedTensor tensor : optimizer.state(manager)) {
      if (tensor.shape().size() == 2) {
        bits.add(tensor.bytes().toArray(ValueLayout.JAVA_INT_UNALIGNED));
      }
    }
    return bits;
  }

  private static int[] row(int[] table, int row) {
    int columns = table.length / ROWS;
    return Arrays.copyOfRange(table, row * columns, (row + 1) * columns);
  }
}
