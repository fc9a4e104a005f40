package org.modyn.selector.strategy;

/** Chooses the samples at the positions of a set. */
final class MemberChooser implements Chooser {
  private final PositionSet.Membership membership;
  private long left;

  /**
   * @param firstPosition of the samples to choose from
   */
  MemberChooser(PositionSet positions, long firstPosition) {
    this.membership = positions.membershipFrom(firstPosition);
    this.left = positions.sizeFrom(firstPosition);
  }

  @Override
  public void advance(int count) {}

  @Override
  public boolean isChosen() {
    boolean isChosen = membership.next();
    if (isChosen) {
      left--;
    }
    return isChosen;
  }

  @Override
  public boolean isDone() {
    return left == 0;
  }

  @Override
  public void close() {}
}
