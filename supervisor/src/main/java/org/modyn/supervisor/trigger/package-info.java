/**
 * When to train. A {@link org.modyn.supervisor.trigger.TriggeringPolicy} is told of samples as they
 * arrive and names those after which a training is due; {@link
 * org.modyn.supervisor.trigger.TriggeringPolicies} makes one of a pipeline file's section.
 */
package org.modyn.supervisor.trigger;
