/**
 * The model storage: trained models with their provenance.
 *
 * <p>Start reading at {@link org.modyn.modelstorage.ModelStorageServer}, which wires the parts,
 * then at {@link org.modyn.modelstorage.store.ModelStore}, which stores and loads models. {@code
 * strategy} determines the form in which a model is stored.
 */
package org.modyn.modelstorage;
