/** TCP ports of this machine: {@link org.modyn.common.network.Ports}. */
package org.modyn.common.network;
