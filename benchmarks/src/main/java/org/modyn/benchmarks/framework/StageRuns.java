package org.modyn.benchmarks.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.grpc.Channel;
import java.io.IOException;
import java.util.Iterator;
import org.modyn.proto.supervisor.GetPipelineLogRequest;
import org.modyn.proto.supervisor.GetPipelineLogResponse;
import org.modyn.proto.supervisor.SupervisorGrpc;

/** The stages that a pipeline has run, from its log. */
public final class StageRuns {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private StageRuns() {}

  /** Requests the log of a pipeline from the supervisor, and returns its array of stage runs. */
  public static JsonNode read(Channel supervisor, int pipelineId) throws IOException {
    ByteString text = ByteString.EMPTY;
    Iterator<GetPipelineLogResponse> parts =
        SupervisorGrpc.newBlockingStub(supervisor)
            .getPipelineLog(GetPipelineLogRequest.newBuilder().setPipelineId(pipelineId).build());
    while (parts.hasNext()) {
      text = text.concat(parts.next().getChunk());
    }
    return JSON.readTree(text.newInput()).at("/supervisor_logs/stage_runs");
  }
}
