/**
 * The pipeline log: what a pipeline did, when, and for how long, as JSON that the analysis tools of
 * the original Modyn read. {@link org.modyn.supervisor.log.StageRecorder} measures the stages,
 * {@link org.modyn.supervisor.log.PipelineLog} writes the files; {@link
 * org.modyn.supervisor.log.Stage} and {@link org.modyn.supervisor.log.StageInfo} are the
 * vocabulary.
 */
package org.modyn.supervisor.log;
