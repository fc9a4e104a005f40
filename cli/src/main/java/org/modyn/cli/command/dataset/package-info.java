/**
 * The commands that list, register, change and delete datasets of a storage ({@code modyn
 * datasets}).
 */
package org.modyn.cli.command.dataset;
