/**
 * What a pipeline tells of itself while it runs. {@link org.modyn.supervisor.status.PipelineEvents}
 * keeps the history that any number of clients read at their own pace, {@link
 * org.modyn.supervisor.status.Messages} makes the events.
 */
package org.modyn.supervisor.status;
