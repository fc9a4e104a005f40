/**
 * Output of commands: {@link org.modyn.cli.output.TextTable} and {@link
 * org.modyn.cli.output.Fields} for people, {@link org.modyn.cli.output.JsonOutput} for programs.
 */
package org.modyn.cli.output;
