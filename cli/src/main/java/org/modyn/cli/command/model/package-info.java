/**
 * The commands that list, show and export trained models of a model storage ({@code modyn models}).
 */
package org.modyn.cli.command.model;
