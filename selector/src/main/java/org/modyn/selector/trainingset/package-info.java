/**
 * Trigger training sets: the keys and weights to train on. They are written once, when a pipeline
 * triggers, and read by the workers of the trainer's loader, each of which reads its share of every
 * partition.
 *
 * <p>Each partition is one file, see {@link org.modyn.selector.trainingset.TrainingSetFormat}.
 * Start reading at {@link org.modyn.selector.trainingset.TrainingSetDirectory}.
 */
package org.modyn.selector.trainingset;
