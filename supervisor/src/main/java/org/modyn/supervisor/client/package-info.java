/**
 * The other servers as the supervisor sees them: {@link org.modyn.supervisor.client.ServiceClients}
 * has one client for each, with the few calls that pipelines need, in their own terms. Every
 * failure is a {@link org.modyn.common.error.ModynException} that names the server.
 */
package org.modyn.supervisor.client;
