/**
 * The section {@code training}: epochs, batches, optimizers, criterion, learning rate, clipping and
 * checkpoints. {@link org.modyn.common.config.pipeline.training.TrainingConfig} is the whole
 * section.
 */
package org.modyn.common.config.pipeline.training;
