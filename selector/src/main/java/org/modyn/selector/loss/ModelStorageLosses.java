package org.modyn.selector.loss;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.proto.modelstorage.GetTrainedSamplesRequest;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelStorageGrpc.ModelStorageBlockingStub;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.modelstorage.TrainedSamplesColumns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the losses from a model storage, one message at a time. A model without recorded samples,
 * or one that is deleted meanwhile, has no losses. Safe for concurrent use.
 */
public final class ModelStorageLosses implements RecordedLosses {
  private static final Logger LOGGER = LoggerFactory.getLogger(ModelStorageLosses.class);

  private final ModelStorageClient models;
  private final ModelStorageBlockingStub modelStorage;

  /**
   * @param channel stays the caller's
   */
  public ModelStorageLosses(Channel channel) {
    this.models = new ModelStorageClient(channel);
    this.modelStorage = ModelStorageGrpc.newBlockingStub(channel);
  }

  @Override
  public void addNewer(int pipelineId, SampleLosses losses) {
    for (ModelSummary model : models.list(pipelineId)) {
      if (model.hasTrainedSamples() && model.getModelId() > losses.modelId()) {
        add(model.getModelId(), losses);
        losses.setModelId(model.getModelId());
      }
    }
  }

  private void add(int modelId, SampleLosses losses) {
    try {
      Iterator<TrainedSamplesColumns> messages =
          modelStorage.getTrainedSamples(
              GetTrainedSamplesRequest.newBuilder().setModelId(modelId).build());
      while (messages.hasNext()) {
        TrainedSamplesColumns columns = messages.next();
        for (int row = 0; row < columns.getKeysCount(); row++) {
          losses.put(columns.getKeys(row), columns.getLosses(row));
        }
      }
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw GrpcErrors.toModynException("model storage", e);
      }
      LOGGER.info("Model {} was deleted before its losses were read", modelId);
    }
  }
}
