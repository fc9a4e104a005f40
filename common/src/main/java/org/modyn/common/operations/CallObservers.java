package org.modyn.common.operations;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import java.util.List;
import org.modyn.common.grpc.CallObserver;

/**
 * Several observers.
 *
 * @param observers the last one is the first to see a call
 */
record CallObservers(List<CallObserver> observers) implements CallObserver {
  CallObservers {
    observers = List.copyOf(observers);
  }

  @Override
  public void observe(ServerBuilder<?> server) {
    observers.forEach(observer -> observer.observe(server));
  }

  @Override
  public void observe(ManagedChannelBuilder<?> client) {
    observers.forEach(observer -> observer.observe(client));
  }
}
