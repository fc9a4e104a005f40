/**
 * What a pipeline has seen: the key, timestamp, label and trigger of every sample, in order of
 * arrival.
 *
 * <p>The place of a sample in that order is its <em>position</em>, counted from 0. Triggers follow
 * each other, so the samples of a trigger, or of several triggers in a row, are one range of
 * positions; strategies ask for ranges. Start reading at {@link
 * org.modyn.selector.seen.StorageBackend}.
 */
package org.modyn.selector.seen;
