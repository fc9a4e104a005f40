/**
 * Kills servers in the middle of pipelines, and compares what the pipelines leave behind with what
 * an undisturbed one does.
 *
 * <p>{@link org.modyn.benchmarks.faults.KillPlan} decides from a seed which {@link
 * org.modyn.benchmarks.faults.Victim} dies when, {@link org.modyn.benchmarks.faults.Cluster} has
 * the processes, and {@link org.modyn.benchmarks.faults.Outcome} is what is compared.
 */
package org.modyn.benchmarks.faults;
