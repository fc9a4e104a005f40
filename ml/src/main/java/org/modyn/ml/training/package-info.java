/**
 * Training and inference. {@link org.modyn.ml.training.Learner} makes training steps, on one device
 * or several, {@link org.modyn.ml.training.Predictor} computes outputs, {@link
 * org.modyn.ml.training.Checkpoint} stores and loads weights and the state of a training. Callers
 * see batches and numbers, no arrays of the engine.
 */
package org.modyn.ml.training;
