package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.Models;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.testing.TestEngine;

/** Which rows of the embedding table a training step changes. */
final class DlrmTrainingTest {
  private static final InputPipeline INPUT =
      InputPipeline.of(
          BytesParsers.create(
              "Record([Field('categorical_input', 'int64', count=2),"
                  + " Field('numerical_input', 'float32')])"));
  private static final int ROWS = 9;
  private static final int COLUMNS = 4;

  /** The first row of the second feature. */
  private static final int OFFSET = 4;

  private NDManager manager;
  private Model model;
  private MemorySegment table;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
    model =
        Models.read(
                "DLRM",
                """
                {"num_numerical_features": 1, "categorical_features_info": {"a": 4, "b": 5},
                 "embedding_dim": 4, "bottom_mlp_sizes": [4], "top_mlp_sizes": [4, 1]}\
                """)
            .create(new ModelContext(manager, Device.CPU, 1));
    NDArray weight = model.parameters().get("bottom_model.embeddings.embedding.weight");
    table = NativeArrays.memory(weight);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** A signalling NaN becomes a quiet one by any arithmetic, even by adding 0 to it. */
  @Test
  void descentLeavesTheBitsOfOtherRows() {
    int signalling = 0x7f800001;
    for (int element = 0; element < ROWS * COLUMNS; element++) {
      if (element / COLUMNS != 1 && element / COLUMNS != OFFSET + 3) {
        table.setAtIndex(ValueLayout.JAVA_INT, element, signalling);
      }
    }
    int[] before = table.toArray(ValueLayout.JAVA_INT);
    try (Training training =
        new Training(
            """
            {"default": {"algorithm": "SGD", "source": "PyTorch",
             "param_groups": [{"module": "model", "config": {"lr": 0.1}}]}}\
            """)) {
      training.step(1, 3);
    }
    assertThat(changedRows(before)).containsExactly(1, OFFSET + 3);
  }

  /** The groups are those of the original's pipelines; the momentum of Adam would move all rows. */
  @Test
  void sparseAdamLeavesTheRowsOfFormerBatches() {
    int[] before = table.toArray(ValueLayout.JAVA_INT);
    try (Training training =
        new Training(
            """
            {"embeddings": {"algorithm": "SparseAdam", "source": "PyTorch", "param_groups": [
               {"module": "model.bottom_model.embeddings", "config": {"lr": 0.1}}]},
             "rest": {"algorithm": "Adam", "source": "PyTorch", "param_groups": [
               {"module": "model.bottom_model.mlp", "config": {"lr": 0.1}},
               {"module": "model.top_model", "config": {"lr": 0.1}}]}}\
            """)) {
      training.step(0, 0);
      assertThat(changedRows(before)).containsExactly(0, OFFSET);
      int[] afterFirst = table.toArray(ValueLayout.JAVA_INT);
      training.step(2, 1);
      assertThat(changedRows(afterFirst)).containsExactly(2, OFFSET + 1);
    }
  }

  @Test
  void adamMovesAllRowsThatItHasMovedBefore() {
    try (Training training =
        new Training(
            """
            {"default": {"algorithm": "Adam", "source": "PyTorch",
             "param_groups": [{"module": "model", "config": {"lr": 0.1}}]}}\
            """)) {
      training.step(0, 0);
      int[] afterFirst = table.toArray(ValueLayout.JAVA_INT);
      training.step(2, 1);
      assertThat(changedRows(afterFirst)).containsExactly(0, 2, OFFSET, OFFSET + 1);
    }
  }

  private List<Integer> changedRows(int[] before) {
    List<Integer> changed = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      int from = row * COLUMNS;
      int[] now = table.asSlice(4L * from, 4L * COLUMNS).toArray(ValueLayout.JAVA_INT);
      if (!Arrays.equals(now, Arrays.copyOfRange(before, from, from + COLUMNS))) {
        changed.add(row);
      }
    }
    return changed;
  }

  /** Trains the model, a sample a step. */
  private final class Training implements AutoCloseable {
    private final List<Optimizer> optimizers;
    private final Learner learner;

    Training(String optimizers) {
      this.optimizers = Optimizers.create(manager, optimizers, model);
      learner =
          new Learner(
              manager,
              Device.CPU,
              model,
              Losses.REGISTRY.read("name", "BCEWithLogitsLoss", "criterion", "").create(manager),
              this.optimizers,
              INPUT);
    }

    void step(long first, long second) {
      TensorBatch batch = new TensorBatch(INPUT.parser().tensors(), 1);
      batch.tensor(0).setAtIndex(ValueLayout.JAVA_LONG, 0, first);
      batch.tensor(0).setAtIndex(ValueLayout.JAVA_LONG, 1, second);
      batch.tensor(1).set(ValueLayout.JAVA_FLOAT, 0, 0.5f);
      batch.setSize(1);
      learner.step(batch);
    }

    @Override
    public void close() {
      learner.close();
      optimizers.forEach(Optimizer::close);
    }
  }
}
