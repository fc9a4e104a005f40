/**
 * Triggers that observe the performance of the newest model. {@link
 * org.modyn.supervisor.trigger.performance.PerformancePolicy} triggers when it degrades. {@link
 * org.modyn.supervisor.trigger.performance.ModelObserver} evaluates the model on each interval, and
 * {@link org.modyn.supervisor.trigger.performance.MisclassificationEstimator} estimates how many
 * misclassifications a newer model would have avoided.
 */
package org.modyn.supervisor.trigger.performance;
