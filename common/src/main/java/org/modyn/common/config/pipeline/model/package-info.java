/**
 * The sections {@code model} and {@code model_storage}: the model and how versions of it are
 * stored.
 */
package org.modyn.common.config.pipeline.model;
