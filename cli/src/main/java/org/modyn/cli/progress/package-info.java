/**
 * What a person sees while a command works. {@link org.modyn.cli.progress.Terminal} chooses how it
 * is shown, {@link org.modyn.cli.progress.PipelineProgress} what of a pipeline.
 */
package org.modyn.cli.progress;
