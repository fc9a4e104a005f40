/** Benchmark of training steps, without servers. */
package org.modyn.benchmarks.training;
