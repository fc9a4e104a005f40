/**
 * Batch sources that train on a part of the samples, selected with the model that is being trained.
 *
 * <ul>
 *   <li>{@link org.modyn.ml.sampling.BatchThenSample} selects from each batch, and collects what is
 *       selected into batches of full size.
 *   <li>{@link org.modyn.ml.sampling.SampleThenBatch} selects from the whole training set every few
 *       epochs.
 * </ul>
 *
 * <p>What is selected is decided by a {@link org.modyn.ml.downsampling.DownsamplingStrategy}.
 */
package org.modyn.ml.sampling;
