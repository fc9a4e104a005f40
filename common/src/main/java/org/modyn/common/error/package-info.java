/**
 * Errors that a user can act on. Code throws {@link org.modyn.common.error.ModynException} with an
 * {@link org.modyn.common.error.ErrorCategory} and one line that says what failed, where, and what
 * to do; {@code org.modyn.common.grpc} carries both across the wire.
 */
package org.modyn.common.error;
