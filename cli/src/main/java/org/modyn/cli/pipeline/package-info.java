/**
 * A pipeline from the outside: {@link org.modyn.cli.pipeline.PipelineSession} takes a pipeline file
 * to a supervisor, follows it, and shows what came out; {@code modyn run} and {@code modyn submit}
 * share it.
 */
package org.modyn.cli.pipeline;
