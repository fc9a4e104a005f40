/**
 * The client side of pipelines: {@link org.modyn.cli.pipeline.PipelineSession} submits a pipeline
 * file to a supervisor, follows the pipeline and shows its result, for {@code modyn run} and {@code
 * modyn submit}; {@link org.modyn.cli.pipeline.PipelineFile} reads and checks the files.
 */
package org.modyn.cli.pipeline;
