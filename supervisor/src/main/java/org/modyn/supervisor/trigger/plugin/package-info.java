/**
 * Triggering policies that users wrote: {@code class:com.acme.LabelShiftTrigger} in a pipeline file
 * names a class in the supervisor's plugin directory. To write one, implement {@link
 * org.modyn.supervisor.trigger.plugin.TriggerPlugin}; {@code examples/plugin} has an example.
 */
package org.modyn.supervisor.trigger.plugin;
