/** Evaluation strategies: the time intervals whose samples a model is evaluated on. */
package org.modyn.common.config.pipeline.evaluation.strategy;
