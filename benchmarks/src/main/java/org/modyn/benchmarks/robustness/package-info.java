/**
 * Requests that no client of Modyn sends: {@link
 * org.modyn.benchmarks.robustness.RobustnessBenchmark} sends them to every method of every server
 * and counts errors that are bugs, calls that do not end, and servers that die.
 */
package org.modyn.benchmarks.robustness;
