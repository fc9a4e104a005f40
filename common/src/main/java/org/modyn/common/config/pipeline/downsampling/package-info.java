/**
 * Downsampling: what part of a training set the trainer trains on, chosen with the model's help.
 * {@link org.modyn.common.config.pipeline.downsampling.DownsamplingConfig} is the whole choice.
 */
package org.modyn.common.config.pipeline.downsampling;
