/**
 * Sets of positions in files: the state that selection strategies keep between triggers. Sets are
 * written and read in order of positions, one chunk at a time, so memory does not grow with the
 * number of samples seen.
 */
package org.modyn.selector.position;
