/**
 * The execution of pipelines. {@link org.modyn.supervisor.pipeline.Pipelines} starts pipelines and
 * keeps the running ones; each is a {@link org.modyn.supervisor.pipeline.PipelineRun} on its own
 * thread. {@link org.modyn.supervisor.pipeline.PipelineExecutor} is the state machine: it replays
 * data or waits for it, {@link org.modyn.supervisor.pipeline.DataProcessor} splits the data into
 * batches and evaluates the triggering policy, and {@link
 * org.modyn.supervisor.pipeline.TriggerHandler} handles each trigger, with {@link
 * org.modyn.supervisor.pipeline.TrainingRunner} for its training.
 */
package org.modyn.supervisor.pipeline;
