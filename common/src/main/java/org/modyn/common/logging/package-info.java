/** The fields of log lines: {@link org.modyn.common.logging.LogContext}. */
package org.modyn.common.logging;
