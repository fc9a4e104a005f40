/**
 * The settings of triggers that observe the model: the data that it is evaluated on ({@link
 * org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig}) and the condition on its
 * metrics ({@link
 * org.modyn.common.config.pipeline.trigger.performance.PerformanceCriterionConfig}).
 */
package org.modyn.common.config.pipeline.trigger.performance;
