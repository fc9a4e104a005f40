/**
 * Loads samples by key from storage and assembles them into batches of tensors.
 *
 * <pre>
 * KeySource --keys--> WindowPlanner --windows--> LoaderWorker --batches--> BatchExchange --> BatchLoader.next
 *                     (order, cut)               (requests, parsing)       (pool, queue)
 * </pre>
 *
 * <p>Start reading at {@link org.modyn.ml.loader.BatchLoader}. The planner assigns every key a row
 * of a batch before the bytes of its sample are requested. This makes the order deterministic and
 * lets storage send samples in the order that is cheapest to read. No object is allocated per
 * sample.
 */
package org.modyn.ml.loader;
