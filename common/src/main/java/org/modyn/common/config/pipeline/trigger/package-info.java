/**
 * The section {@code trigger}: when a pipeline trains. {@link
 * org.modyn.common.config.pipeline.trigger.TriggerConfig} lists the triggers.
 */
package org.modyn.common.config.pipeline.trigger;
