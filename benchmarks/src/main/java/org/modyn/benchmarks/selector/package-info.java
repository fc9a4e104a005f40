/**
 * Benchmarks of the selector: ingest of keys, triggers, and reads of training sets. Start reading
 * at {@link org.modyn.benchmarks.selector.SelectorBenchmark}.
 */
package org.modyn.benchmarks.selector;
