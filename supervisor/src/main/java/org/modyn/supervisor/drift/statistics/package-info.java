/**
 * Statistics of two samples of numbers or vectors, with the p-values of their tests. Each equals
 * the function of SciPy or of the published algorithm that its class names. The package does not
 * know the windows of a trigger; {@link org.modyn.supervisor.drift} applies it to their features.
 */
package org.modyn.supervisor.drift.statistics;
