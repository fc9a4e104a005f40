/**
 * Trigger training sets: the keys and weights to train on. They are written once, when a pipeline
 * triggers, and read by the workers of the trainer's loader, each of which reads its share of every
 * partition.
 *
 * <p>Start reading at {@link org.modyn.selector.trainingset.TrainingSetDirectory}; the files
 * themselves are those of {@link org.modyn.common.trainingset}.
 */
package org.modyn.selector.trainingset;
