/** Durable file operations, and locks on directories that only one process may write to. */
package org.modyn.common.file;
