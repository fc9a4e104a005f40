/**
 * Startup and shutdown of servers: {@link org.modyn.common.server.ModynServer} is the base class of
 * all servers, {@link org.modyn.common.server.ServerParts} manages their parts.
 */
package org.modyn.common.server;
