/**
 * Downsampling: with the help of the model, the trainer selects the samples of a training set that
 * it trains on, and their weights.
 *
 * <pre>
 * model's outputs --SampleFeature--> Candidates --DownsamplingStrategy--> Selection (rows, weights)
 * </pre>
 *
 * <p>A {@link org.modyn.ml.downsampling.DownsamplingStrategy} declares the feature of each sample
 * that it needs, and selects rows from the features of all candidates: those of one batch, or of a
 * whole training set. Strategies do not know the model, the loader or the training loop.
 */
package org.modyn.ml.downsampling;
