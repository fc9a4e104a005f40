/**
 * The parts that all benchmarks share: {@link org.modyn.benchmarks.framework.Benchmark} and its
 * options, {@link org.modyn.benchmarks.framework.Measurement} with its baseline, and servers that
 * run as separate processes.
 */
package org.modyn.benchmarks.framework;
