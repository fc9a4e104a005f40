/**
 * Throughput, always against a baseline measured in the same run: the machine's own speed moves
 * both, and the ratio stays.
 *
 * <p>{@link org.modyn.benchmarks.Benchmarks} is the command {@code ./modyn benchmark NAME}. A new
 * benchmark is one {@link org.modyn.benchmarks.Benchmark} and a line in {@code Benchmarks.ALL};
 * servers run as processes of their own ({@link org.modyn.benchmarks.ServerProcess}), as in
 * production.
 */
package org.modyn.benchmarks;
