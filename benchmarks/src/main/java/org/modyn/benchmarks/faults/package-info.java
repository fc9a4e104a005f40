/**
 * Kills servers during pipelines, and compares what the pipelines leave behind with what
 * undisturbed ones do.
 *
 * <p>{@link org.modyn.benchmarks.faults.KillPlan} decides from a seed which {@link
 * org.modyn.benchmarks.faults.Victim} dies at which {@link org.modyn.benchmarks.faults.Moment} of a
 * pipeline of which {@link org.modyn.benchmarks.faults.Scenario}, {@link
 * org.modyn.benchmarks.faults.Cluster} has the processes, and {@link
 * org.modyn.benchmarks.faults.Outcome} is what is compared.
 */
package org.modyn.benchmarks.faults;
