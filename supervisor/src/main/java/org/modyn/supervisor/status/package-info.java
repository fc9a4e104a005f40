/**
 * The status and progress that a pipeline reports while it runs. {@link
 * org.modyn.supervisor.status.PipelineEvents} keeps the events, which any number of clients read
 * independently; {@link org.modyn.supervisor.status.Messages} creates them.
 */
package org.modyn.supervisor.status;
