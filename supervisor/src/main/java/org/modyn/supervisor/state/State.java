package org.modyn.supervisor.state;

/** The states of a pipeline; see the package for their order. */
public enum State {
  START,
  FETCH,
  AWAIT_DATA,
  DECIDE,
  INFORM,
  TRIGGER,
  TRAIN,
  STORE,
  EVALUATE,
  EVALUATE_ALL,
  FINISH
}
