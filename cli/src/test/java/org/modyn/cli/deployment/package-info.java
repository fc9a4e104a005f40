/**
 * Tests of the Helm chart in {@code deploy/helm}, without a cluster: Helm renders it, and the
 * objects are compared with the Kubernetes API, with each other, and with what the servers need.
 * Start with {@link org.modyn.cli.deployment.RenderedChart}.
 */
package org.modyn.cli.deployment;
