/**
 * Trials of triggering policies on a supervisor: {@link org.modyn.cli.trial.TrialClient} runs one,
 * {@link org.modyn.cli.trial.TrialOutput} prints several side by side.
 */
package org.modyn.cli.trial;
