package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.seen.ColumnCursor;

/** Selects samples by a condition on their values in one column. */
public final class ValueSampler implements Sampler {
  private final ColumnCursor values;
  private final Condition condition;
  private long[] batch = new long[0];
  private int index;
  private long position;

  /** A condition, evaluated for every sample in order of arrival. */
  @FunctionalInterface
  public interface Condition {
    boolean isMet(long position, long value);
  }

  /**
   * @param values the column of the samples; closed with this sampler
   * @param firstPosition the position of the first sample
   */
  public ValueSampler(ColumnCursor values, long firstPosition, Condition condition) {
    this.values = requireNonNull(values, "values is null");
    this.position = firstPosition;
    this.condition = requireNonNull(condition, "condition is null");
  }

  @Override
  public void advance(int count) {
    if (batch.length < count) {
      batch = new long[count];
    }
    values.read(batch, 0, count);
    index = 0;
  }

  @Override
  public boolean isSelected() {
    return condition.isMet(position++, batch[index++]);
  }

  @Override
  public boolean isDone() {
    return false;
  }

  @Override
  public void close() {
    values.close();
  }
}
