/**
 * Files of training sets: keys and weights in training order, in partitions, each of which is
 * divided among the workers of a loader. The selector writes one per partition of a trigger
 * training set; the trainer server writes those of the samples that it has selected itself.
 *
 * <p>Each partition is one file, see {@link org.modyn.common.trainingset.TrainingSetFormat}.
 */
package org.modyn.common.trainingset;
