/**
 * Triggering policies: when to train. A {@link org.modyn.supervisor.trigger.TriggeringPolicy}
 * evaluates samples as they arrive and returns those that trigger a training; {@link
 * org.modyn.supervisor.trigger.TriggeringPolicies} creates one from a pipeline file's section.
 */
package org.modyn.supervisor.trigger;
