package com.acme;

import org.modyn.ml.userfunction.LabelFunction;

/** A label transformer: the hundreds of a label, to predict 4 instead of 437. */
public final class Hundreds implements LabelFunction {
  @Override
  public long transform(long label) {
    return label / 100;
  }
}
