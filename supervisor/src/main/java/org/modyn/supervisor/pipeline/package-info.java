/**
 * The execution of pipelines. {@link org.modyn.supervisor.pipeline.Pipelines} starts, resumes and
 * deletes pipelines; {@link org.modyn.supervisor.pipeline.PipelineQueue} limits how many run; each
 * is a {@link org.modyn.supervisor.pipeline.PipelineRun} on its own thread. {@link
 * org.modyn.supervisor.pipeline.PipelineDriver} runs its steps one after the other: it asks {@link
 * org.modyn.supervisor.state.PipelineStateMachine} what to do, lets {@link
 * org.modyn.supervisor.pipeline.ServerStepRunner} call the other servers, and has {@link
 * org.modyn.supervisor.pipeline.PipelineStore} store the position. {@link
 * org.modyn.supervisor.pipeline.Patience} repeats a step whose server is unavailable.
 */
package org.modyn.supervisor.pipeline;
