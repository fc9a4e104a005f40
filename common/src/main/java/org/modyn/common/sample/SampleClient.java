package org.modyn.common.sample;

import static java.util.Objects.requireNonNull;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.modyn.common.csv.CsvDialect;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.storage.CsvFormat;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.LocateSamplesRequest;
import org.modyn.proto.storage.SampleFormat;
import org.modyn.proto.storage.StorageGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads samples from a storage server. Thread safe; concurrent requests share a pool of buffers.
 */
public final class SampleClient {
  /** The number of messages of up to 512 KiB that a stream prefetches. */
  static final int PREFETCHED_MESSAGES = 6;

  /** The maximum memory of a stream in bytes, unless a single sample is larger. */
  public static final long MAXIMUM_BYTES_AHEAD =
      (PREFETCHED_MESSAGES + 1L) * SampleEncoder.MAXIMUM_MESSAGE_BYTES;

  private static final int POOLED_BUFFERS = 64;
  private static final int SECONDS_TO_LOCATE = 5;
  private static final Logger log = LoggerFactory.getLogger(SampleClient.class);

  /** Messages are decoded on the transport's thread, because handing them over costs more. */
  private static final Executor DIRECT = Runnable::run;

  private final Channel channel;
  private final MethodDescriptor<SampleRequest, SampleBatch> method;

  /**
   * @param storageChannel the channel to a storage server, which the caller closes
   */
  public SampleClient(Channel storageChannel) {
    this.channel = requireNonNull(storageChannel, "storageChannel is null");
    MethodDescriptor<GetRequest, GetResponse> generated = StorageGrpc.getGetMethod();
    this.method =
        generated.toBuilder(
                new SampleRequest.Codec(),
                new BatchMarshaller(new SampleBuffers.Pool(POOLED_BUFFERS)))
            .build();
  }

  /**
   * Requests the samples of the given keys. They arrive in the order that is cheapest for the
   * server, each with its key. If the server fails, the remaining samples are requested from
   * another one, or from the same one when it is available again.
   */
  public SampleStream get(String datasetId, long[] keys) {
    return get(datasetId, keys, SampleReadPolicy.STRICT);
  }

  /**
   * As {@link #get(String, long[])}; the keys of skipped samples are in the batches.
   *
   * @param keys not copied; must not be modified while the stream is open
   * @param policy the samples that are skipped if they cannot be sent
   */
  public SampleStream get(String datasetId, long[] keys, SampleReadPolicy policy) {
    return new ResumingSampleStream(new SampleRequest(datasetId, keys, policy), this::start);
  }

  /**
   * Returns the separator and the quote of the CSV files of a dataset.
   *
   * @return empty when samples are not rows of CSV files
   * @throws ModynException NOT_FOUND when there is no such dataset, UNAVAILABLE when no server
   *     answers
   */
  public Optional<CsvDialect> csvDialect(String datasetId) {
    try {
      SampleFormat format =
          StorageGrpc.newBlockingStub(channel)
              .getSampleFormat(
                  DatasetAvailableRequest.newBuilder().setDatasetId(datasetId).build());
      return format.hasCsv() ? Optional.of(dialect(format.getCsv())) : Optional.empty();
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException("storage", e);
    }
  }

  private static CsvDialect dialect(CsvFormat csv) {
    return new CsvDialect(
        (byte) csv.getSeparator().charAt(0),
        csv.getQuote().isEmpty() ? CsvDialect.NO_QUOTE : csv.getQuote().charAt(0),
        csv.getQuotedLinebreaks(),
        csv.getStrict());
  }

  /**
   * Adds the file of a sample to the message of an error: {@code the sample with key 17 (sample 3
   * of /data/x.bin) is a damaged image}. Samples of a file are numbered from 1.
   *
   * @return the unchanged error if the server does not know the sample or does not respond within
   *     {@value #SECONDS_TO_LOCATE} seconds
   */
  public SampleException locate(String datasetId, SampleException error) {
    LocateSamplesRequest request =
        LocateSamplesRequest.newBuilder().setDatasetId(datasetId).addKeys(error.key()).build();
    try {
      return StorageGrpc.newBlockingStub(channel)
          .withDeadlineAfter(SECONDS_TO_LOCATE, TimeUnit.SECONDS)
          .locateSamples(request)
          .getSamplesList()
          .stream()
          .findFirst()
          .map(location -> error.in(location.getPath(), location.getIndex() + 1))
          .orElse(error);
    } catch (StatusRuntimeException e) {
      log.warn("Cannot determine the file of the sample with key {}", error.key(), e);
      return error;
    }
  }

  private GrpcSampleStream start(SampleRequest request) {
    return GrpcSampleStream.start(
        channel.newCall(method, CallOptions.DEFAULT.withExecutor(DIRECT)), request);
  }

  private record BatchMarshaller(SampleBuffers.Pool pool) implements Marshaller<SampleBatch> {
    @Override
    public InputStream stream(SampleBatch batch) {
      throw new UnsupportedOperationException("a client does not send samples");
    }

    @Override
    public SampleBatch parse(InputStream message) {
      return SampleDecoder.decode(message, pool);
    }
  }
}
