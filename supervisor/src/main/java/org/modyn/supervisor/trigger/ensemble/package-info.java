/**
 * Triggers that combine the decisions of several ones: {@link
 * org.modyn.supervisor.trigger.ensemble.EnsembleTrigger}.
 */
package org.modyn.supervisor.trigger.ensemble;
