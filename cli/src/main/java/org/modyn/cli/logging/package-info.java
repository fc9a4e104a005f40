/** Where the log lines of all servers and libraries go. */
package org.modyn.cli.logging;
