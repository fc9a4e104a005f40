/**
 * The losses of samples in the trainings of a pipeline, which the model storage keeps beside the
 * models ({@code training.record_samples}). A strategy reads the losses of new trainings at each
 * trigger ({@link org.modyn.selector.loss.RecordedLosses}), and keeps the last loss of each sample
 * as its state ({@link org.modyn.selector.loss.SampleLosses}).
 */
package org.modyn.selector.loss;
