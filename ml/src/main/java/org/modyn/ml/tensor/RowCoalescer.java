package org.modyn.ml.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Sums duplicate rows of sparse gradients. The gradient of an embedding contains a row once for
 * each occurrence in the batch, but algorithms that are not linear require each row once. DJL has
 * no such operation, so it is implemented by a TorchScript module of one line ({@code coalesce.pt},
 * created by {@code coalesce.py}). A call takes some 10 microseconds plus the time to sort the
 * rows.
 *
 * <p>Not safe for concurrent use.
 */
public final class RowCoalescer {
  private final PtSymbolBlock module;

  /**
   * @param manager owns the module, which is closed with it
   */
  public RowCoalescer(NDManager manager) {
    try (InputStream file = RowCoalescer.class.getResourceAsStream("coalesce.pt")) {
      module = JniUtils.loadModule((PtNDManager) manager, file, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the gradient with each row once.
   *
   * @param gradient a sparse array {@code [rows, columns]}; its manager owns the result
   */
  public SparseRows coalesce(NDArray gradient) {
    NDList parts = IValueUtils.forward(module, new NDList(gradient), true);
    return new SparseRows(parts.get(0), parts.get(1));
  }
}
