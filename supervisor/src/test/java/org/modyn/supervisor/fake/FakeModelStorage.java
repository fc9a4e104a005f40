package org.modyn.supervisor.fake;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.RegisterPipelineRequest;
import org.modyn.proto.modelstorage.RegisterPipelineResponse;

/** Takes registrations of pipelines. */
public final class FakeModelStorage extends ModelStorageGrpc.ModelStorageImplBase {
  private final List<RegisterPipelineRequest> registrations = new ArrayList<>();

  public synchronized List<RegisterPipelineRequest> registrations() {
    return List.copyOf(registrations);
  }

  @Override
  public synchronized void registerPipeline(
      RegisterPipelineRequest request, StreamObserver<RegisterPipelineResponse> observer) {
    registrations.add(request);
    observer.onNext(RegisterPipelineResponse.getDefaultInstance());
    observer.onCompleted();
  }
}
