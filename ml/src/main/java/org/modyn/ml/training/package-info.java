/**
 * Models at work. {@link org.modyn.ml.training.Learner} makes training steps, {@link
 * org.modyn.ml.training.Predictor} computes outputs, {@link org.modyn.ml.training.Checkpoint}
 * stores and loads what was learned. Callers see batches and numbers, no arrays of the engine.
 */
package org.modyn.ml.training;
