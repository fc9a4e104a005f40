/**
 * The clients of the other servers: {@link org.modyn.supervisor.client.ServiceClients} has one
 * client for each server, with the calls that pipelines need. Every failure is a {@link
 * org.modyn.common.error.ModynException} that names the server.
 */
package org.modyn.supervisor.client;
