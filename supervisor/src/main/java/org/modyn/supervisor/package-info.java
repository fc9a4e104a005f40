/**
 * The server that runs pipelines: it decides when to train, and tells the other servers what to do.
 * Start reading at {@link org.modyn.supervisor.SupervisorService}, the gRPC face, and {@link
 * org.modyn.supervisor.pipeline.PipelineExecutor}, the state machine. It holds no samples, only
 * their keys, and no models.
 */
package org.modyn.supervisor;
