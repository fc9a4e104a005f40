/**
 * The samples that a pipeline has seen: key, timestamp, label and trigger of each, in order of
 * arrival.
 *
 * <p>The index of a sample in that order is its <em>position</em>, counted from 0. The samples of a
 * trigger, or of several consecutive triggers, are one range of positions, and strategies read
 * ranges. Start reading at {@link org.modyn.selector.seen.StorageBackend}.
 */
package org.modyn.selector.seen;
