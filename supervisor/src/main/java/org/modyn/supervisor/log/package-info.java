/**
 * The pipeline log: the stages of a pipeline with their times and results, as JSON that the
 * analysis tools of the original Modyn read. {@link org.modyn.supervisor.log.StageRecorder}
 * measures the stages, {@link org.modyn.supervisor.log.PipelineLog} writes the files; {@link
 * org.modyn.supervisor.log.Stage} and {@link org.modyn.supervisor.log.StageInfo} define their
 * contents.
 */
package org.modyn.supervisor.log;
