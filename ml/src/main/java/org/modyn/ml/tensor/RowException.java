package org.modyn.ml.tensor;

import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleException;

/**
 * INVALID_ARGUMENT: a row of a batch cannot be used. For code that does not have the keys of the
 * batch; whoever has them turns it {@linkplain #of into an error} about a sample.
 */
public final class RowException extends ModynException {
  private static final long serialVersionUID = 1L;

  private final int row;

  /**
   * @param row from 0
   * @param problem a sentence whose subject is the sample, as {@code has the label 3}
   */
  public RowException(int row, String problem) {
    super(ErrorCategory.INVALID_ARGUMENT, problem);
    this.row = row;
  }

  /** The error with the key of the row's sample. */
  public SampleException of(TensorBatch batch) {
    return of(batch, 0);
  }

  /**
   * The error with the key of the row's sample.
   *
   * @param first the row of the batch that this row is counted from
   */
  public SampleException of(TensorBatch batch, int first) {
    return new SampleException(batch.keys()[first + row], this);
  }
}
