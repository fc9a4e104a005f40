package org.modyn.ml.training;

/** Receives the losses of training steps, in order, on the thread that trains. */
@FunctionalInterface
public interface LossListener {
  /** Called once a step, with the loss of its batch before the step. */
  void accept(float loss);
}
