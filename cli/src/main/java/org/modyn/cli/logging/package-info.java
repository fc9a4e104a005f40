/** The destination and rate of the log lines of all servers and libraries. */
package org.modyn.cli.logging;
