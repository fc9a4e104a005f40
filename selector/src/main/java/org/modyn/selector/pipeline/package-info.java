/**
 * The selector's pipelines: each has its samples, a strategy and a lock.
 *
 * <p>{@link org.modyn.selector.pipeline.Pipelines} registers and finds them; {@link
 * org.modyn.selector.pipeline.Pipeline} ingests samples and computes triggers.
 */
package org.modyn.selector.pipeline;
