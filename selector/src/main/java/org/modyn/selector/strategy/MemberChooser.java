package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.function.LongConsumer;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** Chooses of all samples, from position 0 on, those at the positions of a set. */
final class MemberChooser implements Chooser {
  private static final long NONE = -1;

  private final LongIterator members;
  private final LongConsumer chosen;
  private long nextMember;
  private long position;

  /**
   * @param chosen gets the positions of the samples that were chosen
   */
  MemberChooser(Roaring64Bitmap positions, LongConsumer chosen) {
    this.members = positions.getLongIterator();
    this.chosen = requireNonNull(chosen, "chosen is null");
    this.nextMember = members.hasNext() ? members.next() : NONE;
  }

  @Override
  public void advance(int count) {}

  @Override
  public boolean isChosen() {
    if (position++ != nextMember) {
      return false;
    }
    chosen.accept(nextMember);
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
