/**
 * The model storage: trained models with their provenance.
 *
 * <p>Start reading at {@link org.modyn.modelstorage.ModelStorageServer}, which wires the parts,
 * then at {@link org.modyn.modelstorage.store.ModelStore}, where models come in and go out. {@code
 * strategy} decides in which form a model is kept.
 */
package org.modyn.modelstorage;
