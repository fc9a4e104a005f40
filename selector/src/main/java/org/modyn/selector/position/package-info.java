/**
 * Sets of positions in files, for what a strategy remembers from one trigger to the next. They are
 * written and read in the order of positions, a piece at a time, so that their memory does not grow
 * with what a pipeline has seen.
 */
package org.modyn.selector.position;
