/**
 * Sampling primitives: algorithms that decide, in one scan and in constant or bounded memory, which
 * samples are selected.
 *
 * <p>{@link org.modyn.selector.sampling.Sampler} is the interface that scans use. Random choices
 * depend on the generator that the caller passes, and on nothing else.
 */
package org.modyn.selector.sampling;
