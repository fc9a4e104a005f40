/**
 * Progress of long commands. {@link org.modyn.cli.progress.Terminal} chooses the form, {@link
 * org.modyn.cli.progress.PipelineProgress} turns the events of a pipeline into progress.
 */
package org.modyn.cli.progress;
