/** The metrics that a model is evaluated with. */
package org.modyn.common.config.pipeline.evaluation.metric;
