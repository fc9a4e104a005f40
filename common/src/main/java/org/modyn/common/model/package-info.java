/**
 * Transfer of trained models between servers. {@link org.modyn.common.model.ModelStorageClient}
 * stores and loads safetensors files, and {@link org.modyn.common.model.ModelCache} keeps those
 * that are needed again.
 */
package org.modyn.common.model;
