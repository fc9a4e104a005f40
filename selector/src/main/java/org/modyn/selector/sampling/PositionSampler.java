package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

import java.util.function.LongConsumer;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** Selects the samples at the positions of a set. The scan starts at position 0. */
public final class PositionSampler implements Sampler {
  private static final long NONE = -1;

  private final LongIterator members;
  private final LongConsumer selected;
  private long nextMember;
  private long position;

  /**
   * @param positions the positions to select
   * @param selected is called with the position of each selected sample
   */
  public PositionSampler(Roaring64Bitmap positions, LongConsumer selected) {
    this.members = positions.getLongIterator();
    this.selected = requireNonNull(selected, "selected is null");
    this.nextMember = members.hasNext() ? members.next() : NONE;
  }

  @Override
  public void advance(int count) {}

  @Override
  public boolean isSelected() {
    if (position++ != nextMember) {
      return false;
    }
    selected.accept(nextMember);
    nextMember = members.hasNext() ? members.next() : NONE;
    return true;
  }

  @Override
  public boolean isDone() {
    return nextMember == NONE;
  }

  @Override
  public void close() {}
}
