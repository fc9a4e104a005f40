/**
 * What operators see of a running server: {@link org.modyn.common.operations.Operations} belongs to
 * a server, {@link org.modyn.common.operations.Readiness} lists what it needs, and {@link
 * org.modyn.common.operations.HttpEndpoint} shows both over HTTP.
 */
package org.modyn.common.operations;
