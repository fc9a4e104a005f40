/**
 * Who may call the servers. A client proves who it is by a bearer token. {@link
 * org.modyn.common.security.Role} says what it may do then, {@link
 * org.modyn.common.security.RequiredRoles} which role each method needs. {@code SECURITY.md} has
 * the threat model.
 */
package org.modyn.common.security;
