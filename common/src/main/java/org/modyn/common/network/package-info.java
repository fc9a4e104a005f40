/** What the machine's network is in use by: {@link org.modyn.common.network.Ports}. */
package org.modyn.common.network;
