package org.modyn.ml.downsampling.search;

/**
 * A submodular function of the subsets of elements 0 to {@code size - 1}, and a set to which
 * elements are added, at first the empty set. The gain of an element does not increase when other
 * elements are added: a search need not compute the gains of all elements at each step. This holds
 * for the computed numbers as well, in spite of rounding. Not safe for concurrent use.
 */
interface SetFunction {
  /** The number of elements. */
  int size();

  /** Returns by how much the function increases when an element is added to the set. */
  double gain(int element);

  /** Adds an element, which is not in the set, to the set. */
  void add(int element);
}
