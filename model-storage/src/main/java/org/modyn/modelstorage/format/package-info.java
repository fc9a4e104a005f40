/**
 * The files of stored models that are not plain safetensors files: compressed, or the difference
 * from another model. {@link org.modyn.modelstorage.format.ModelFileFormat} describes them byte by
 * byte.
 */
package org.modyn.modelstorage.format;
