/**
 * The state machine of a pipeline. {@link org.modyn.supervisor.pipeline.Pipelines} starts pipelines
 * and knows those that run; each is a {@link org.modyn.supervisor.pipeline.PipelineRun} on a thread
 * of its own. {@link org.modyn.supervisor.pipeline.PipelineExecutor} goes through the stages: it
 * replays or waits for data, {@link org.modyn.supervisor.pipeline.DataProcessor} cuts the data into
 * batches and asks the triggering policy, {@link org.modyn.supervisor.pipeline.TriggerHandler}
 * makes a model of a trigger with the help of {@link org.modyn.supervisor.pipeline.TrainingRunner}.
 */
package org.modyn.supervisor.pipeline;
