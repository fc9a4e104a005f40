package org.modyn.common.sample;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import org.modyn.common.grpc.RequestCheck;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.common.wire.NumberColumn;
import org.modyn.common.wire.Varints;
import org.modyn.proto.storage.GetRequest;

/**
 * A request for samples: the message {@code GetRequest} of {@code storage.proto}, with its keys in
 * an array. The wire format is that of the generated code.
 */
public final class SampleRequest {
  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int DATASET_ID = GetRequest.DATASET_ID_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int KEYS = GetRequest.KEYS_FIELD_NUMBER << 3 | VARINT;
  private static final int PACKED_KEYS = GetRequest.KEYS_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
  private static final int SKIP_DELETED = GetRequest.SKIP_DELETED_FIELD_NUMBER << 3 | VARINT;
  private static final int SKIP_UNREADABLE = GetRequest.SKIP_UNREADABLE_FIELD_NUMBER << 3 | VARINT;

  private final String datasetId;
  private final long[] keys;
  private final SampleReadPolicy policy;

  /**
   * @param keys of the requested samples, in any order; not copied
   * @param policy the samples that are skipped if they cannot be sent
   */
  public SampleRequest(String datasetId, long[] keys, SampleReadPolicy policy) {
    this.datasetId = requireNonNull(datasetId, "datasetId is null");
    this.keys = requireNonNull(keys, "keys is null");
    this.policy = requireNonNull(policy, "policy is null");
  }

  public String datasetId() {
    return datasetId;
  }

  /** Returns the keys, not a copy; a server may sort them. */
  public long[] keys() {
    return keys;
  }

  public SampleReadPolicy policy() {
    return policy;
  }

  /** Returns the request for the same dataset, with the same policy, for other keys. */
  SampleRequest withKeys(long[] otherKeys) {
    return new SampleRequest(datasetId, otherKeys, policy);
  }

  /** Encodes the fields in the order of their numbers, as the generated code does. */
  EncodedMessage encode() {
    byte[] beforeKeys = GetRequest.newBuilder().setDatasetId(datasetId).build().toByteArray();
    byte[] afterKeys =
        GetRequest.newBuilder()
            .setSkipDeleted(policy.skipDeleted())
            .setSkipUnreadable(policy.skipUnreadable())
            .build()
            .toByteArray();
    int keyBytes = 0;
    for (long key : keys) {
      keyBytes = Math.addExact(keyBytes, Varints.size(key));
    }
    int header = keys.length == 0 ? 0 : Varints.size(PACKED_KEYS) + Varints.size(keyBytes);
    byte[] bytes = new byte[beforeKeys.length + header + keyBytes + afterKeys.length];
    System.arraycopy(beforeKeys, 0, bytes, 0, beforeKeys.length);
    int position = beforeKeys.length;
    if (keys.length > 0) {
      position = Varints.put(bytes, position, PACKED_KEYS);
      position = Varints.put(bytes, position, keyBytes);
      for (long key : keys) {
        position = Varints.put(bytes, position, key);
      }
    }
    System.arraycopy(afterKeys, 0, bytes, position, afterKeys.length);
    return new EncodedMessage(bytes, 0, bytes.length);
  }

  /**
   * Decodes any valid encoding: fields in any order, keys packed or not and in any number of parts;
   * unknown fields are skipped.
   *
   * @throws InvalidProtocolBufferException when the message is malformed
   */
  static SampleRequest decode(InputStream message) throws IOException {
    CodedInputStream input = CodedInputStream.newInstance(message);
    String datasetId = "";
    NumberColumn keys = new NumberColumn();
    boolean skipDeleted = false;
    boolean skipUnreadable = false;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      switch (tag) {
        case DATASET_ID -> datasetId = input.readStringRequireUtf8();
        case KEYS, PACKED_KEYS -> keys.addField(tag, input);
        case SKIP_DELETED -> skipDeleted = input.readBool();
        case SKIP_UNREADABLE -> skipUnreadable = input.readBool();
        default -> {
          if (!input.skipField(tag)) {
            throw new InvalidProtocolBufferException("an end-group tag without a start-group tag");
          }
        }
      }
    }
    return new SampleRequest(
        datasetId, keys.toArray(), new SampleReadPolicy(skipDeleted, skipUnreadable));
  }

  /** Marshals requests on both sides. */
  static final class Codec implements Marshaller<SampleRequest> {
    @Override
    public InputStream stream(SampleRequest request) {
      return request.encode().stream();
    }

    /**
     * @throws io.grpc.StatusRuntimeException with an {@link InvalidProtocolBufferException} as its
     *     cause, like the generated code, when the message is malformed
     * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT when the name of the dataset
     *     is too long or has characters that are not allowed
     */
    @Override
    public SampleRequest parse(InputStream message) {
      SampleRequest request;
      try {
        request = decode(message);
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("malformed request")
            .withCause(e)
            .asRuntimeException();
      }
      RequestCheck.check("dataset_id", request.datasetId);
      return request;
    }
  }
}
