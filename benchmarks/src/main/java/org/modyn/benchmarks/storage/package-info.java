/**
 * Benchmarks of the storage server: reads of samples, listings, and ingest. Start reading at {@link
 * org.modyn.benchmarks.storage.StorageBenchmark}.
 */
package org.modyn.benchmarks.storage;
