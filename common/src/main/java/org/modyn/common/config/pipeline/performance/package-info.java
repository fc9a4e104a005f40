/**
 * The parts of triggers that observe the model: on what it is evaluated ({@link
 * org.modyn.common.config.pipeline.performance.PerformanceConfig}) and what has to happen to its
 * metrics ({@link org.modyn.common.config.pipeline.performance.PerformanceCriterionConfig}).
 */
package org.modyn.common.config.pipeline.performance;
