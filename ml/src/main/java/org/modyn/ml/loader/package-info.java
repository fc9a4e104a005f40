/**
 * From keys to batches of tensors, at the speed of the network.
 *
 * <pre>
 * KeySource --keys--> WindowPlanner --windows--> LoaderWorker --batches--> BatchExchange --> BatchLoader.next
 *                     (order, cut)               (requests, parsing)       (pool, queue)
 * </pre>
 *
 * <p>Start reading at {@link org.modyn.ml.loader.BatchLoader}. The plan comes first: the planner
 * decides for every key which row of which batch it fills, before its bytes are requested; that
 * makes the order deterministic and lets storage answer in the order that is cheapest to read. No
 * object is made for a sample on the way.
 */
package org.modyn.ml.loader;
