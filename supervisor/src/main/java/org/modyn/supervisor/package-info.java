/**
 * The server that runs pipelines: it decides when to train, and coordinates the other servers.
 * Start reading at {@link org.modyn.supervisor.SupervisorService}, the gRPC service, and {@link
 * org.modyn.supervisor.state.PipelineStateMachine}, the state machine. The supervisor handles keys
 * of samples only, and neither their contents nor models.
 */
package org.modyn.supervisor;
