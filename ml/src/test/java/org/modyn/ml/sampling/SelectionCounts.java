package org.modyn.ml.sampling;

/** Adds up what a listener is told. */
final class SelectionCounts implements SelectionListener {
  long toScore;
  long scored;
  long offered;
  long selected;
  int selections;

  @Override
  public void scoringStarted(long samples) {
    toScore += samples;
  }

  @Override
  public void batchScored(int samples) {
    scored += samples;
  }

  @Override
  public void selected(long offeredSamples, long selectedSamples, long nanoseconds) {
    offered += offeredSamples;
    selected += selectedSamples;
    selections++;
  }
}
