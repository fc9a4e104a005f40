/** The command that checks an installation ({@code modyn doctor}). */
package org.modyn.cli.command.doctor;
