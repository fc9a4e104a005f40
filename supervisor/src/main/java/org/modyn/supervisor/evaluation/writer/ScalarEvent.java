package org.modyn.supervisor.evaluation.writer;

/**
 * A point of a curve in TensorBoard.
 *
 * @param tag the name of the curve
 * @param step seconds since 1970
 */
record ScalarEvent(String tag, long step, double value) {}
