/**
 * Downsampling: the trainer chooses, with the help of the model, the part of a training set that it
 * trains on. {@link org.modyn.common.config.pipeline.selection.downsampling.DownsamplingConfig} is
 * the whole setting.
 */
package org.modyn.common.config.pipeline.selection.downsampling;
