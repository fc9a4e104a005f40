/**
 * Files that have to survive the death of the process or of the machine, and directories that only
 * one process may write to.
 */
package org.modyn.common.file;
