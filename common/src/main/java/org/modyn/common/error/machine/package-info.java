/**
 * Faults of a machine that pass without a change of the request or the configuration: a full disk,
 * a file system that has become read-only, no file descriptors. Work that meets one can be repeated
 * later.
 */
package org.modyn.common.error.machine;
