/**
 * In which form a model is kept: as a whole, or as what makes it different from another one. Start
 * reading at {@link org.modyn.modelstorage.strategy.ModelStorageStrategy}.
 */
package org.modyn.modelstorage.strategy;
