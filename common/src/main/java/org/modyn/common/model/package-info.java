/**
 * Trained models on their way between servers. {@link org.modyn.common.model.ModelStorageClient}
 * moves a safetensors file to and from the model storage.
 */
package org.modyn.common.model;
