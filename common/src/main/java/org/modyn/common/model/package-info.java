/**
 * Transfer of trained models between servers. {@link org.modyn.common.model.ModelStorageClient}
 * stores and loads safetensors files.
 */
package org.modyn.common.model;
