/**
 * The forms in which a model is stored: in full, or as the difference from another model. Start
 * reading at {@link org.modyn.modelstorage.strategy.ModelStorageStrategy}.
 */
package org.modyn.modelstorage.strategy;
