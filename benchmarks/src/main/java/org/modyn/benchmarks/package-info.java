/**
 * Throughput benchmarks. Every figure is compared with a baseline of the same run, so that the
 * ratio does not depend on the speed of the machine.
 *
 * <p>{@link org.modyn.benchmarks.Benchmarks} is the command {@code ./modyn benchmark NAME}. A new
 * benchmark is a {@link org.modyn.benchmarks.framework.Benchmark} and a line in {@code
 * Benchmarks.ALL}. Servers run as separate processes, as in production.
 */
package org.modyn.benchmarks;
