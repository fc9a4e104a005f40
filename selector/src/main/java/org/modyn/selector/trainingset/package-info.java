/**
 * Trigger training sets: the keys and weights to train on, written once when a pipeline triggers,
 * then read by the workers of the trainer's loader, each its share of each partition.
 *
 * <p>One file a partition, see {@link org.modyn.selector.trainingset.TrainingSetFormat}. Start
 * reading at {@link org.modyn.selector.trainingset.TrainingSetDirectory}.
 */
package org.modyn.selector.trainingset;
