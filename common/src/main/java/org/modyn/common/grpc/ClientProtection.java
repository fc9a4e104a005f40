package org.modyn.common.grpc;

import io.grpc.netty.NettyChannelBuilder;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** Protects the calls of a client: encrypts its connections, and proves who calls. */
public interface ClientProtection {
  /** No encryption, and no proof. */
  ClientProtection NONE =
      new ClientProtection() {
        @Override
        public void protect(NettyChannelBuilder channel) {
          channel.usePlaintext();
        }

        @Override
        public Optional<SSLSocketFactory> encryption() {
          return Optional.empty();
        }
      };

  /** Configures a channel that is about to be created. */
  void protect(NettyChannelBuilder channel);

  /** Connects as the channel does, to find out why it cannot; empty: it does not encrypt. */
  Optional<SSLSocketFactory> encryption();
}
