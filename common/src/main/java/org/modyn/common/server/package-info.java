/**
 * How a server is put together and taken apart: {@link org.modyn.common.server.ModynServer} is what
 * all servers are to those who start them, {@link org.modyn.common.server.ServerParts} what they
 * consist of.
 */
package org.modyn.common.server;
