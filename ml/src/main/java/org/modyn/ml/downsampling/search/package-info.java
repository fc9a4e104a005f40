/**
 * The algorithms of the downsampling strategies, on primitive arrays: rows ordered by a number,
 * random permutations. They know neither samples nor models.
 */
package org.modyn.ml.downsampling.search;
