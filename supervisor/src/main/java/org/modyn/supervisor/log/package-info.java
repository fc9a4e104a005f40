/**
 * The pipeline log: the stages of a pipeline with their times and results, as JSON that the
 * analysis tools of the original Modyn read. {@link org.modyn.supervisor.log.StageLog} is a run of
 * a stage, {@link org.modyn.supervisor.log.PipelineLog} writes the file; {@link
 * org.modyn.supervisor.log.Stage} and {@link org.modyn.supervisor.log.StageInfo} define its
 * contents.
 */
package org.modyn.supervisor.log;
