/**
 * Pipelines as the selector knows them: each has what it has seen, a strategy and a lock.
 *
 * <p>{@link org.modyn.selector.pipeline.Pipelines} registers and finds them; {@link
 * org.modyn.selector.pipeline.Pipeline} takes in samples and computes triggers.
 */
package org.modyn.selector.pipeline;
