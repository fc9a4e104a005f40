/**
 * The open parts of a pipeline file, whose keys depend on what they configure: {@code
 * model.config}, the optimizers' {@code config}, and the like. {@link
 * org.modyn.ml.settings.Settings} reads them with types, defaults and good errors.
 */
package org.modyn.ml.settings;
