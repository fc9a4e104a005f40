/**
 * The forms in which a pipeline's models are stored: in full, or as the difference from another
 * model. {@link org.modyn.modelstorage.strategy.ModelStrategies} lists what a pipeline file can
 * name; {@link org.modyn.modelstorage.strategy.StoragePolicy} is what one pipeline uses.
 */
package org.modyn.modelstorage.strategy;
