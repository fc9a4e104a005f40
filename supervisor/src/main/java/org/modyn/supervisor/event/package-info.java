/**
 * What happens in a pipeline. A {@link org.modyn.supervisor.event.PipelineEvent} is independent of
 * the messages that clients receive; {@code org.modyn.supervisor.status} translates it.
 */
package org.modyn.supervisor.event;
