package org.modyn.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.supervisor.fake.FakeModelStorage;

final class ModelStorageClientTest {
  @Test
  void findsTheModelOfATraining() {
    FakeModelStorage fake = new FakeModelStorage();
    fake.store("another");
    int model = fake.store("training");
    try (GrpcServer server =
            GrpcServer.start(
                "model storage", new ServiceAddress("localhost", 0), List.of(fake.bindService()));
        RemoteService service =
            new RemoteService("model storage", server.address(), Duration.ofSeconds(10))) {
      ModelStorageClient models = new ModelStorageClient(service);
      assertThat(models.findModel("training")).hasValue(model);
      assertThat(models.findModel("none")).isEmpty();
    }
  }
}
