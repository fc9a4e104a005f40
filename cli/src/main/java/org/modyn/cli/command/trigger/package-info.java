/** The commands on triggering policies: {@code modyn triggers}. */
package org.modyn.cli.command.trigger;
