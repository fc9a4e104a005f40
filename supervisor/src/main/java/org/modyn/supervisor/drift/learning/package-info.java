/**
 * What drift metrics fit to windows of samples: principal components, and classifiers that
 * distinguish two windows. Numbers are float64. All random choices are those that scikit-learn
 * makes with the same seed, so that the results can be compared.
 */
package org.modyn.supervisor.drift.learning;
