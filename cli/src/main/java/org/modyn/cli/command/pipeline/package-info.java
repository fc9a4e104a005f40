/**
 * The commands that run pipelines, in this process or on a server, and that show their state, logs
 * and training sets.
 */
package org.modyn.cli.command.pipeline;
