/**
 * Many clients at once, each with a connection of its own: {@link
 * org.modyn.benchmarks.load.LoadBenchmark} measures what storage and selector then do.
 */
package org.modyn.benchmarks.load;
