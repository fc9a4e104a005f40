/**
 * Durable file operations, locks on directories that only one process may write to, and building
 * blocks of file formats: mapped files, checksums and packed columns. Each format is documented
 * beside its writer.
 */
package org.modyn.common.file;
