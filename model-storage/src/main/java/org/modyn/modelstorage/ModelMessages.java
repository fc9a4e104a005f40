package org.modyn.modelstorage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Optional;
import org.modyn.common.error.Checks;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.modelstorage.model.ModelDescription;
import org.modyn.modelstorage.model.ModelListing;
import org.modyn.modelstorage.model.ModelRole;
import org.modyn.proto.modelstorage.JsonString;
import org.modyn.proto.modelstorage.ModelHeader;
import org.modyn.proto.modelstorage.ModelSummary;

/** Translates descriptions of models to and from messages. */
final class ModelMessages {
  private static final int MAXIMUM_ID_LENGTH = 200;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ModelMessages() {}

  /**
   * @throws ModynException INVALID_ARGUMENT, naming the field
   */
  static ModelDescription description(ModelHeader header) {
    if (header.getModelClass().isEmpty()) {
      throw ModynException.invalidArgument("header.model_class is empty");
    }
    return new ModelDescription(
        header.getPipelineId(),
        header.getTriggerId(),
        header.getModelClass(),
        jsonObject("header.model_configuration", header.getModelConfiguration().getValue()),
        jsonObject("header.provenance", header.getProvenance().getValue()),
        Optional.of(header.getRequestId()).filter(id -> !id.isEmpty()).map(ModelMessages::limited),
        role(header.getRole()));
  }

  private static ModelRole role(org.modyn.proto.modelstorage.ModelRole role) {
    return switch (role) {
      case MAIN -> ModelRole.MAIN;
      case IRREDUCIBLE_LOSS -> ModelRole.IRREDUCIBLE_LOSS;
      case UNRECOGNIZED ->
          throw ModynException.invalidArgument("header.role is not known to this model storage");
    };
  }

  private static org.modyn.proto.modelstorage.ModelRole message(ModelRole role) {
    return switch (role) {
      case MAIN -> org.modyn.proto.modelstorage.ModelRole.MAIN;
      case IRREDUCIBLE_LOSS -> org.modyn.proto.modelstorage.ModelRole.IRREDUCIBLE_LOSS;
    };
  }

  /** An index entry of PostgreSQL has limited room. */
  private static String limited(String requestId) {
    Checks.check(
        requestId.length() <= MAXIMUM_ID_LENGTH,
        "header.request_id: must have at most %d characters, but has %d",
        MAXIMUM_ID_LENGTH,
        requestId.length());
    return requestId;
  }

  static ModelHeader header(ModelDescription description) {
    return ModelHeader.newBuilder()
        .setPipelineId(description.pipelineId())
        .setTriggerId(description.triggerId())
        .setModelClass(description.modelClass())
        .setModelConfiguration(JsonString.newBuilder().setValue(description.configuration()))
        .setProvenance(JsonString.newBuilder().setValue(description.provenance()))
        .setRequestId(description.requestId().orElse(""))
        .setRole(message(description.role()))
        .build();
  }

  static ModelSummary summary(ModelListing listing) {
    ModelSummary.Builder summary =
        ModelSummary.newBuilder()
            .setModelId(listing.modelId())
            .setPipelineId(listing.pipelineId())
            .setTriggerId(listing.triggerId())
            .setRole(message(listing.role()))
            .setModelClass(listing.modelClass())
            .setSizeBytes(listing.size())
            .setChecksum(UnsafeByteOperations.unsafeWrap(listing.checksum().bytes()))
            .setStoredAt(listing.storedAt().getEpochSecond())
            .setStoredBytes(listing.file().bytes());
    listing.file().baseId().ifPresent(summary::setBaseModelId);
    listing.trainedSamples().ifPresent(summary::setTrainedSamples);
    return summary.build();
  }

  private static String jsonObject(String field, String value) {
    if (value.isEmpty()) {
      return "{}";
    }
    try {
      if (JSON.readTree(value).isObject()) {
        return value;
      }
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "%s is not valid JSON: %s".formatted(field, e.getOriginalMessage()),
          e);
    }
    throw ModynException.invalidArgument("%s must be a JSON object, but is %s", field, value);
  }
}
