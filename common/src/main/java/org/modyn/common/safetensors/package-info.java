/**
 * The header of files in the safetensors format, which trainers write and the model storage
 * receives. Start reading at {@link org.modyn.common.safetensors.SafetensorsHeader}.
 */
package org.modyn.common.safetensors;
