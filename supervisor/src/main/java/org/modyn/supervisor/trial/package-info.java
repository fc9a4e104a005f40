/**
 * Trials of triggering policies: {@link org.modyn.supervisor.trial.TriggerTrial} runs the policy of
 * a pipeline file over a dataset without training, to find out when it would trigger and what its
 * trainings would cost.
 */
package org.modyn.supervisor.trial;
